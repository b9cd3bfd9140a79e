package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// checkOptions are the flags of the command.
type checkOptions struct {
	document       documentFlags
	strict         bool
	strictDocument bool
	baseline       string
	updateBaseline bool
	reports        []string
	suggest        bool
}

func checkCommand() *cobra.Command {
	var options checkOptions
	cmd := &cobra.Command{
		Use:   "check [flags] FILE|DIRECTORY|-...",
		Short: "Check recordings against the document",
		Long: `Check reads recordings and checks each exchange against the OpenAPI document.
It prints which operations and statuses were seen and who answered, then the
findings by cause with their places in the message and in the document, then
the verdict.

Recordings are HAR 1.2, go-vcr cassettes or JSON lines, gzipped or not. They
come from files, from directories, or from the standard input (-). Write --
before the names if one of them begins with a dash.

A baseline lists findings that are accepted for a time, each with a reason and
a last day. They don't fail the check. An entry fails the check when its last
day is over or its finding is gone.

If a small edit of the document would end a finding, the report shows it as a
diff for git apply. Check tries each edit on the recordings first and shows it
only if it causes no new finding. It does so with up to 64 MiB of recordings,
and never changes the document.

Ctrl-C stops the check before it has written anything.

It exits with 0 if the verdict is that the document holds, with 1 if an
exchange contradicts the document, and with 2 if it could not find out.`,
		Example: `  # All recordings below a directory, against the built-in document.
  orgcontract check contract/testdata/recordings

  # One recording against another document. Fail on drift too.
  orgcontract check --spec openapi.yaml --strict session.har

  # For a CI job: annotations on the standard output, and reports as files.
  orgcontract check --report github=- --report html=check.html recordings/

  # Accept what is found now for 30 days, and fail on what is new.
  orgcontract check --baseline known.yaml --update-baseline recordings/

  # Apply the first suggested edit.
  orgcontract check --report json=check.json recordings/
  jq -r '[.causes[].suggestions[]?][0].diff' check.json | git apply`,
		Args: needsRecordings,
		RunE: options.run,
	}
	flags := cmd.Flags()
	options.document.add(flags, "to check against")
	flags.BoolVar(&options.strict, "strict", false, "fail on drift too: on what the document doesn't mention")
	flags.BoolVar(&options.strictDocument, "strict-document", false, "fail on flaws of the document too, such as wrong examples")
	flags.StringVar(&options.baseline, "baseline", "", "the `FILE` of accepted findings")
	flags.BoolVar(&options.updateBaseline, "update-baseline", false, "add what fails to the baseline, and remove what is gone")
	flags.StringArrayVar(&options.reports, "report", nil, "write a report to a file, or to - for the standard output, as `KIND=FILE`; kinds: "+output.Names(report.Formats())+" (repeatable)")
	flags.BoolVar(&options.suggest, "suggest", true, "look for edits of the document that would end findings")
	return cmd
}

// needsRecordings is the check of arguments of commands that read recordings.
func needsRecordings(_ *cobra.Command, paths []string) error {
	if len(paths) == 0 {
		return errors.New("name at least one recording: a file, a directory of them, or - for the standard input")
	}
	return nil
}

func (o *checkOptions) run(cmd *cobra.Command, paths []string) error {
	targets, outputs, err := reportTargets(o.reports, report.Formats())
	switch {
	case err != nil:
		return fmt.Errorf("--report %w", err)
	case o.updateBaseline && o.baseline == "":
		return errors.New("--update-baseline needs to know which one: add --baseline FILE")
	case o.updateBaseline:
		outputs = append(outputs, destination.Output{Flag: "--update-baseline", File: o.baseline, What: "baseline", Updates: theBaseline})
	}
	if err := o.document.check(paths); err != nil {
		return err
	}
	inputs := slices.Concat(o.document.input(), fileInput(theBaseline, o.baseline), recordingInputs(paths))
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	if err := checkOutputs(ctx, cmd, outputs, inputs); err != nil {
		return err
	}
	shown := newProgress(cmd.ErrOrStderr(), "checking")
	holds := false
	err = interruptible(ctx, errInterrupted, func() error {
		r, err := o.check(ctx, cmd, paths, outputs, shown.set)
		if err != nil {
			return err
		}
		if err := o.render(r, targets, outputs, cmd.OutOrStdout()); err != nil {
			return err
		}
		holds = r.Holds(o.strict)
		return nil
	})
	shown.end()
	if err != nil {
		return runError{err}
	}
	if err := writeOutputs(ctx, cmd, outputs); err != nil {
		return err
	}
	if !holds {
		return errFindings
	}
	return nil
}

// theBaseline is what errors call the baseline.
const theBaseline = "the baseline"

// check reads and checks the recordings.
func (o *checkOptions) check(
	ctx context.Context, cmd *cobra.Command, paths []string, outputs []destination.Output, progress func(read, total int64),
) (*report.Report, error) {
	c, err := o.document.load(ctx, cmd, outputs)
	if err != nil {
		return nil, err
	}
	r := report.New(c)
	known, err := o.readBaseline(c)
	if err != nil {
		return nil, err
	}
	r.SetBaseline(known, time.Now())
	for _, u := range c.Unchecked() {
		r.AddNote(report.NotChecked, u.Document, u.What)
	}
	for _, w := range c.Warnings() {
		r.AddWarning(w)
	}
	if o.strictDocument {
		r.StrictDocument()
	}
	in := newRecordings(cmd.InOrStdin(), paths)
	in.progress = progress
	in.until = func(all iter.Seq2[*contract.Exchange, error]) iter.Seq2[*contract.Exchange, error] {
		return untilDone(ctx, all)
	}
	edits := o.newEdits(c, in, r)
	for checked, err := range c.CheckAll(in.read()) {
		if err != nil {
			return nil, err
		}
		r.Add(checked.Exchange, checked.Findings)
		edits.add(checked)
	}
	return r, edits.suggest(ctx)
}

// readBaseline reads the baseline. It returns nil if the user names none, or names one that is to
// be created.
func (o *checkOptions) readBaseline(c *contract.Contract) (*baseline.Baseline, error) {
	if o.baseline == "" {
		return nil, nil //nolint:nilnil // A nil baseline accepts nothing.
	}
	known, err := baseline.Read(o.baseline, c.KnownRule)
	if o.updateBaseline && errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // A nil baseline accepts nothing.
	}
	return known, err
}

// render fills the outputs: one for each target, and then the baseline if it is to be updated.
func (o *checkOptions) render(r *report.Report, targets []output.Target, outputs []destination.Output, stdout io.Writer) error {
	if o.updateBaseline {
		updated := r.UpdatedBaseline(o.strict, time.Now())
		data, err := updated.Bytes()
		if err != nil {
			return err
		}
		outputs[len(targets)].Data = data
		r.SetBaseline(updated, time.Now())
	}
	for i, target := range targets {
		style := report.Style{Style: styleOf(target.File, stdout), Strict: o.strict}
		var err error
		if outputs[i].Data, err = rendered(func(w io.Writer) error { return r.Write(target.Format, w, style) }); err != nil {
			return err
		}
	}
	return nil
}
