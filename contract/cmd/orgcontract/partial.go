package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// partialFlag is the name of the flag that names the file of a part.
const partialFlag = "partial"

// addPartial adds this flag to a command.
func addPartial(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, partialFlag, "", "write no report, but what was found as a part to `FILE`, for orgcontract merge")
}

// checkPartial returns an error if the user gave a flag that has no effect on a part. It ignores
// flags of the configuration file, because these are also for orgcontract merge.
func checkPartial(cmd *cobra.Command, file string, others ...string) error {
	if file == "" {
		return nil
	}
	for _, name := range others {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s is about reports, and --%s writes none; give it to orgcontract merge", name, partialFlag)
		}
	}
	return nil
}

// partOutput returns the file of a part.
func partOutput(file string) []destination.Output {
	return []destination.Output{{Flag: "--" + partialFlag, File: file, What: "part"}}
}

// writePart writes a part. The command then succeeds, whatever its findings are, because
// orgcontract merge gives the verdict.
func writePart(ctx context.Context, cmd *cobra.Command, outputs []destination.Output, t *selection.Tally) error {
	if err := writeOutputs(ctx, cmd, outputs); err != nil {
		return err
	}
	if unread := saySkipped(cmd, t); unread != nil {
		complainf(cmd, "orgcontract: %v", unread)
	}
	return nil
}

// findingFlags returns the flags that change the findings of a run.
func findingFlags(document *documentFlags, selected *selection.Options) part.Flags {
	flags := part.Flags{}
	if document.formats != assertFormats {
		flags.Set(formatsFlag, document.formats)
	}
	flags.Set("only", selected.Only...)
	flags.Set("ignore", selected.Ignore...)
	flags.Set("base-path", selected.BasePath)
	flags.Set("server", selected.Server)
	flags.Set("ignore-header", selected.IgnoreHeaders...)
	flags.Set("ignore-rule", selected.IgnoreRules...)
	return flags
}

// part returns the findings of the check as a part.
func (o *checkOptions) part(done *outcome) *part.Part {
	flags := findingFlags(&o.document, &o.selection)
	if o.placeholders.isSet {
		flags["placeholders"] = []string{o.placeholders.text}
	}
	p := part.New(done.contract, flags, done.tally)
	p.Check = done.report.Verdict()
	return p
}
