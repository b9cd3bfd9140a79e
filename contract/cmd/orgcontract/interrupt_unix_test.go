//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A command can also be stopped before it has read its document or another of its files. Here, the
// file is a pipe into which nobody writes.
func TestCommandsAreInterruptedWhileTheyReadTheDocument(t *testing.T) {
	for name, tt := range map[string]struct {
		command func() *cobra.Command
		args    string
	}{
		"check":    {checkCommand, "--spec DIR/pipe --report html=DIR/a.html DIR/a.jsonl"},
		"coverage": {coverageCommand, "--spec DIR/pipe --html DIR/a.html DIR/a.jsonl"},
		"mutate":   {mutateCommand, "--spec DIR/pipe --json DIR/a.json DIR/a.jsonl"},
		"serve":    {serveCommand, "--addr 127.0.0.1:0 --seed DIR/pipe"},
		"key":      {serveCommand, "--addr 127.0.0.1:0 --tls-cert DIR/pipe --tls-key DIR/pipe"},
		"probe":    {probeCommand, "--server http://127.0.0.1:1 --fixtures DIR/pipe"},
		"diff":     {diffCommand, "--report markdown=DIR/a.md DIR/pipe DIR/./pipe"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(drifting), 0o600))
			require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
			var stdout strings.Builder
			cmd := tt.command()
			cmd.SetArgs(strings.Fields(strings.ReplaceAll(tt.args, "DIR", dir)))
			cmd.SetOut(&stdout)
			cmd.SilenceErrors, cmd.SilenceUsage = true, true
			ended := make(chan error, 1)
			go func() { ended <- cmd.Execute() }()
			// The pipe opens when the command reads it.
			pipe, err := os.OpenFile(filepath.Join(dir, "pipe"), os.O_WRONLY, 0)
			require.NoError(t, err)
			defer func() { _ = pipe.Close() }()
			signalSelf(t, os.Interrupt)
			err = <-ended
			require.EqualError(t, err, "interrupted; nothing was written")
			assert.False(t, isUsage(err))
			assert.Empty(t, stdout.String())
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Len(t, left, 2)
		})
	}
}
