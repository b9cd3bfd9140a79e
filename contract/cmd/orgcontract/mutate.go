package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// mutateFlags has the flags of the command mutate.
type mutateFlags struct {
	document    documentFlags
	selection   selection.Options
	json, floor string
	budget      time.Duration
	equivalent  bool
	shard       string
	partial     string
}

func mutateCommand() *cobra.Command {
	var flags mutateFlags
	cmd := &cobra.Command{
		Use:   "mutate [flags] [FILE|DIRECTORY|-...]",
		Short: "Show which mistakes in the document would go unnoticed",
		Long: `Mutate makes one mistake at a time in the document: it removes a property or a
status, lowers a bound by one, makes something required optional, and so on. It
checks the recordings, read as orgcontract check reads them, against each such
mutant. A mutant is killed if an exchange has other findings than with the
document itself. If a mutant survives, nobody would notice this mistake in the
document.

A recording may contradict the document. It then kills a mutant in which the
contradiction is gone. Leave out recordings that were made from the document,
because they can't show that the document is wrong.

If the document or the recordings are large, it takes too long to try all
mutants. Without --budget mutate tries as many as take about a minute, spread
evenly over the document, and says so. With --budget it tries as many as it can
in that time, and scores those.

The floor is a file with the lowest score that is accepted. If the score is
higher, mutate writes it to the file, so the floor only rises. Ctrl-C stops
mutate before it has written anything.

With --shard 3/8 --partial FILE it tries an eighth of the mutants and writes
their results to a file, for orgcontract merge.

It exits with 0 if the score reaches the floor or there is no floor, with 1 if
the score is below it, and with 2 if the mutants could not be tried.`,
		Example: `  # The score of the built-in document, and what survives.
  orgcontract mutate contract/testdata/recordings

  # Another document, in a CI job with a floor that only goes up.
  orgcontract mutate --spec openapi.yaml --floor floor.json recordings/

  # As much as half a minute allows, as JSON too.
  orgcontract mutate --budget 30s --json mutants.json recordings/`,
		Args: func(*cobra.Command, []string) error {
			if flags.budget < 0 {
				return fmt.Errorf("--budget: %s is not a time to work in; give a duration such as 30s", flags.budget)
			}
			return nil
		},
		RunE: flags.run,
	}
	flags.document.add(cmd, "to make mutants of")
	addExchangeFlags(cmd.Flags(), &flags.selection)
	cmd.Flags().DurationVar(&flags.budget, "budget", 0, "stop after this `DURATION`, such as 30s, and say what was not tried")
	cmd.Flags().StringVar(&flags.json, "json", "", "write JSON to `FILE` too, or only to the standard output with -")
	cmd.Flags().StringVar(&flags.floor, "floor", "", "the `FILE` with the score that must be reached; a higher one is written to it")
	cmd.Flags().BoolVar(&flags.equivalent, "equivalent", false, "list the equivalent mutants too, with the rules that make them so")
	cmd.Flags().StringVar(&flags.shard, "shard", "", "try only `K/N` of the mutants, such as 3/8, the third of eight shards; needs --partial")
	addPartial(cmd, &flags.partial)
	return cmd
}

func (f *mutateFlags) run(cmd *cobra.Command, paths []string) error {
	if err := checkPartial(cmd, f.partial, "json", "floor", "equivalent"); err != nil {
		return err
	}
	shard, err := f.parseShard()
	if err != nil {
		return err
	}
	paths, err = someRecordings(cmd, paths)
	if err != nil {
		return err
	}
	if err := f.document.check(paths); err != nil {
		return err
	}
	outputs := f.outputs()
	if err := f.document.find(); err != nil {
		return err
	}
	inputs := slices.Concat(f.document.input(), fileInput(theFloor, f.floor), recordingInputs(paths))
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	if err := checkOutputs(ctx, cmd, outputs, inputs); err != nil {
		return err
	}
	shown := newProgress(cmd.ErrOrStderr(), "trying mutants").counting()
	var floor mutation.Floor
	var result mutation.Result
	in := newRecordings(ctx, streamsOf(cmd), paths, outputs)
	err = interruptible(ctx, errInterrupted, func() error {
		var err error
		if floor, err = f.readFloor(); err != nil {
			return err
		}
		if result, err = f.try(ctx, cmd, in, shard, outputs, shown.set); err != nil || f.partial != "" {
			return err
		}
		return f.render(result, floor, outputs, in.tally.IsComplete())
	})
	shown.end()
	if err != nil {
		return runError{err}
	}
	if f.partial != "" {
		return writePart(ctx, cmd, outputs, &in.tally)
	}
	if err := writeOutputs(ctx, cmd, outputs); err != nil {
		return err
	}
	return f.conclude(cmd, &in.tally, floor, result)
}

