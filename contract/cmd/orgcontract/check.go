package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// checkOptions are the flags of the command.
type checkOptions struct {
	spec           string
	strict         bool
	baseline       string
	updateBaseline bool
	reports        []string
	suggest        bool
}

func checkCommand() *cobra.Command {
	var options checkOptions
	cmd := &cobra.Command{
		Use:   "check [--spec FILE] [--strict] [--baseline FILE] [--report KIND=FILE]... FILE|DIRECTORY|-...",
		Short: "Check recordings against the document",
		Long: `Check reads recordings (HAR 1.2, go-vcr cassettes, JSON lines; gzip too; from files, directories, or - for the standard
input), holds each exchange against the document, and prints which operations and statuses were seen and by whose word, then what
was found, by cause, with its places in the message and in the document, then the verdict.

A baseline lists findings that are known, each with a reason and the last day on which that is enough. They don't fail the check;
entries that are out of date or of which nothing was found do.

Where a small edit of the document would end what was found, the report has it as a diff that git apply takes, once it was tried: with it
nothing is found that was not before. For that the recordings are read a second time, unless they are longer than 64 MiB. The document is
never changed.

On a terminal it shows how far it is. Ctrl-C stops it before it has written anything.

It exits with 0 where nothing was found, 1 where an exchange contradicts the document, and 2 where it could not find out.`,
		Example: `  # All recordings below a directory, against the document that is built in.
  orgcontract check contract/testdata/recordings

  # One recording against a document of yours, and fail on what the document doesn't mention too.
  orgcontract check --spec openapi.yaml --strict session.har

  # For a CI job: annotations on the standard output, and reports as files.
  orgcontract check --report github=- --report sarif=check.sarif --report html=check.html recordings/

  # Accept what is found now for 30 days, and fail on what is new.
  orgcontract check --baseline known.yaml --update-baseline recordings/

  # Take the first edit that is suggested.
  orgcontract check --report json=check.json recordings/
  jq -r '[.causes[].suggestions[]?][0].diff' check.json | git apply`,
		Args: func(_ *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				return errors.New("name at least one recording: a file, a directory of them, or - for the standard input")
			}
			return nil
		},
		RunE: options.run,
	}
	flags := cmd.Flags()
	flags.StringVar(&options.spec, "spec", "", "the OpenAPI 3.0 `FILE` to check against (default: the built-in openapi.yaml)")
	flags.BoolVar(&options.strict, "strict", false, "fail on drift too: what the document doesn't mention")
	flags.StringVar(&options.baseline, "baseline", "", "the `FILE` of findings that are known")
	flags.BoolVar(&options.updateBaseline, "update-baseline", false, "write what is found into the baseline, and drop what isn't")
	flags.StringArrayVar(&options.reports, "report", nil, "write a report of a kind to a file, or to - for the standard output, as `KIND=FILE`; may be given several times")
	flags.BoolVar(&options.suggest, "suggest", true, "look for edits of the document that would end what is found, with up to 64 MiB of recordings")
	return cmd
}

func (o *checkOptions) run(cmd *cobra.Command, paths []string) error {
	targets := make([]report.Target, len(o.reports))
	for i, text := range o.reports {
		var err error
		if targets[i], err = report.ParseTarget(text); err != nil {
			return fmt.Errorf("--report %w", err)
		}
	}
	if o.updateBaseline && o.baseline == "" {
		return errors.New("--update-baseline needs to know which one: add --baseline FILE")
	}
	document, err := readDocument(o.spec)
	if err != nil {
		return runError{err}
	}
	name := documentName(o.spec)
	c, err := contract.Parse(name, document)
	if err != nil {
		return runError{err}
	}
	r := report.New(c)
	known, err := o.readBaseline(c)
	if err != nil {
		return runError{err}
	}
	r.SetBaseline(known, time.Now())
	for _, u := range c.Unchecked() {
		r.AddNote(u.Document, u.What)
	}
	in := newInput(cmd.InOrStdin(), paths)
	if err := addAll(cmd, r, c, in, o.newEdits(c, name, document, in, r)); err != nil {
		return runError{err}
	}
	if o.updateBaseline {
		updated := r.UpdatedBaseline(o.strict, time.Now())
		if err := updated.Write(o.baseline); err != nil {
			return runError{err}
		}
		r.SetBaseline(updated, time.Now())
	}
	return o.write(cmd.OutOrStdout(), r, targets)
}

// addAll checks the recordings, and adds each exchange to the report and then the edits that would end what was found, until it is interrupted.
func addAll(cmd *cobra.Command, r *report.Report, c *contract.Contract, in *input, edits *edits) error {
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	shown := newProgress(cmd.ErrOrStderr(), "checking")
	defer shown.end()
	in.progress = shown.set
	in.until = func(all iter.Seq2[*contract.Exchange, error]) iter.Seq2[*contract.Exchange, error] {
		return interruptible(ctx, all)
	}
	for checked, err := range c.CheckAll(in.read()) {
		if err != nil {
			return err
		}
		r.Add(checked.Exchange, checked.Findings)
		edits.add(checked)
	}
	return edits.suggest()
}

// readBaseline reads the baseline; nil where there is none to read, because none was asked for or it is to be made.
func (o *checkOptions) readBaseline(c *contract.Contract) (*baseline.Baseline, error) {
	if o.baseline == "" {
		return nil, nil //nolint:nilnil // A nil baseline knows nothing.
	}
	known, err := baseline.Read(o.baseline, c.KnownRule)
	if o.updateBaseline && errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // A nil baseline knows nothing.
	}
	return known, err
}

// write writes all reports, and says whether they hold.
func (o *checkOptions) write(out io.Writer, r *report.Report, targets []report.Target) error {
	if err := writeReports(out, r, report.Style{Color: wantsColor(out), Strict: o.strict}, targets); err != nil {
		return err
	}
	if !r.Holds(o.strict) {
		return errFindings
	}
	return nil
}

// writeReports writes to all targets, and text to the standard output, unless another report goes there.
func writeReports(out io.Writer, r report.Writer, style report.Style, targets []report.Target) error {
	text := true
	for _, target := range targets {
		if err := target.Write(r, out, style); err != nil {
			return runError{err}
		}
		text = text && target.File != "-"
	}
	if text {
		if err := r.Write(report.Text, out, style); err != nil {
			return runError{err}
		}
	}
	return nil
}

// loadContract reads the document in a file, or the built-in one where the name is empty.
func loadContract(file string) (*contract.Contract, error) {
	document, err := readDocument(file)
	if err != nil {
		return nil, err
	}
	return contract.Parse(documentName(file), document)
}

// documentName returns what stands for a document in places: the name of its file, or that of the built-in one where it is empty.
func documentName(file string) string {
	if file == "" {
		return "openapi.yaml"
	}
	return filepath.ToSlash(file)
}

// readDocument returns the document in a file, or the built-in one where the name is empty.
func readDocument(file string) ([]byte, error) {
	if file == "" {
		return polytomic.OpenAPI(), nil
	}
	document, err := os.ReadFile(file)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fs.ErrNotExist // The same words on each system.
		}
		return nil, fmt.Errorf("%s: %w; name an OpenAPI 3.0 document with --spec", filepath.ToSlash(file), err)
	}
	return document, nil
}

// wantsColor reports whether w is a terminal whose user didn't refuse colours (https://no-color.org).
func wantsColor(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == ""
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}
