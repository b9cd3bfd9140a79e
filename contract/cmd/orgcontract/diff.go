package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
	"github.com/orgcontract/polytomic-organizations/contract/internal/settings"
)

// diffOptions has the flags of the command diff.
type diffOptions struct {
	refs       refsFlags
	recordings []string
	selection  selection.Options
	// document is the name of the new document if the user names only the old one.
	document  string
	goPackage string
	changelog string
	reports   []string
}

// diffHelp is the description in the command's help.
const diffHelp = `Diff compares two documents of OpenAPI 3.0, 3.1 or 3.2. It prints each change
once, with its lines in the documents and the operations that it affects.
Breaking changes come first. A change is breaking if a correct caller of the old
document violates the new one, unclear if no rule can decide that, and
compatible otherwise. Descriptions and examples don't count.

OLD and NEW are files, URLs, the standard input (-), or revisions of the git
repository around the working directory. REV:PATH names a file in a revision.
REV alone means the file NEW in that revision, or openapi.yaml if NEW is a
revision too. Without NEW, diff compares with the document of the configuration
file or openapi.yaml, or with the built-in document if there is no such file.

If the document has x-versions, OLD and NEW can be names of its versions. Diff
then says what a caller of OLD has to change. Without NEW it uses the default
version.

With --recordings diff lists the recordings that have an exchange which the
change affects. With --go it lists the affected exported identifiers of the Go
package that was generated from the document. With --changelog a change counts
as announced if info.version changed, or if the changelog names its id in
backticks under the heading Unreleased.

It exits with 0 if all breaking and unclear changes are announced, with 1 if one
is not, and with 2 if the comparison was not possible.`

func diffCommand() *cobra.Command {
	var options diffOptions
	cmd := &cobra.Command{
		Use:   "diff [flags] OLD [NEW]",
		Short: "Show what changed between two documents, and what that touches",
		Long:  diffHelp,
		Example: `  # What changed since the last commit.
  orgcontract diff HEAD

  # What the last five commits changed.
  orgcontract diff HEAD~5 HEAD

  # Between two tags, as a table for the summary of a CI job.
  orgcontract diff --report markdown=summary.md v1.0.0:api.yaml v1.1.0:api.yaml

  # Two files, and the recordings and Go identifiers that are concerned.
  orgcontract diff --recordings recordings/ --go gen/api old.yaml openapi.yaml

  # What a caller of an older version has to change, and which own requests.
  orgcontract diff --recordings recordings/ 2024-02-08 2025-09-18

  # Before a release: fail on breaking changes that are not announced.
  orgcontract diff --changelog CHANGELOG.md v1.0.0`,
		Args: func(_ *cobra.Command, names []string) error {
			if len(names) < 1 || len(names) > 2 {
				return errors.New("name one or two documents: files, or revisions as REV or REV:PATH")
			}
			if len(names) == 2 && names[0] == destination.Stdout && names[1] == destination.Stdout {
				return errors.New("the standard input can't be both documents; name a file for one")
			}
			return nil
		},
		RunE: options.run,
	}
	flags := cmd.Flags()
	options.refs.add(flags)
	flags.StringArrayVar(&options.recordings, "recordings", nil, "list the recordings that a change concerns, of those in `PATH`, a file or a directory (repeatable)")
	addExchangeFlags(flags, &options.selection)
	flags.StringVar(&options.goPackage, "go", "", "list the identifiers that a change concerns, of the Go package in this `DIRECTORY`")
	flags.StringVar(&options.changelog, "changelog", "", "the `FILE` that announces changes")
	flags.StringArrayVar(&options.reports, "report", nil, reportUsage(change.Formats()))
	completeReports(cmd, change.Formats())
	return cmd
}

