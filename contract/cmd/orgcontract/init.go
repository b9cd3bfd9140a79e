package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/settings"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

func initCommand() *cobra.Command {
	var spec string
	cmd := &cobra.Command{
		Use:   "init [--spec FILE] [FILE|DIRECTORY...]",
		Short: "Write a configuration file for the other commands",
		Long: `Init writes ` + settings.File + ` in the working directory: the file with the
flags that orgcontract check, coverage, diff, mutate and record take if they are
not given. A flag of the command line counts more than the file.

Init looks for an OpenAPI document and recordings here and below, and leaves out
hidden directories, node_modules and vendor. On a terminal it shows what it
found and asks. Elsewhere it writes what it found. Name the document with --spec
and the recordings as arguments if it should not look.

The keys of the file are recordings and the flags of orgcontract check with the
same names:
` + keysInHelp() + `
It exits with 0 if it wrote the file, and with 2 if it did not: it never
replaces a file.`,
		Example: `  # Look for a document and recordings, and write what is found.
  orgcontract init

  # Name them.
  orgcontract init --spec api/openapi.yaml recordings/`,
		RunE: func(cmd *cobra.Command, recordings []string) error {
			if err := initialize(cmd, settings.New{Spec: spec, Recordings: recordings}); err != nil {
				return runError{err}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&spec, "spec", "", "the OpenAPI document to check against: a `FILE` or a URL")
	return cmd
}

// keysInHelp returns the keys of the configuration file, in lines of at most 80 columns.
func keysInHelp() string {
	const indent, width = "  ", 80
	var b strings.Builder
	line := indent
	for _, key := range settings.Keys() {
		if len(line)+len(key) > width {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = indent
		}
		line += key + "  "
	}
	return b.String() + strings.TrimRight(line, " ") + "\n"
}

// initialize looks for what the user didn't name, asks on a terminal, and writes the file.
func initialize(cmd *cobra.Command, chosen settings.New) error {
	if _, err := os.Lstat(settings.File); err == nil {
		return chosen.Write(settings.File) // Write returns an error that says that the file exists.
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	complete := chosen
	if err := interruptible(ctx, errInterrupted, func() (err error) {
		complete, err = completed(cmd, chosen)
		return err
	}); err != nil {
		return err
	}
	if err := complete.Write(settings.File); err != nil {
		return err
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), output.Printable(summary(complete)))
	return err
}

// completed returns the settings with what the user didn't name: what is found, or what the user
// answers on a terminal.
func completed(cmd *cobra.Command, chosen settings.New) (settings.New, error) {
	found, err := settings.Find(".")
	if err != nil {
		return chosen, fmt.Errorf("the working directory can't be read: %w", err)
	}
	documents := found.Documents
	if chosen.Spec != "" {
		documents = []string{chosen.Spec}
	}
	if len(chosen.Recordings) == 0 {
		chosen.Recordings = found.Recordings
	}
	if in := cmd.InOrStdin(); isTerminal(in) && isTerminal(cmd.OutOrStdout()) {
		err = ask(in, cmd.OutOrStdout(), documents, &chosen)
	} else {
		chosen.Spec, err = choose(documents)
	}
	if err == nil && !document.IsURL(chosen.Spec) {
		if _, missing := os.Stat(chosen.Spec); errors.Is(missing, fs.ErrNotExist) {
			err = fmt.Errorf("%s: %w; name an OpenAPI document", chosen.Spec, fs.ErrNotExist)
		}
	}
	return chosen, err
}

// choose returns the document that the user probably means. It is the only document, or the one
// with a usual name.
func choose(documents []string) (string, error) {
	for _, name := range documentNames {
		if slices.Contains(documents, name) {
			return name, nil
		}
	}
	switch len(documents) {
	case 0:
		return "", errors.New("there is no OpenAPI document here; name yours with --spec")
	case 1:
		return documents[0], nil
	default:
		return "", fmt.Errorf("there are several OpenAPI documents here: %s; name one with --spec", wording.List(documents, ", "))
	}
}

// ask shows what was found, and lets the user change each setting.
func ask(in io.Reader, out io.Writer, documents []string, chosen *settings.New) error {
	usual, err := choose(documents)
	if err != nil && len(documents) > 0 {
		usual = documents[0]
	}
	lines := bufio.NewReader(in)
	if len(documents) > 1 {
		_, _ = fmt.Fprintln(out, output.Printable("OpenAPI documents here: "+wording.List(documents, ", "))) // If the terminal is broken, nobody answers.
	}
	if chosen.Spec, err = answer(lines, out, "OpenAPI document", usual); err != nil {
		return err
	}
	if chosen.Spec == "" {
		return errors.New("no document was named; run it again when there is one")
	}
	recordings, err := answer(lines, out, "Recordings, separated by commas", strings.Join(chosen.Recordings, ", "))
	if err != nil {
		return err
	}
	chosen.Recordings = nil
	for name := range strings.SplitSeq(recordings, ",") {
		if name = strings.TrimSpace(name); name != "" {
			chosen.Recordings = append(chosen.Recordings, name)
		}
	}
	strict, err := answer(lines, out, "Fail on what the document doesn't mention too? y or n", "n")
	chosen.Strict = strings.HasPrefix(strings.ToLower(strict), "y")
	return err
}

// answer asks a question and returns the line that the user types. If the line is empty, it returns
// the usual answer.
func answer(lines *bufio.Reader, out io.Writer, question, usual string) (string, error) {
	_, _ = fmt.Fprintf(out, "%s [%s]: ", question, output.Printable(usual)) // If the terminal is broken, nobody answers.
	line, err := lines.ReadString('\n')
	if err != nil {
		return "", errors.New("nobody answered; nothing was written")
	}
	if line = strings.TrimSpace(line); line == "" {
		return usual, nil
	}
	return line, nil
}

// summary says what the command wrote and what to do next.
func summary(chosen settings.New) string {
	spec := chosen.Spec
	if document.IsURL(spec) {
		spec = document.Shown(spec)
	}
	if len(chosen.Recordings) == 0 {
		return fmt.Sprintf("wrote %s with the document %s; there are no recordings here yet: add some to it, then run orgcontract check", settings.File, spec)
	}
	return fmt.Sprintf("wrote %s with the document %s and the recordings %s; run orgcontract check", settings.File, spec, wording.List(chosen.Recordings, ", "))
}
