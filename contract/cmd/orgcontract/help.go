package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// The constants are the groups of commands.
const (
	anyAPI  = "any"
	thisAPI = "this"
)

// helpTemplate is the template of a command's help. It shows the usage before the description. It
// wraps the flags at 80 columns.
const helpTemplate = `Usage:
{{- if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMAND [flags] [arguments]{{else}}
  {{.UseLine}}{{end}}

{{.Long | trimTrailingWhitespaces}}
{{- $commands := .Commands}}{{range $group := .Groups}}

{{.Title}}{{range $commands}}{{if and (eq .GroupID $group.ID) .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}
{{- if .HasExample}}

Examples:
{{.Example}}{{end}}
{{- if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsagesWrapped 80 | trimTrailingWhitespaces}}{{end}}
{{- if .HasAvailableSubCommands}}

Run "{{.CommandPath}} COMMAND --help" to read about a command.{{end}}
`

// addHelp sets the help of a program and its commands.
func addHelp(root *cobra.Command) {
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(helpTemplate)
	root.AddGroup(&cobra.Group{ID: anyAPI, Title: "Any API:"}, &cobra.Group{ID: thisAPI, Title: "This API, Polytomic organizations:"})
	root.SetHelpCommandGroupID(anyAPI)
	root.SetFlagErrorFunc(explainFlag)
	root.CompletionOptions.HiddenDefaultCmd = true
}

// helpPrinter prints the help of commands. It keeps the error of the write, because cobra doesn't
// return it.
type helpPrinter struct {
	show func(cmd *cobra.Command, args []string)
	err  error
}

func (p *helpPrinter) help(cmd *cobra.Command, args []string) {
	out := cmd.OutOrStdout()
	var text bytes.Buffer
	cmd.SetOut(&text)
	p.show(cmd, args)
	cmd.SetOut(out)
	_, p.err = out.Write(text.Bytes())
}

// unknownCommand checks the arguments of a program that has only commands. Its error names the
// command that the user may have meant.
func unknownCommand(root *cobra.Command, names []string) error {
	if len(names) == 0 {
		return nil
	}
	var known []string
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() {
			known = append(known, cmd.Name())
		}
	}
	return fmt.Errorf("unknown command %q for %q%s", names[0], root.CommandPath(), didYouMean(names[0], known, ""))
}

// explainFlag takes the error about an unknown flag. It adds the name of the flag that the user may
// have meant.
func explainFlag(cmd *cobra.Command, err error) error {
	unknown, isUnknown := errors.AsType[*pflag.NotExistError](err)
	if !isUnknown || unknown.GetSpecifiedShortnames() != "" {
		return err
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	return fmt.Errorf("%w%s", err, didYouMean(unknown.GetSpecifiedName(), known, "--"))
}

// didYouMean returns a question with the known name that is most similar to a name. It returns an
// empty string if no known name is similar.
func didYouMean(name string, known []string, prefix string) string {
	if nearest := wording.Nearest(name, known); nearest != "" {
		return "; did you mean " + prefix + nearest + "?"
	}
	return ""
}

// reportUsage returns the description of --report.
func reportUsage(formats []output.Format) string {
	return "write a report to a file, or to - for the standard output, as `KIND=FILE`; kinds: " + output.Names(formats) + " (repeatable)"
}

// completeReports sets the values that the shell offers for --report.
func completeReports(cmd *cobra.Command, formats []output.Format) {
	var kinds []string
	for _, format := range formats {
		kinds = append(kinds, string(format)+"=")
	}
	complete(cmd, "report", cobra.ShellCompDirectiveNoSpace, kinds...)
}

// complete sets the values that the shell offers for a flag.
func complete(cmd *cobra.Command, flag string, directive cobra.ShellCompDirective, values ...string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, directive))
	if err != nil {
		panic(err) // The command has no such flag, or complete was called twice for it.
	}
}

// recordedProvenances returns who may answer while orgcontract record records.
func recordedProvenances() []contract.Provenance {
	return []contract.Provenance{contract.Live, contract.Sandbox}
}

// inWords joins names with commas, and puts a word before the last one.
func inWords[T ~string](names []T, last string) string {
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = string(name)
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}
