package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// checkOptions has the flags of the command check.
type checkOptions struct {
	reportOptions

	document     documentFlags
	suggest      bool
	fix          string
	selection    selection.Options
	placeholders placeholderFlag
	partial      string
}

func checkCommand() *cobra.Command {
	var options checkOptions
	cmd := &cobra.Command{
		Use:     "check [flags] [FILE|DIRECTORY|-...]",
		Short:   "Check recordings against the document",
		Long:    checkHelp,
		Example: checkExamples,
		RunE:    options.run,
	}
	flags := cmd.Flags()
	options.document.add(cmd, "to check against")
	options.add(cmd, report.Formats())
	addExchangeFlags(flags, &options.selection)
	addFindingFlags(flags, &options.selection)
	flags.Var(&options.placeholders, "placeholders", "the regular expression of what the recorder wrote in the place of values; '' if nothing (default: <NAME>, {{name}}, ${NAME}, [REDACTED], ****)")
	options.addFix(cmd)
	flags.BoolVar(&options.suggest, "suggest", true, "look for edits of the document that would remove findings")
	addPartial(cmd, &options.partial)
	return cmd
}

// someRecordings returns the recordings to read. It returns an error if neither the user nor the
// configuration file names any.
func someRecordings(cmd *cobra.Command, paths []string) ([]string, error) {
	paths, err := configureRecordings(cmd, paths)
	if err == nil && len(paths) == 0 {
		err = errors.New("name at least one recording: a file, a directory of them, or - for the standard input")
	}
	return paths, err
}

func (o *checkOptions) run(cmd *cobra.Command, paths []string) error {
	if err := checkPartial(cmd, o.partial, slices.Concat(reportFlags, []string{"report", "suggest", "fix"})...); err != nil {
		return err
	}
	paths, err := someRecordings(cmd, paths)
	if err != nil {
		return err
	}
	targets, outputs, err := o.targets(cmd, paths)
	if err != nil {
		return err
	}
	if err := o.document.find(); err != nil {
		return err
	}
	inputs := slices.Concat(o.document.input(), fileInput(theBaseline, o.baseline), recordingInputs(paths))
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	if err := checkOutputs(ctx, cmd, outputs, inputs); err != nil {
		return err
	}
	shown := newPasses(cmd.ErrOrStderr())
	var done outcome
	err = interruptible(ctx, errInterrupted, func() error {
		var err error
		if done, err = o.check(ctx, cmd, paths, outputs, shown); err != nil || o.demands().IsEmpty(done.tally) && o.partial == "" {
			return err
		}
		if o.partial != "" {
			outputs[0].Data, err = o.part(&done).Bytes()
			return err
		}
		if !done.tally.IsComplete() {
			outputs = outputs[:len(targets)] // Leave the baseline unchanged, because a finding may be in a recording that can't be read.
		}
		return o.render(done.report, targets, outputs, cmd.OutOrStdout())
	})
	shown.end()
	switch {
	case err != nil:
		return runError{err}
	case o.partial != "":
		return writePart(ctx, cmd, outputs, done.tally)
	}
	if !o.demands().IsEmpty(done.tally) {
		if err := writeOutputs(ctx, cmd, outputs); err != nil {
			return err
		}
	}
	if o.fix != "" && done.tally.Checked > 0 {
		if err := o.applyFixes(ctx, cmd, &done); err != nil {
			return err
		}
	}
	return o.conclude(cmd, &done)
}

// targets returns the reports to write, and all files that the command writes. It returns an error
// if some flags can't be used together.
func (o *checkOptions) targets(cmd *cobra.Command, paths []string) ([]output.Target, []destination.Output, error) {
	if o.partial != "" {
		o.suggest, o.updateBaseline, o.baseline = false, false, "" // The configuration file may set them.
		return nil, partOutput(o.partial), o.document.check(paths)
	}
	targets, outputs, err := output.ParseTargets(o.reports, report.Formats())
	if err != nil {
		return nil, nil, fmt.Errorf("--report %w", err)
	}
	if err := o.reportOptions.check(); err != nil {
		return nil, nil, err
	}
	if o.fix != "" {
		if err := o.checkFix(cmd, paths); err != nil {
			return nil, nil, err
		}
	}
	return targets, o.outputs(outputs), o.document.check(paths)
}

// check reads and checks the recordings.
func (o *checkOptions) check(
	ctx context.Context, cmd *cobra.Command, paths []string, outputs []destination.Output, shown *passes,
) (done outcome, err error) {
	c, err := o.document.load(ctx, cmd, outputs, o.placeholders.options()...)
	if err != nil {
		return done, err
	}
	selected, err := selection.New(c, o.selection)
	if err != nil {
		return done, err
	}
	r, err := o.newReport(c)
	if err != nil {
		return done, err
	}
	done.contract, done.report = c, r
	in := newRecordings(ctx, streamsOf(cmd), paths, outputs)
	in.progress, in.progressAgain, in.selection = shown.first, shown.further, selected
	done.recordings, done.tally = in, &in.tally
	edits := o.newEdits(c, in, r)
	done.edits = edits
	for checked, err := range c.CheckAll(in.read()) {
		if err != nil {
			return done, err
		}
		checked.Findings = selected.Findings(checked, &in.tally)
		r.AddChecked(checked)
		edits.add(checked)
	}
	done.report.AddRecordings(done.tally)
	return done, edits.suggest(ctx)
}
