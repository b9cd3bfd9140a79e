package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// mutateFlags are what the mutate command is called with.
type mutateFlags struct {
	spec, json, floor string
	budget            time.Duration
	equivalent        bool
}

func mutateCommand() *cobra.Command {
	var flags mutateFlags
	cmd := &cobra.Command{
		Use:   "mutate [--spec FILE] [--budget DURATION] [--json FILE] [--floor FILE] [--equivalent] FILE|DIRECTORY|-...",
		Short: "Tell which mistakes in the document no recording would notice",
		Long: `Mutate makes one deliberate mistake after the other in the document: a property goes, a status, a bound is one less, what is required is
optional. It holds the recordings, read as check reads them, against each such mutant, and prints how many of them they kill, by kind, and which
survive: of those no exchange has another verdict than of the document itself, so nothing would notice if the document were wrong there.

A recording may contradict the document; then it kills the mutants of which that is no longer found. Recordings that are made from the
document prove nothing: leave them out.

A budget ends the work when its time is over; what was not tried by then is counted, and the score is of the others. The floor is a file
with the score that must be reached; a higher one is written into it, so that it only goes up. Ctrl-C ends the work before anything is written.

It exits with 0 where the floor is reached or there is none, 1 where the score is below it, and 2 where it could not find out.`,
		Example: `  # The score of the built-in document, and what survives.
  orgcontract mutate contract/testdata/recordings

  # A document of yours; for a CI job with a floor that only goes up.
  orgcontract mutate --spec openapi.yaml --floor floor.json recordings/

  # As much as half a minute allows, as JSON too.
  orgcontract mutate --budget 30s --json mutants.json recordings/`,
		Args: func(_ *cobra.Command, paths []string) error {
			switch {
			case len(paths) == 0:
				return errors.New("name at least one recording: a file, a directory of them, or - for the standard input")
			case flags.budget < 0:
				return fmt.Errorf("--budget: %s is no time to work in; give a duration such as 30s", flags.budget)
			default:
				return nil
			}
		},
		RunE: flags.run,
	}
	cmd.Flags().StringVar(&flags.spec, "spec", "", "the OpenAPI 3.0 `FILE` to make mutants of (default: the built-in openapi.yaml)")
	cmd.Flags().DurationVar(&flags.budget, "budget", 0, "stop after this `DURATION`, such as 30s, and say what was not tried")
	cmd.Flags().StringVar(&flags.json, "json", "", "write JSON to `FILE` too, or to - for the standard output alone")
	cmd.Flags().StringVar(&flags.floor, "floor", "", "the `FILE` with the score that must be reached; a higher one is written into it")
	cmd.Flags().BoolVar(&flags.equivalent, "equivalent", false, "list the equivalent mutants too, with the rules that say so")
	return cmd
}

func (f *mutateFlags) run(cmd *cobra.Command, paths []string) error {
	floor, err := f.readFloor()
	if err != nil {
		return runError{err}
	}
	result, err := f.try(cmd, paths)
	if err != nil {
		return runError{err}
	}
	if err := f.write(cmd.OutOrStdout(), result); err != nil {
		return runError{err}
	}
	if f.floor == "" {
		return nil
	}
	return f.compare(cmd, floor, result)
}

// write writes the text, and JSON where it was asked for.
func (f *mutateFlags) write(out io.Writer, result mutation.Result) error {
	if f.json == "-" {
		return result.WriteJSON(out)
	}
	if f.json != "" {
		var b bytes.Buffer
		if err := result.WriteJSON(&b); err != nil {
			return err
		}
		if err := wholefile.Write(f.json, "JSON", b.Bytes()); err != nil {
			return err
		}
	}
	return result.WriteText(out, mutation.TextOptions{Equivalent: f.equivalent})
}

func (f *mutateFlags) readFloor() (mutation.Floor, error) {
	if f.floor == "" {
		return mutation.Floor{}, nil
	}
	return mutation.ReadFloor(f.floor)
}

// try makes the mutants and holds the recordings against each, until it is interrupted or the time is over.
func (f *mutateFlags) try(cmd *cobra.Command, paths []string) (mutation.Result, error) {
	name := documentName(f.spec)
	document, err := readDocument(f.spec)
	if err != nil {
		return mutation.Result{}, err
	}
	mutants, err := mutation.Mutants(name, document)
	if err != nil {
		return mutation.Result{}, err
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	var exchanges []contract.Exchange
	for x, err := range interruptible(ctx, recording.Read(cmd.InOrStdin(), paths...)) {
		if err != nil {
			return mutation.Result{}, err
		}
		exchanges = append(exchanges, *x)
	}
	if len(exchanges) == 0 {
		return mutation.Result{}, fmt.Errorf("%s: there is no exchange in it, so nothing could notice a mistake; name recordings that hold some", filepath.ToSlash(strings.Join(paths, ", ")))
	}
	runner, err := mutation.NewRunner(name, document, exchanges)
	if err != nil {
		return mutation.Result{}, err
	}
	working := ctx
	if f.budget > 0 {
		var over context.CancelFunc
		working, over = context.WithTimeout(ctx, f.budget)
		defer over()
	}
	shown := newProgress(cmd.ErrOrStderr(), "trying mutants").counting()
	defer shown.end()
	result := runner.Run(working, mutants, shown.set)
	if ctx.Err() != nil {
		return mutation.Result{}, errInterrupted
	}
	return result, nil
}

// compare holds the score against the floor, and raises it where the score is higher.
func (f *mutateFlags) compare(cmd *cobra.Command, floor mutation.Floor, result mutation.Result) error {
	_, all := result.Count()
	name, score := filepath.ToSlash(f.floor), all.Score()
	switch {
	case all[mutation.Untried] > 0:
		return runError{fmt.Errorf("%s: the floor is for all mutants, and %d were not tried; give a longer --budget, or none", name, all[mutation.Untried])}
	case score < floor.Score:
		cmd.PrintErrf("the score is below the floor of %.1f %% in %s\n", floor.Score, name)
		return errFindings
	case score > floor.Score:
		if err := wholefile.Write(f.floor, "floor", mutation.Floor{Score: score}.Bytes()); err != nil {
			return runError{err}
		}
		cmd.PrintErrf("raised the floor in %s from %.1f %% to %.1f %%\n", name, floor.Score, score)
	}
	return nil
}
