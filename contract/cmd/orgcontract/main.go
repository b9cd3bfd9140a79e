// Command orgcontract checks recorded HTTP exchanges against an OpenAPI document of version 3.0,
// 3.1 or 3.2.
//
//	orgcontract check recordings/
//
// It exits with 0 if no exchange contradicts the document, with 1 if one does, and with 2 if the
// check was not possible.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

// The constants are the exit codes.
const (
	exitHolds    = 0
	exitFindings = 1
	exitFailed   = 2
)

// errFindings is the error of a command that has reported findings which make it fail.
var errFindings = report.ErrFindings

func main() {
	limitMemory()
	log.SetOutput(io.Discard) // net/http logs what a server sends unasked, which may be a key or a command.
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	help := &helpPrinter{show: root.HelpFunc()}
	root.SetHelpFunc(help.help)
	cmd, err := root.ExecuteC()
	switch err = cmp.Or(err, help.err); {
	case err == nil:
		return exitHolds
	case errors.Is(err, errFindings):
		return exitFindings
	case isUsage(err):
		complainf(cmd, "orgcontract: %v; see %s --help", err, cmd.CommandPath())
	default:
		complainf(cmd, "orgcontract: %v", err)
	}
	return exitFailed
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "orgcontract",
		Short: "Check HTTP exchanges against an OpenAPI document",
		Long: `Orgcontract checks HTTP exchanges against an OpenAPI document: recorded ones, or
live ones while it records them. It takes OpenAPI 3.0, 3.1 and 3.2.

Orgcontract completion --help says how a shell completes commands and flags.`,
		Example: `  # Check a browser's recording against a document.
  orgcontract check --spec openapi.yaml session.har

  # Write a configuration file, and check what it names.
  orgcontract init
  orgcontract check`,
		Version:            version.String(),
		SilenceUsage:       true,
		SilenceErrors:      true,
		DisableSuggestions: true, // The suggestions of cobra take several lines, and our errors have one.
		Args:               unknownCommand,
		RunE:               func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	addHelp(root)
	addCommands(root, anyAPI, checkCommand(), coverageCommand(), diffCommand(), evidenceCommand(), initCommand(), mergeCommand(), mutateCommand(), probeCommand(), recordCommand(), watchCommand())
	addCommands(root, thisAPI, liveCommand(), serveCommand())
	return root
}

func addCommands(root *cobra.Command, group string, commands ...*cobra.Command) {
	for _, cmd := range commands {
		cmd.GroupID = group
		cmd.DisableFlagsInUseLine = true
	}
	root.AddCommand(commands...)
}

// complainf prints a line to the standard error. It makes the values safe to show, because they may
// come from documents, recordings and file names.
func complainf(cmd *cobra.Command, format string, values ...any) {
	cmd.PrintErrln(output.Printable(fmt.Sprintf(format, values...)))
}

// runError is an error that happened while the command did its work. Every other error means that
// the user called the command wrongly, unless the standard output can't be written.
type runError struct{ error }

func (e runError) Unwrap() error { return e.error }

func isUsage(err error) bool {
	if at, ok := errors.AsType[*fs.PathError](err); ok && at.Op == "write" {
		return false
	}
	var failed runError
	return !errors.As(err, &failed)
}
