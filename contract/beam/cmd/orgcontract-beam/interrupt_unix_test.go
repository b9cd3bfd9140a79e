//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A command that is interrupted says so, and leaves nothing behind.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	directory := generated(t, without, 1, 1)
	require.NoError(t, syscall.Mkfifo(filepath.Join(directory, "recordings", "pipe.jsonl"), 0o600)) // Reading it never ends.
	temporary := t.TempDir()
	cmd := exec.CommandContext(t.Context(), filepath.Join(programs, "orgcontract-beam"), "--spec", "openapi.yaml", "recordings/*") //nolint:gosec // The tests built it.
	var stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stderr = directory, append(os.Environ(), "TMPDIR="+temporary), &stderr
	require.NoError(t, cmd.Start())
	left := func() []string {
		names, err := filepath.Glob(filepath.Join(temporary, "orgcontract-beam-*"))
		require.NoError(t, err)
		return names
	}
	require.Eventually(t, func() bool { return len(left()) > 0 }, time.Minute, time.Millisecond)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())
	assert.Equal(t, exitFailed, cmd.ProcessState.ExitCode())
	assert.Contains(t, stderr.String(), "orgcontract-beam: interrupted; no report is written")
	assert.Empty(t, left())
}
