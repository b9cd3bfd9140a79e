package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// diffOptions are the flags of the command.
type diffOptions struct {
	recordings []string
	goPackage  string
	changelog  string
	reports    []string
}

func diffCommand() *cobra.Command {
	var options diffOptions
	cmd := &cobra.Command{
		Use:   "diff [--recordings PATH]... [--go DIRECTORY] [--changelog FILE] [--report KIND=FILE]... OLD [NEW]",
		Short: "Tell what changed between two documents, and what that touches",
		Long: `Diff compares two OpenAPI 3.0 documents and prints what changed, what breaks callers first, each change once with its lines in the
documents and the operations that it reaches. It is breaking where callers that were right are wrong now, unclear where no rule can
tell, and compatible otherwise. Descriptions and examples are no change.

OLD and NEW are files or revisions of the git repository around the working directory: REV:PATH as git takes it, or REV, which is the
file NEW as it was then, or openapi.yaml where NEW is no file. NEW is openapi.yaml where it isn't named, and the built-in document where
there is no such file.

With --recordings it names the recordings with an exchange that a change concerns, with --go the exported identifiers of the Go package
that was generated from the document. With --changelog, changes are expected to be announced: by another info.version, or each by its
id in backticks under the heading Unreleased.

It exits with 0 where nothing is breaking or unclear that is not announced, 1 where something is, and 2 where it could not find out.`,
		Example: `  # What changed since the last commit.
  orgcontract diff HEAD

  # What the last five commits changed.
  orgcontract diff HEAD~5 HEAD

  # Between two tags, as a table for the summary of a CI job.
  orgcontract diff --report markdown=summary.md v1.0.0:api/openapi.yaml v1.1.0:api/openapi.yaml

  # Two files, and which recordings and Go identifiers are concerned.
  orgcontract diff --recordings contract/testdata/recordings --go gen/organizations old.yaml openapi.yaml

  # Before a release: fail on what breaks and nobody was told of.
  orgcontract diff --changelog CHANGELOG.md v1.0.0`,
		Args: func(_ *cobra.Command, names []string) error {
			if len(names) < 1 || len(names) > 2 {
				return errors.New("name one or two documents: files, or revisions as REV or REV:PATH")
			}
			return nil
		},
		RunE: options.run,
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&options.recordings, "recordings", nil, "a recording or a directory of them, as `PATH`, to tell which ones a change concerns; may be given several times")
	flags.StringVar(&options.goPackage, "go", "", "the `DIRECTORY` of the Go package generated from the document, to tell which identifiers a change concerns")
	flags.StringVar(&options.changelog, "changelog", "", "the `FILE` in which changes are announced")
	flags.StringArrayVar(&options.reports, "report", nil, "write the changes as text, json or markdown to a file, or to - for the standard output, as `KIND=FILE`; may be given several times")
	return cmd
}

func (o *diffOptions) run(cmd *cobra.Command, names []string) error {
	targets := make([]report.Target, len(o.reports))
	for i, text := range o.reports {
		var err error
		if targets[i], err = report.ParseTarget(text, report.ChangesKinds()...); err != nil {
			return fmt.Errorf("--report %w", err)
		}
	}
	old, revised, err := readDocuments(cmd.Context(), names)
	if err != nil {
		return runError{err}
	}
	changes, err := change.Compare(old, revised)
	if err != nil {
		return runError{err}
	}
	if err := o.touch(old, revised, changes); err != nil {
		return runError{err}
	}
	found := &report.Changes{Old: old, New: revised, Changes: changes, Changelog: o.changelog}
	if err := writeReports(cmd.OutOrStdout(), found, report.Style{Color: wantsColor(cmd.OutOrStdout())}, targets); err != nil {
		return err
	}
	if !found.Holds() {
		return errFindings
	}
	return nil
}

// readDocuments reads OLD and NEW; without NEW it is the working directory's openapi.yaml, or the built-in one.
func readDocuments(ctx context.Context, names []string) (old, revised *change.Document, err error) {
	path := "openapi.yaml"
	if len(names) == 2 {
		revised, err = change.Read(ctx, names[1], path)
		if _, missing := os.Stat(names[1]); missing == nil { // It is no revision.
			path = names[1]
		}
	} else if _, missing := os.Stat(path); errors.Is(missing, fs.ErrNotExist) {
		revised, err = change.Parse(path, polytomic.OpenAPI())
	} else {
		revised, err = change.Read(ctx, path, path)
	}
	if err != nil {
		return nil, nil, err
	}
	old, err = change.Read(ctx, names[0], path)
	return old, revised, err
}

// touch notes what the changes concern, of that which was asked for.
func (o *diffOptions) touch(old, revised *change.Document, changes []change.Change) error {
	if len(o.recordings) > 0 {
		recordings := change.NewRecordings(old, revised)
		for x, err := range recording.Read(nil, o.recordings...) {
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
