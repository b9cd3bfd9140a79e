//go:build unix

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A named pipe has a name and can be read only once, as what a shell puts in the place of
// <(command).
func TestEditsAreTriedOfWhatComesThroughAPipe(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "a.jsonl")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	go func() { _ = os.WriteFile(pipe, []byte(undocumented), 0o600) }()
	assert.Contains(t, suggested(t, true, pipe, 0, nil), "add the status 503")
}