// conclude prints what could not be read, and returns the error with which the command ends.
func (f *mutateFlags) conclude(cmd *cobra.Command, t *selection.Tally, floor mutation.Floor, result mutation.Result) error {
	if err := saySkipped(cmd, t); err != nil || f.floor == "" {
		return err
	}
	return f.compare(cmd, floor, result)
}

// parseShard reads the value of --shard.
func (f *mutateFlags) parseShard() (mutation.Shard, error) {
	if f.shard != "" && f.partial == "" {
		return mutation.Shard{}, errors.New("--shard tries only some mutants, so its result is a part: add --partial FILE")
	}
	shard, err := mutation.ParseShard(f.shard)
	if err != nil {
		return mutation.Shard{}, fmt.Errorf("--shard: %w", err)
	}
	return shard, nil
}

const (
	// theFloor is the name of the floor file in errors.
	theFloor = "the floor"
	// floorOutput is the name of the floor among the outputs.
	floorOutput = "--floor"
)

// outputs returns the outputs that the command may write. The text goes to the standard output,
// unless JSON goes there. The floor is written if it rises.
func (f *mutateFlags) outputs() []destination.Output {
	if f.partial != "" {
		return partOutput(f.partial)
	}
	var outputs []destination.Output
	if f.json != "" {
		outputs = append(outputs, destination.Output{Flag: jsonOutput, File: f.json, What: "JSON"})
	}
	if f.json != destination.Stdout {
		outputs = append(outputs, output.TextReport())
	}
	if f.floor != "" {
		outputs = append(outputs, f.floorOutput())
	}
	return outputs
}

func (f *mutateFlags) floorOutput() destination.Output {
	return destination.Output{Flag: floorOutput, File: f.floor, What: "floor", Updates: theFloor}
}

func (f *mutateFlags) readFloor() (mutation.Floor, error) {
	if f.floor == "" {
		return mutation.Floor{}, nil
	}
	return mutation.ReadFloor(f.floor)
}

// try makes the mutants, and checks the recordings against each mutant, until the budget is used
// up.
func (f *mutateFlags) try(
	ctx context.Context, cmd *cobra.Command, in *recordings, shard mutation.Shard, outputs []destination.Output, progress func(done, total int64),
) (mutation.Result, error) {
	budget := ctx
	if f.budget > 0 {
		var cancel context.CancelFunc
		budget, cancel = context.WithTimeout(ctx, f.budget)
		defer cancel()
	}
	c, err := f.document.load(ctx, cmd, outputs)
	if err != nil {
		return mutation.Result{}, err
	}
	making := budget
	if f.partial != "" {
		making = ctx // All shards must be of the same mutants.
	}
	mutants, err := mutation.Mutants(making, c)
	if err != nil {
		return mutation.Result{}, err
	}
	if in.selection, err = selection.New(c, f.selection); err != nil {
		return mutation.Result{}, err
	}
	var exchanges []contract.Exchange
	for x, err := range in.read() {
		if err != nil {
			return mutation.Result{}, err
		}
		exchanges = append(exchanges, *x)
		if budget.Err() != nil {
			break
		}
	}
	if len(exchanges) == 0 {
		return mutation.Result{}, in.nothingToReveal(cmd)
	}
	if budget.Err() != nil {
		exchanges = nil // No mutant will be tried, so nobody asks for the verdicts.
	}
	runner, err := mutation.NewRunner(ctx, c, exchanges)
	if err != nil {
		return mutation.Result{}, err
	}
	some := mutants
	if f.budget == 0 {
		some = sampleOf(cmd, runner, mutants) // All shards have parts of the same sample.
	}
	tried := runner.Run(budget, shard.Of(some), progress).Tried()
	if f.partial != "" {
		p := part.New(c, findingFlags(&f.document, &f.selection), &in.tally)
		p.Mutation = tried
		outputs[0].Data, err = p.Bytes()
		return mutation.Result{}, err
	}
	return tried.Result(mutants), nil
}

