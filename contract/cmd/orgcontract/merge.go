package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// mergeOptions has the flags of the command merge.
type mergeOptions struct {
	reportOptions

	document  documentFlags
	mutate    mutateFlags
	survivors string
	partial   string
}

func mergeCommand() *cobra.Command {
	var options mergeOptions
	cmd := &cobra.Command{
		Use:   "merge [flags] PART...",
		Short: "Make the reports of several runs",
		Long: `Merge reads the parts that orgcontract check, coverage or mutate wrote with
--partial, and makes one report of them. The report and the exit code are the
same as those of one run over all recordings with --suggest=false. The order of
the parts makes no difference. Each recording must be completely in one part.

For parts of check, merge has --strict, --baseline and the other flags of check
about reports. It suggests no edits: check offers an edit only after it has
tried the edit with every exchange, and parts contain no exchanges. Parts of
coverage have the reports text, json and html. Parts of mutate come from shards
that used the same recordings. They have the reports text and json.

All parts must come from the same command, the same document and the same
version or commit of orgcontract. The flags that change the findings must have
had the same values. It is an error to give a part twice. Merge also reads the
document, because the reports show lines of it.`,
		Example: `  # Four jobs check a quarter of the recordings each. Another one reports.
  orgcontract check --partial part-1.json recordings/1/
  orgcontract merge --report html=contract.html part-*.json

  # Which claims are covered, by all jobs together.
  orgcontract coverage --partial covered-1.json recordings/1/
  orgcontract merge --report html=map.html covered-*.json

  # Two jobs try a half of the mutants each.
  orgcontract mutate --shard 1/2 --partial mutants-1.json recordings/
  orgcontract mutate --shard 2/2 --partial mutants-2.json recordings/
  orgcontract merge --floor floor.json mutants-1.json mutants-2.json`,
		Args: func(_ *cobra.Command, parts []string) error {
			if len(parts) == 0 {
				return errors.New("name at least one part, which --partial writes")
			}
			return nil
		},
		RunE: options.run,
	}
	options.document.addName(cmd, "that the parts are about")
	options.add(cmd, report.Formats())
	flags := cmd.Flags()
	flags.StringVar(&options.survivors, "survivors", "", "show on the map what orgcontract mutate --json wrote to `FILE` (coverage)")
	flags.StringVar(&options.mutate.floor, "floor", "", "the `FILE` with the score that must be reached; a higher one is written to it (mutate)")
	flags.BoolVar(&options.mutate.equivalent, "equivalent", false, "list the equivalent mutants too (mutate)")
	flags.StringVar(&options.partial, partialFlag, "", "write no report, but the parts as one part to `FILE`")
	return cmd
}

// The variables list the flags that only make sense for the parts of one command.
var (
	coverageOnly = []string{"survivors"}
	mutateOnly   = []string{"floor", "equivalent"}
)

