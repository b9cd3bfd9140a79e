// Command orgcontract checks recorded HTTP exchanges against an OpenAPI 3.0 document.
//
//	orgcontract check recordings/
//
// It exits with 0 where they agree, 1 where they don't and 2 where it could not find out.
package main

import (
	"errors"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitHolds    = 0
	exitFindings = 1
	exitFailed   = 2
)

// errFindings ends a command that did its work and found a disagreement, which it has reported.
var errFindings = errors.New("the exchanges don't agree with the document")

// memoryLimit is what the garbage collector tries to stay below, in bytes, so that recordings with long bodies can be checked anywhere. It is no
// bound: what is needed is taken.
const memoryLimit = 200 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:           "orgcontract",
		Short:         "Check HTTP exchanges against an OpenAPI 3.0 document",
		Example:       "  orgcontract check contract/testdata/recordings",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.AddCommand(
		checkCommand(), diffCommand(), evidenceCommand(), liveCommand(), mutateCommand(), recordCommand(), serveCommand(),
	)

	cmd, err := root.ExecuteC()
	switch {
	case err == nil:
		return exitHolds
	case errors.Is(err, errFindings):
		return exitFindings
	case isUsage(err):
		cmd.PrintErrf("orgcontract: %v; see %s --help\n", err, cmd.CommandPath())
	default:
		cmd.PrintErrf("orgcontract: %v\n", err)
	}
	return exitFailed
}

// runError marks an error of the work itself; every other one is about how the command was called.
type runError struct{ error }

func (e runError) Unwrap() error { return e.error }

func isUsage(err error) bool {
	var failed runError
	return !errors.As(err, &failed)
}
