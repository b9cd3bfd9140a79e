// Command record calls every operation of a sandbox and provokes every answer that openapi.yaml
// lists for it. It writes the redacted exchanges to one HAR file for each session. Each run writes
// the same bytes:
//
//	go run ./contract/sandbox/record contract/testdata/recordings/sandbox
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// run returns the exit code: 0, or 2 if a session got an unexpected answer or could not be
// recorded.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	cmd := &cobra.Command{
		Use:   "record DIRECTORY",
		Short: "Record the sandbox's answers, in one HAR file for each session",
		Example: `  # After a change of openapi.yaml or of the sandbox: the recordings of this repository.
  go run ./contract/sandbox/record contract/testdata/recordings/sandbox`,
		Args:          cobra.ExactArgs(1),
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return recordAll(cmd.Context(), args[0], cmd.OutOrStdout())
		},
	}
	cmd.SetArgs(args)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	if err := cmd.ExecuteContext(ctx); err != nil {
		cmd.PrintErrf("record: %v\n", err)
		return 2
	}
	return 0
}

// recordAll records all sessions in a directory. It creates the directory if it doesn't exist.
func recordAll(ctx context.Context, directory string, stdout io.Writer) error {
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	for _, s := range sessions() {
		count, err := s.record(ctx, c, directory)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if _, err := fmt.Fprintf(stdout, "%-24s %3d exchanges\n", s.name, count); err != nil {
			return err
		}
	}
	return nil
}