func (o *mergeOptions) run(cmd *cobra.Command, files []string) error {
	others := slices.Concat(reportFlags, coverageOnly, mutateOnly)
	given := slices.DeleteFunc(others, func(name string) bool { return !cmd.Flags().Changed(name) })
	if o.partial != "" && (len(given) > 0 || len(o.reports) > 0) {
		return fmt.Errorf("--%s writes no report; leave out the flags about reports", partialFlag)
	}
	if _, err := configure(cmd); err != nil {
		return err
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	var merged *part.Part
	err := interruptible(ctx, errInterrupted, func() (err error) {
		merged, err = part.Merge(files)
		return err
	})
	if err != nil {
		return runError{err}
	}
	if formats := merged.Flags[formatsFlag]; len(formats) > 0 {
		o.document.formats = formats[0]
	} else {
		o.document.formats = assertFormats
	}
	m := merging{mergeOptions: o, cmd: cmd, files: files, part: merged}
	if err := m.checkFlags(given); err != nil {
		return err
	}
	return m.report(ctx)
}

// merging has the merged parts, and what the command does with them.
type merging struct {
	*mergeOptions

	cmd   *cobra.Command
	files []string
	part  *part.Part

	targets []output.Target
	outputs []destination.Output
}

// checkFlags returns an error if the user gave a flag that doesn't belong to the command of the
// parts.
func (m *merging) checkFlags(given []string) error {
	allowed := map[string][]string{"check": reportFlags, "coverage": coverageOnly, "mutate": mutateOnly}[m.part.Command()]
	for _, name := range given {
		if !slices.Contains(allowed, name) {
			return fmt.Errorf("--%s is not for parts of orgcontract %s; leave it out", name, m.part.Command())
		}
	}
	return nil
}

// formats returns the formats in which the parts can be reported.
func (m *merging) formats() []output.Format {
	switch {
	case m.part.Check != nil:
		return report.Formats()
	case m.part.Coverage != nil:
		return coverageFormats()
	default:
		return []output.Format{output.Text, output.JSON}
	}
}

// findOutputs sets the outputs that the command must write.
func (m *merging) findOutputs() error {
	if m.partial != "" {
		m.outputs = partOutput(m.partial)
		return nil
	}
	var err error
	if m.targets, m.outputs, err = output.ParseTargets(m.reports, m.formats()); err != nil {
		return fmt.Errorf("--report %w", err)
	}
	switch {
	case m.part.Check != nil:
		err = m.reportOptions.check()
		m.outputs = m.reportOptions.outputs(m.outputs)
	case m.mutate.floor != "":
		m.outputs = append(m.outputs, m.mutate.floorOutput())
	}
	return err
}

// report writes the outputs, and returns the error with which the command ends.
func (m *merging) report(ctx context.Context) error {
	if err := m.findOutputs(); err != nil {
		return err
	}
	if err := m.document.find(); err != nil {
		return err
	}
	inputs := slices.Concat(m.document.input(), fileInput(theBaseline, m.baseline), fileInput("the survivors", m.survivors), fileInput(theFloor, m.mutate.floor))
	for _, file := range m.files {
		inputs = append(inputs, fileInput("a part", file)...)
	}
	if err := checkOutputs(ctx, m.cmd, m.outputs, inputs); err != nil {
		return err
	}
	conclude := func() error { return nil }
	err := interruptible(ctx, errInterrupted, func() error {
		c, err := m.document.load(ctx, m.cmd, m.outputs)
		if err == nil {
			err = m.part.IsOf(m.files[0], c)
		}
		if err != nil {
			return err
		}
		switch {
		case m.partial != "":
			m.outputs[0].Data, err = m.part.Bytes()
		case m.part.Check != nil:
			conclude, err = m.check(c)
		case m.part.Coverage != nil:
			conclude, err = m.cover(c)
		default:
			conclude, err = m.tryAll(ctx, c)
		}
		return err
	})
	if err != nil {
		return runError{err}
	}
	if err := writeOutputs(ctx, m.cmd, m.outputs); err != nil {
		return err
	}
	return conclude()
}

// check renders the reports for parts of orgcontract check.
func (m *merging) check(c *contract.Contract) (conclude func() error, err error) {
	r, err := m.newReport(c)
	if err != nil {
		return nil, err
	}
	r.Merge(m.part.Check)
	done := &outcome{contract: c, report: r, tally: m.part.Recordings}
	done.report.AddRecordings(done.tally)
	conclude = func() error { return m.conclude(m.cmd, done) }
	switch {
	case m.demands().IsEmpty(done.tally):
		m.outputs = nil
		return conclude, nil
	case !done.tally.IsComplete():
		m.outputs = m.outputs[:len(m.targets)] // Leave the baseline unchanged, because a missing finding may be in a recording that can't be read.
	}
	return conclude, m.render(r, m.targets, m.outputs, m.cmd.OutOrStdout())
}

// cover renders the reports for parts of orgcontract coverage.
func (m *merging) cover(c *contract.Contract) (conclude func() error, err error) {
	survivors, err := readSurvivors(m.survivors)
	if err != nil {
		return nil, err
	}
	conclude = func() error { return saySkipped(m.cmd, m.part.Recordings) }
	if t := m.part.Recordings; t.Checked == 0 && !t.IsComplete() {
		m.outputs = nil
		return conclude, nil
	}
	covered := coverage.New(c, coverage.Options{})
	covered.Merge(m.part.Coverage)
	for i, target := range m.targets {
		if m.outputs[i].Data, err = renderedMap(covered, target.Format, survivors); err != nil {
			return nil, err
		}
	}
	return conclude, nil
}

// tryAll renders the reports for parts of orgcontract mutate.
func (m *merging) tryAll(ctx context.Context, c *contract.Contract) (conclude func() error, err error) {
	floor, err := m.mutate.readFloor()
	if err != nil {
		return nil, err
	}
	mutants, err := mutation.Mutants(ctx, c)
	if err != nil {
		return nil, err
	}
	result := m.part.Mutation.Result(mutants)
	for i, target := range m.targets {
		write := m.mutate.renderedText
		if target.Format == output.JSON {
			write = renderedResult
		}
		if m.outputs[i].Data, err = write(result); err != nil {
			return nil, err
		}
	}
	if m.mutate.floor != "" {
		m.outputs[len(m.targets)].Data = raised(floor, result, m.part.Recordings.IsComplete())
	}
	return func() error { return m.mutate.conclude(m.cmd, m.part.Recordings, floor, result) }, nil
}

func renderedResult(result mutation.Result) ([]byte, error) { return rendered(result.WriteJSON) }