func (o *diffOptions) run(cmd *cobra.Command, names []string) error {
	file, err := configure(cmd)
	if err != nil {
		return err
	}
	o.document = cmp.Or(slices.Concat(file.Get(settings.Spec), []string{defaultDocument})...)
	targets, outputs, err := output.ParseTargets(o.reports, change.Formats())
	if err != nil {
		return fmt.Errorf("--report %w", err)
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	if err := checkOutputs(ctx, cmd, outputs, o.inputs(names)); err != nil {
		return err
	}
	in := newRecordings(ctx, destination.Streams{Out: cmd.OutOrStdout()}, o.recordings, outputs)
	holds := false
	err = interruptible(ctx, errInterrupted, func() error {
		found, err := o.report(ctx, cmd.InOrStdin(), names, in, outputs)
		if err != nil {
			return err
		}
		for i, target := range targets {
			style := styleOf(target.File, cmd.OutOrStdout())
			if outputs[i].Data, err = rendered(func(w io.Writer) error { return found.Write(target.Format, w, style) }); err != nil {
				return err
			}
		}
		holds = found.Holds()
		return nil
	})
	if err != nil {
		return runError{err}
	}
	if in.isUnread() {
		return saySkipped(cmd, &in.tally)
	}
	if err := writeOutputs(ctx, cmd, outputs); err != nil {
		return err
	}
	if err := saySkipped(cmd, &in.tally); err != nil {
		return err
	}
	if !holds {
		return errFindings
	}
	return nil
}

// inputs returns the files that the command reads. If it reads a revision of a document, the
// document's file in the working directory is also an input, so that no output replaces it.
func (o *diffOptions) inputs(names []string) []destination.Input {
	inputs := slices.Concat(fileInput("the changelog", o.changelog), recordingInputs(o.recordings), documentInput(o.document))
	for _, name := range names {
		inputs = append(inputs, documentInput(name)...)
		if _, path, revision := strings.Cut(name, ":"); revision {
			inputs = append(inputs, documentInput(path)...)
		}
	}
	if o.goPackage != "" {
		isGo := func(file string) bool { return filepath.Ext(file) == ".go" }
		inputs = append(inputs, destination.Input{What: "the Go package", Path: o.goPackage, Reads: isGo})
	}
	return inputs
}

// written is a report of the command diff.
type written interface {
	Holds() bool
	Write(format output.Format, w io.Writer, style output.Style) error
}

// report returns the report. If the names are two versions that the document describes, it compares
// the versions. Otherwise it compares two documents.
func (o *diffOptions) report(ctx context.Context, stdin io.Reader, names []string, in *recordings, outputs []destination.Output) (written, error) {
	c, unread := o.versioned(ctx)
	if unread == nil && slices.Contains(c.Versions(), names[0]) {
		return o.migrate(c, names, in, outputs)
	}
	report, err := o.compare(ctx, stdin, names, in, outputs)
	switch {
	case err == nil:
		return report, nil
	case unread == nil || ctx.Err() != nil || errors.Is(unread, errNoDocument) || strings.Contains(err.Error(), unread.Error()):
		return nil, err
	default: // The names may be versions.
		return nil, fmt.Errorf("%w; whether the document has such a version is not known: %w", err, unread)
	}
}

// compare compares the documents.
func (o *diffOptions) compare(ctx context.Context, stdin io.Reader, names []string, in *recordings, outputs []destination.Output) (*change.Report, error) {
	old, revised, err := o.readDocuments(ctx, stdin, names)
	if err != nil {
		return nil, err
	}
	for _, d := range []*change.Document{old, revised} {
		if err := destination.Conflict(outputs, fileInputs(d.Contract()), destination.Streams{}); err != nil {
			return nil, err
		}
	}
	changes, err := change.Compare(old, revised)
	if err != nil {
		return nil, err
	}
	if err := o.touch(old, revised, in, changes); err != nil {
		return nil, err
	}
	return &change.Report{Old: old, New: revised, Changes: changes, Changelog: o.changelog}, nil
}

// readDocuments reads OLD and NEW. Without a second name, NEW is openapi.yaml in the working
// directory, or else the built-in document.
func (o *diffOptions) readDocuments(ctx context.Context, stdin io.Reader, names []string) (old, revised *change.Document, err error) {
	path := o.document
	load := func(name string) (*contract.Contract, error) { return o.refs.load(ctx, name, stdin) }
	if len(names) == 2 {
		revised, err = change.Read(ctx, names[1], path, load)
		if _, missing := os.Stat(names[1]); missing == nil { // The name is a file and not a revision.
			path = names[1]
		}
	} else if _, missing := os.Stat(path); path == defaultDocument && errors.Is(missing, fs.ErrNotExist) {
		revised, err = change.Parse(path, polytomic.OpenAPI())
	} else if err = refuseLink(path, "name what it leads to as the second document"); err == nil {
		revised, err = change.Read(ctx, path, path, load)
	}
	if err != nil {
		return nil, nil, err
	}
	old, err = change.Read(ctx, names[0], path, load)
	return old, revised, err
}

// touch adds the recordings, the Go identifiers and the announcements to the changes, if the user
// asked for them.
func (o *diffOptions) touch(old, revised *change.Document, in *recordings, changes []change.Change) error {
	if len(o.recordings) > 0 {
		var err error
		if in.selection, err = selection.New(revised.Contract(), o.selection); err != nil {
			return err
		}
		recordings := change.NewRecordings(old, revised)
		for x, err := range in.read() {
			if err != nil {
				return err
			}
			recordings.Add(x)
		}
		recordings.Touch(changes)
	}
	if o.goPackage != "" {
		source, err := change.ParsePackage(o.goPackage)
		if err != nil {
			return err
		}
		source.Touch(old, revised, changes)
	}
	if o.changelog != "" {
		changelog, err := change.ReadChangelog(o.changelog)
		if err != nil {
			return err
		}
		changelog.Announce(old, revised, changes)
	}
	return nil
}
