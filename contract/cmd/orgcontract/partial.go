package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// partialFlag is the name of the flag for the file of a part.
const partialFlag = "partial"

// addPartial adds the flag to a command.
func addPartial(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, partialFlag, "", "write no report, but what was found as a part to `FILE`, for orgcontract merge")
}

// checkPartial returns an error if a flag was given that a part says nothing about. Flags of the
// configuration file are for orgcontract merge, too.
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

// partOutput is the file of a part.
func partOutput(file string) []destination.Output {
	return []destination.Output{{Flag: "--" + partialFlag, File: file, What: "part"}}
}

// writePart writes a part. Then the command did what it is for, whatever the part says: the verdict
// is that of orgcontract merge.
func writePart(ctx context.Context, cmd *cobra.Command, outputs []destination.Output, t *selection.Tally) error {
	if err := writeOutputs(ctx, cmd, outputs); err != nil {
		return err
	}
	if unread := saySkipped(cmd, t); unread != nil {
		complainf(cmd, "orgcontract: %v", unread)
	}
	return nil
}

// findingFlags returns the flags that decide what a run finds.
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

// part returns what was found as a part.
func (o *checkOptions) part(done *outcome) *part.Part {
	flags := findingFlags(&o.document, &o.selection)
	if o.placeholders.isSet {
		flags["placeholders"] = []string{o.placeholders.text}
	}
	p := part.New(done.contract, flags, done.tally)
	p.Check = done.report.Verdict()
	return p
}
