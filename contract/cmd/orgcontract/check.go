package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
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
	fix            string
	selection      selection.Options
	allowEmpty     bool
	minExchanges   int
	all            bool
	placeholders   placeholderFlag
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
	flags.BoolVar(&options.strict, "strict", false, "fail on drift too: on what the document doesn't mention")
	flags.BoolVar(&options.strictDocument, "strict-document", false, "fail on flaws of the document too, such as wrong examples")
	flags.StringVar(&options.baseline, "baseline", "", "the `FILE` of accepted findings")
	flags.BoolVar(&options.updateBaseline, "update-baseline", false, "add what fails to the baseline, and remove what is gone")
	flags.StringArrayVar(&options.reports, "report", nil, reportUsage(report.Formats()))
	completeReports(cmd, report.Formats())
	addExchangeFlags(flags, &options.selection)
	addFindingFlags(flags, &options.selection)
	flags.BoolVar(&options.allowEmpty, "allow-empty", false, "don't fail if no exchange was checked")
	flags.IntVar(&options.minExchanges, "min-exchanges", 0, "fail if fewer than `N` exchanges were checked")
	flags.BoolVar(&options.all, "all", false, "show all causes in the text report, and all operations of each")
	flags.Var(&options.placeholders, "placeholders", "the regular expression of what the recorder wrote in the place of values; '' if nothing (default: <NAME>, {{name}}, ${NAME}, [REDACTED], ****)")
	options.addFix(cmd)
	flags.BoolVar(&options.suggest, "suggest", true, "look for edits of the document that would end findings")
	return cmd
}

// someRecordings returns the recordings to read, or an error if neither the user nor the configuration
// file names some.
func someRecordings(cmd *cobra.Command, paths []string) ([]string, error) {
	paths, err := configureRecordings(cmd, paths)
	if err == nil && len(paths) == 0 {
		err = errors.New("name at least one recording: a file, a directory of them, or - for the standard input")
	}
	return paths, err
}

func (o *checkOptions) run(cmd *cobra.Command, paths []string) error {
	paths, err := someRecordings(cmd, paths)
	if err != nil {
		return err
	}
	targets, outputs, err := reportTargets(o.reports, report.Formats())
	switch {
	case err != nil:
		return fmt.Errorf("--report %w", err)
	case o.updateBaseline && o.baseline == "":
		return errors.New("--update-baseline needs to know which one: add --baseline FILE")
	case o.fix != "":
		err = o.checkFix(cmd, paths)
	case o.updateBaseline:
		outputs = append(outputs, destination.Output{Flag: "--update-baseline", File: o.baseline, What: "baseline", Updates: theBaseline})
	}
	if err := cmp.Or(err, o.document.check(paths)); err != nil {
		return err
	}
	o.document.find()
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
		if done, err = o.check(ctx, cmd, paths, outputs, shown); err != nil || done.isEmpty(o.allowEmpty) {
			return err
		}
		if len(done.recordings.failed) > 0 {
			outputs = outputs[:len(targets)] // A finding that is gone may be in what can't be read.
		}
		return o.render(done.report, targets, outputs, cmd.OutOrStdout())
	})
	shown.end()
	if err != nil {
		return runError{err}
	}
	if !done.isEmpty(o.allowEmpty) {
		if err := writeOutputs(ctx, cmd, outputs); err != nil {
			return err
		}
	}
	if o.fix != "" && done.recordings.tally.Checked > 0 {
		if err := o.applyFixes(ctx, cmd, &done); err != nil {
			return err
		}
	}
	return o.conclude(cmd, &done)
}

// theBaseline is what errors call the baseline.
const theBaseline = "the baseline"

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
	r := report.New(c)
	done.report = r
	known, err := o.readBaseline(c)
	if err != nil {
		return done, err
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
	in := newRecordings(ctx, cmd.InOrStdin(), paths)
	in.progress, in.progressAgain, in.selection = shown.first, shown.further, selected
	done.recordings = in
	edits := o.newEdits(c, in, r)
	done.edits = edits
	for checked, err := range c.CheckAll(in.read()) {
		if err != nil {
			return done, err
		}
		checked.Findings = selected.Findings(checked, &in.tally)
		r.Add(checked.Exchange, checked.Findings)
		edits.add(checked)
	}
	if len(in.failed) > 0 {
		r.Incomplete()
	}
	for _, line := range done.notChecked() {
		r.AddNote(report.NotChecked, edits.document, line)
	}
	return done, edits.suggest(ctx)
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
	if o.updateBaseline && len(outputs) > len(targets) {
		updated := r.UpdatedBaseline(o.strict, time.Now())
		data, err := updated.Bytes()
		if err != nil {
			return err
		}
		outputs[len(targets)].Data = data
		r.SetBaseline(updated, time.Now())
	}
	date, err := reportDate()
	if err != nil {
		return err
	}
	for i, target := range targets {
		style := report.Style{Style: styleOf(target.File, stdout), Strict: o.strict, All: o.all, Date: date}
		if outputs[i].Data, err = rendered(func(w io.Writer) error { return r.Write(target.Format, w, style) }); err != nil {
			return err
		}
	}
	return nil
}
