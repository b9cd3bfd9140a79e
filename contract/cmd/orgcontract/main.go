// Command orgcontract checks recorded HTTP exchanges against an OpenAPI 3.0 document.
//
//	orgcontract check recordings/
//
// It exits with 0 if they agree, with 1 if they don't, and with 2 if it could not find out.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

// The exit codes.
const (
	exitHolds    = 0
	exitFindings = 1
	exitFailed   = 2
)

// errFindings ends a command that did its work and found a disagreement, which it has reported.
var errFindings = errors.New("the exchanges don't agree with the document")

// memoryLimit is the size in bytes that the garbage collector tries to stay below, so that
// recordings with long bodies can be checked anywhere. The program still takes more if it needs
// more.
const memoryLimit = 200 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteC()
	switch {
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
		Short: "Check HTTP exchanges against an OpenAPI 3.0 document",
		Long: `Orgcontract checks HTTP exchanges against an OpenAPI 3.0 document: recorded
ones, or live ones while it records them.`,
		Example:            "  orgcontract check contract/testdata/recordings",
		Version:            version.String(),
		SilenceUsage:       true,
		SilenceErrors:      true,
		DisableSuggestions: true, // Errors are one line.
		Args:               cobra.NoArgs,
		RunE:               func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetUsageTemplate(usageTemplate(root))
	root.AddCommand(
		checkCommand(), coverageCommand(), diffCommand(), evidenceCommand(), liveCommand(), mutateCommand(), recordCommand(), serveCommand(),
	)
	for _, cmd := range root.Commands() {
		cmd.DisableFlagsInUseLine = true
	}
	return root
}

// usageTemplate is cobra's, with flags that fit into 80 columns.
func usageTemplate(root *cobra.Command) string {
	return strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", ".FlagUsagesWrapped 80")
}

// complainf prints a line to the standard error. What it prints may come from documents, recordings
// and file names.
func complainf(cmd *cobra.Command, format string, values ...any) {
	cmd.PrintErrln(output.Printable(fmt.Sprintf(format, values...)))
}

// runError marks an error of the work itself. Every other error is about how the command was
// called.
type runError struct{ error }

func (e runError) Unwrap() error { return e.error }

func isUsage(err error) bool {
	var failed runError
	return !errors.As(err, &failed)
}
