package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// The constants are the values of --fix.
const (
	fixAll = "all"
	fixAsk = "ask"
)

func (o *checkOptions) addFix(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.fix, "fix", "", "apply the suggested edits that work together to the document; `WHICH` is all, or ask to choose on a terminal")
	cmd.Flags().Lookup("fix").NoOptDefVal = fixAll
	complete(cmd, "fix", cobra.ShellCompDirectiveNoFileComp, fixAll, fixAsk)
	cmd.MarkFlagsMutuallyExclusive("fix", "update-baseline")
}

// checkFix returns an error if edits can't be applied, or if the command can't ask anybody.
func (o *checkOptions) checkFix(cmd *cobra.Command, paths []string) error {
	switch {
	case o.fix != fixAll && o.fix != fixAsk:
		return fmt.Errorf("--fix=%s: write --fix, or --fix=%s to be asked", o.fix, fixAsk)
	case !o.suggest:
		return errors.New("--fix applies what --suggest finds; leave out --suggest=false")
	case o.fix == fixAsk && slices.Contains(paths, destination.Stdout):
		return errors.New("--fix=ask reads answers from the standard input, so a recording can't come from there; name a file")
	case o.fix == fixAsk && (!isTerminal(cmd.InOrStdin()) || !isTerminal(cmd.ErrOrStderr())):
		return errors.New("--fix=ask needs a terminal to ask on; write --fix to apply all edits that work together")
	default:
		return nil
	}
}

// errNotFixed is the error of a command that was stopped before it changed the document.
var errNotFixed = runError{errors.New("interrupted; the document was not changed")}

// applyFixes applies edits to the files of the document, and says which edits it applied. It
// applies the edits that work together. It always tries the edits together before it writes.
func (o *checkOptions) applyFixes(ctx context.Context, cmd *cobra.Command, done *outcome) error {
	if !done.tally.IsComplete() {
		complainf(cmd, "orgcontract: no edit was applied, because not all recordings could be read")
		return nil
	}
	if len(done.edits.found) == 0 {
		complainf(cmd, "orgcontract: there is no edit to apply")
		return nil
	}
	shown := newProgress(cmd.ErrOrStderr(), "trying edits together")
	done.recordings.progressAgain = shown.set
	var fixes *suggest.Application
	var outputs []destination.Output
	err := interruptible(ctx, errNotFixed, func() error {
		chosen := done.edits.found
		var err error
		if o.fix == fixAsk {
			chosen = askForEdits(cmd.InOrStdin(), cmd.ErrOrStderr(), chosen)
		}
		if fixes, err = done.edits.suggester.Apply(ctx, chosen, done.recordings.again()); err != nil {
			return err
		}
		outputs, err = o.fixedFiles(done, fixes)
		return err
	})
	shown.end()
	switch {
	case ctx.Err() != nil:
		return errNotFixed
	case err != nil:
		return runError{fmt.Errorf("no edit was applied: %w", err)}
	}
	if err := destination.WriteFiles(outputs); err != nil {
		return runError{err}
	}
	sayFixes(cmd, outputs, fixes)
	return nil
}

// fixedFiles returns the new contents of the files. It returns an error if a file can't be written,
// or if a file has changed since the check read it.
func (o *checkOptions) fixedFiles(done *outcome, fixes *suggest.Application) ([]destination.Output, error) {
	var outputs []destination.Output
	for i, f := range done.edits.files {
		edited, changes := fixes.Files[f.Location]
		if !changes {
			continue
		}
		name := f.Name
		if u, err := url.Parse(name); o.document.spec == "" || i == 0 && o.document.spec == destination.Stdout || err == nil && u.Host != "" {
			return nil, fmt.Errorf("%s: the document is not in a file; name one with --spec", name)
		}
		now, err := wholefile.Read(name, wholefile.MaxRead)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(now, f.Text) {
			return nil, fmt.Errorf("%s: the file changed while it was checked; run the check again", name)
		}
		outputs = append(outputs, destination.Output{Flag: "--fix", File: name, What: "document", Data: edited})
	}
	return outputs, destination.Writable(outputs)
}

// sayFixes prints which edits were applied and which were not.
func sayFixes(cmd *cobra.Command, outputs []destination.Output, fixes *suggest.Application) {
	for _, s := range distinct(fixes.Applied) {
		complainf(cmd, "orgcontract: applied: %s (%s)", s.Title, placeOfEdit(s))
	}
	for _, s := range distinct(fixes.Rejected) {
		complainf(cmd, "orgcontract: not applied, because it does not work together with the others: %s (%s)", s.Title, placeOfEdit(s))
	}
	var names []string
	for _, o := range outputs {
		names = append(names, o.File)
	}
	if len(names) > 0 {
		complainf(cmd, "orgcontract: changed %s; check again to see what is left", strings.Join(names, ", "))
	} else {
		complainf(cmd, "orgcontract: no edit was applied")
	}
}

// placeOfEdit says in a few words what an edit is about.
func placeOfEdit(s suggest.Suggestion) string {
	return s.Cause.Rule.String() + ", " + s.Cause.Operation
}

// distinct returns one suggestion for each edit. Several causes may have the same edit.
func distinct(all []suggest.Suggestion) []suggest.Suggestion {
	var kept []suggest.Suggestion
	for _, s := range all {
		if !slices.ContainsFunc(kept, func(other suggest.Suggestion) bool { return other.Diff == s.Diff }) {
			kept = append(kept, s)
		}
	}
	return kept
}

// askForEdits shows each edit, asks the user, and returns the edits that the user wants.
func askForEdits(in io.Reader, out io.Writer, all []suggest.Suggestion) []suggest.Suggestion {
	answers := bufio.NewReader(in)
	style := output.Style{Color: wantsColor(out)}
	edits := distinct(all)
	var chosen []suggest.Suggestion
	for i, s := range edits {
		_, _ = fmt.Fprintf(out, "%s (%s):\n%s", output.Short(s.Title), output.Printable(placeOfEdit(s)), style.Diff(output.ShortDiff(s.Diff))) // If the terminal is broken, nobody answers.
		switch askOne(answers, out, fmt.Sprintf("Apply this edit, %d of %d?", i+1, len(edits))) {
		case "y":
			chosen = append(chosen, s)
		case "a":
			return append(chosen, edits[i:]...)
		case "q":
			return chosen
		}
	}
	return chosen
}

// askOne asks a question until the user types one of the answers. If the input ends, it returns q.
func askOne(answers *bufio.Reader, out io.Writer, question string) string {
	for {
		_, _ = fmt.Fprintf(out, "%s y(es), n(o), a(ll the rest), q(uit): ", question) // If the terminal is broken, nobody answers.
		line, err := answers.ReadString('\n')
		if err != nil {
			return "q"
		}
		switch line = strings.ToLower(strings.TrimSpace(line)); line {
		case "y", "yes":
			return "y"
		case "n", "no":
			return "n"
		case "a", "all":
			return "a"
		case "q", "quit":
			return "q"
		}
	}
}
