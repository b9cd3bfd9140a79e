package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
	"github.com/orgcontract/polytomic-organizations/contract/report"
)

func checkCommand() *cobra.Command {
	var spec string
	var strict bool
	cmd := &cobra.Command{
		Use:   "check [--spec FILE] [--strict] FILE|DIRECTORY...",
		Short: "Check recordings against the document",
		Long: `Check reads recordings (HAR 1.2 files, or directories of them), holds each exchange against the document, and prints
which operations and statuses were seen and by whose word, then every finding with its place in the message and in the document,
then the verdict.

It exits with 0 where nothing was found, 1 where an exchange contradicts the document, and 2 where it could not find out.`,
		Example: `  # All recordings below a directory, against the document that is built in.
  orgcontract check contract/testdata/recordings

  # One recording against a document of yours, and fail on what the document doesn't mention too.
  orgcontract check --spec openapi.yaml --strict session.har`,
		Args: func(_ *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				return errors.New("name at least one recording: a HAR file, or a directory of them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, paths []string) error {
			c, err := loadContract(spec)
			if err != nil {
				return runError{err}
			}
			exchanges, err := recording.Load(paths...)
			if err != nil {
				return runError{err}
			}
			r := report.New(c)
			for i := range exchanges {
				r.Add(&exchanges[i], c.Check(&exchanges[i]))
			}
			out := cmd.OutOrStdout()
			if err := r.WriteText(out, report.Style{Color: wantsColor(out), Strict: strict}); err != nil {
				return runError{err}
			}
			if !r.Holds(strict) {
				return errFindings
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&spec, "spec", "", "the OpenAPI 3.0 `FILE` to check against (default: the built-in openapi.yaml)")
	cmd.Flags().BoolVar(&strict, "strict", false, "fail on drift too: what the document doesn't mention")
	return cmd
}

// loadContract reads the document in a file, or the built-in one where the name is empty.
func loadContract(file string) (*contract.Contract, error) {
	if file == "" {
		return contract.Parse("openapi.yaml", polytomic.OpenAPI())
	}
	document, err := os.ReadFile(file)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fs.ErrNotExist // The same words on each system.
		}
		return nil, fmt.Errorf("%s: %w; name an OpenAPI 3.0 document with --spec", filepath.ToSlash(file), err)
	}
	return contract.Parse(filepath.ToSlash(file), document)
}

// wantsColor reports whether w is a terminal whose user didn't refuse colours (https://no-color.org).
func wantsColor(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && isatty.IsTerminal(file.Fd()) && os.Getenv("NO_COLOR") == ""
}