// sampleOf returns as many of the mutants as can be tried with bounded work. It says so if these
// are not all.
func sampleOf(cmd *cobra.Command, runner *mutation.Runner, mutants []mutation.Mutant) []mutation.Mutant {
	sample := runner.Sample(mutants)
	if len(sample) < len(mutants) {
		complainf(cmd, "the document or the recordings are large, so only %d of %d mutants are tried; give a --budget, such as --budget 1h, to try more", len(sample), len(mutants))
	}
	return sample
}

// nothingToReveal returns an error that says why no exchange could reveal a mistake in the
// document.
func (in *recordings) nothingToReveal(cmd *cobra.Command) error {
	if err := saySkipped(cmd, &in.tally); err != nil {
		return err
	}
	why := in.tally.Summary()
	if why != "" {
		why = " (" + why + ")"
	}
	return fmt.Errorf("%s: no recording has an exchange%s, so no mistake could be revealed; name other recordings", filepath.ToSlash(strings.Join(in.paths, ", ")), why)
}

// render renders the outputs. The floor rises only if the command could read all recordings.
func (f *mutateFlags) render(result mutation.Result, floor mutation.Floor, outputs []destination.Output, mayRise bool) error {
	for i := range outputs {
		var err error
		switch outputs[i].Flag {
		case jsonOutput:
			outputs[i].Data, err = rendered(result.WriteJSON)
		case floorOutput:
			outputs[i].Data = raised(floor, result, mayRise)
		default:
			outputs[i].Data, err = f.renderedText(result)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *mutateFlags) renderedText(result mutation.Result) ([]byte, error) {
	return rendered(func(w io.Writer) error { return result.WriteText(w, mutation.TextOptions{Equivalent: f.equivalent}) })
}

// raised returns the higher floor that a result reaches. It returns nil if the floor may not rise
// or doesn't rise.
func raised(floor mutation.Floor, result mutation.Result, mayRise bool) []byte {
	if score, complete := scoreOf(result); complete && mayRise && score > floor.Score {
		return mutation.Floor{Score: score}.Bytes()
	}
	return nil
}

// scoreOf returns the score, and reports whether all mutants were tried.
func scoreOf(result mutation.Result) (score float64, complete bool) {
	_, all := result.Count()
	return all.Score(), all[mutation.Untried] == 0
}

// compare compares the score with the floor, and says so if the floor was raised.
func (f *mutateFlags) compare(cmd *cobra.Command, floor mutation.Floor, result mutation.Result) error {
	name := filepath.ToSlash(f.floor)
	score, complete := scoreOf(result)
	_, all := result.Count()
	switch {
	case !complete && f.budget == 0 && all[mutation.Untried] == result.Further():
		return runError{fmt.Errorf("%s: the floor is for all mutants, and %d were not tried because there are too many; leave out --floor", name, all[mutation.Untried])}
	case !complete:
		return runError{fmt.Errorf("%s: the floor is for all mutants, and %d were not tried; give a --budget that is long enough", name, all[mutation.Untried])}
	case score < floor.Score:
		complainf(cmd, "the score is below the floor of %.1f %% in %s", floor.Score, name)
		return errFindings
	case score > floor.Score:
		complainf(cmd, "raised the floor in %s from %.1f %% to %.1f %%", name, floor.Score, score)
	}
	return nil
}
