package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/watch"
)

// watchOptions has the flags of the command watch.
type watchOptions struct {
	document    documentFlags
	known       string
	updateKnown bool
	reports     []string
}

// watchHelp is the description in the command's help.
const watchHelp = `Watch compares the definition that the vendor of an API publishes with your own
document of that API. It prints what only the definition has (added), what only
your document has (removed), and what they describe differently (changed), each
with its places in both.

SOURCE is a file, a URL, or - for the standard input. It may describe far more
than your document. Watch compares the operations of your document. It also
prints new operations of the definition if their path is a path of your document
or below such a path. Names of components, servers, descriptions and examples
don't count. A header parameter Authorization counts as a credential.

A difference doesn't fail if your document explains it with x-decision. A
difference in the file of --known doesn't fail until its last day in the file.

It exits with 0 if there is no new difference. It exits with 1 if there is one,
or if an entry of --known has expired or is no longer needed. It exits with 2 if
the comparison was not possible.`

func watchCommand() *cobra.Command {
	options := watchOptions{document: documentFlags{formats: assertFormats}} // The command checks no values, so the choice has no effect.
	cmd := &cobra.Command{
		Use:   "watch [flags] SOURCE...",
		Short: "Show where a published definition and your document differ",
		Long:  watchHelp,
		Example: `  # What the vendor publishes that openapi.yaml doesn't have.
  orgcontract watch https://api.example.com/openapi.json

  # Accept what differs today, then give each entry a reason.
  orgcontract watch --known known.yaml --update-known vendor.json

  # From then on, as the text of an issue.
  orgcontract watch --known known.yaml --report markdown=issue.md vendor.json`,
		Args: func(_ *cobra.Command, names []string) error {
			if len(names) == 0 {
				return errors.New("name at least one published definition: a file, a URL, or - for the standard input")
			}
			return nil
		},
		RunE: options.run,
	}
	flags := cmd.Flags()
	options.document.addName(cmd, "to compare with")
	flags.StringVar(&options.known, "known", "", "the `FILE` of known differences, each with a reason and a last day")
	flags.BoolVar(&options.updateKnown, "update-known", false, "add what is new to the file, and remove what is gone")
	flags.StringArrayVar(&options.reports, "report", nil, reportUsage(watch.Formats()))
	completeReports(cmd, watch.Formats())
	return cmd
}

// theKnown is the name of the file of known differences in errors.
const theKnown = "the known differences"

func (o *watchOptions) run(cmd *cobra.Command, names []string) error {
	if _, err := configure(cmd); err != nil {
		return err
	}
	targets, outputs, err := output.ParseTargets(o.reports, watch.Formats())
	if err != nil {
		return fmt.Errorf("--report %w", err)
	}
	if err := o.check(names); err != nil {
		return err
	}
	if o.updateKnown {
		outputs = append(outputs, destination.Output{Flag: "--update-known", File: o.known, What: "file of known differences", Updates: theKnown})
	}
	if err := o.document.find(); err != nil {
		return err
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	if err := checkOutputs(ctx, cmd, outputs, o.inputs(names)); err != nil {
		return err
	}
	holds := false
	err = interruptible(ctx, errInterrupted, func() error {
		comparisons, err := o.compare(ctx, cmd, names, outputs)
		if err != nil {
			return err
		}
		holds, err = o.render(comparisons, targets, outputs, cmd.OutOrStdout())
		return err
	})
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

// check returns an error if the flags and the sources can't be used together.
func (o *watchOptions) check(names []string) error {
	if o.updateKnown && o.known == "" {
		return errors.New("--update-known needs the name of the file; add --known FILE")
	}
	fromStdin := 0
	for _, name := range append(slices.Clone(names), o.document.spec) {
		if name == destination.Stdout {
			fromStdin++
		}
	}
	if fromStdin > 1 {
		return errors.New("the standard input can't be two documents; name a file for one")
	}
	return nil
}

// inputs returns the files that the command reads.
func (o *watchOptions) inputs(names []string) []destination.Input {
	inputs := slices.Concat(o.document.input(), fileInput(theKnown, o.known))
	for _, name := range names {
		inputs = append(inputs, documentInput(name)...)
	}
	return inputs
}

// compare compares each source with the document.
func (o *watchOptions) compare(ctx context.Context, cmd *cobra.Command, names []string, outputs []destination.Output) ([]*watch.Comparison, error) {
	c, err := o.document.load(ctx, cmd, outputs)
	if err != nil {
		return nil, err
	}
	ours, err := watch.New(c)
	if err != nil {
		return nil, err
	}
	var comparisons []*watch.Comparison
	for _, name := range names {
		published, err := o.readSource(ctx, cmd, name, outputs)
		if err != nil {
			return nil, err
		}
		comparison, err := watch.Compare(ours, published)
		if err != nil {
			return nil, err
		}
		comparisons = append(comparisons, comparison)
	}
	return comparisons, nil
}

// readSource reads a published definition.
func (o *watchOptions) readSource(ctx context.Context, cmd *cobra.Command, name string, outputs []destination.Output) (*watch.Definition, error) {
	c, err := o.document.refs.load(ctx, name, cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	if err := destination.Conflict(outputs, fileInputs(c), destination.Streams{}); err != nil {
		return nil, err
	}
	return watch.New(c)
}

// render renders the outputs: one for each target, and then the known differences if they must be
// updated. It reports whether there is no new difference.
func (o *watchOptions) render(comparisons []*watch.Comparison, targets []output.Target, outputs []destination.Output, stdout io.Writer) (bool, error) {
	known, err := o.readKnown()
	if err != nil {
		return false, err
	}
	if o.updateKnown {
		known = watch.Update(comparisons, known, time.Now())
		if outputs[len(targets)].Data, err = known.Bytes(); err != nil {
			return false, err
		}
	}
	found := watch.NewReport(comparisons, known, time.Now())
	for i, target := range targets {
		style := styleOf(target.File, stdout)
		if outputs[i].Data, err = rendered(func(w io.Writer) error { return found.Write(target.Format, w, style) }); err != nil {
			return false, err
		}
	}
	return found.Holds(), nil
}

// readKnown reads the known differences. It returns nil if the user names no file, or if the named
// file must still be created.
func (o *watchOptions) readKnown() (*baseline.Baseline, error) {
	if o.known == "" {
		return nil, nil //nolint:nilnil // A nil baseline accepts nothing.
	}
	known, err := baseline.Read(o.known, watch.KnownRule)
	if o.updateKnown && errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // A nil baseline accepts nothing.
	}
	return known, err
}
