package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pinging returns a document and a recording of its only operation.
func pinging(t *testing.T) (document, recording string) {
	t.Helper()
	document, recording = filepath.Join(t.TempDir(), "ping.yaml"), filepath.Join(t.TempDir(), "ping.jsonl")
	require.NoError(t, os.WriteFile(document, []byte("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {/ping: {get: {responses: {'204': {description: A}}}}}\n"), 0o600))
	require.NoError(t, os.WriteFile(recording, []byte(`{"request": {"method": "GET", "url": "https://a.example/ping"}, "response": {"status": 204}}`+"\n"), 0o600))
	return document, recording
}

func TestMutateCountsOnATerminalAlone(t *testing.T) {
	program, screen := terminal(t)
	document, file := pinging(t)
	var out, log strings.Builder
	for _, stderr := range []io.Writer{program, &log} {
		cmd := mutateCommand()
		cmd.SetArgs([]string{"--spec", document, file})
		cmd.SetOut(&out)
		cmd.SetErr(stderr)
		require.NoError(t, cmd.Execute())
	}
	_, err := io.WriteString(program, "end of the screen")
	require.NoError(t, err)
	shown := readUntil(t, screen, "end of the screen")
	assert.Contains(t, shown, "trying mutants 100% |")
	assert.Contains(t, shown, "(2/2)")
	assert.True(t, strings.HasSuffix(shown, "\x1b[2K\rend of the screen"), "%q", shown)
	assert.Empty(t, log.String(), "only a terminal gets progress")
}

func TestMutateThatIsInterruptedWritesNothing(t *testing.T) {
	document, file := pinging(t)
	floor := filepath.Join(t.TempDir(), "floor.json")
	require.NoError(t, os.WriteFile(floor, []byte(`{"score": 0}`), 0o600))
	into := filepath.Join(t.TempDir(), "out.json")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cmd := mutateCommand()
	var out strings.Builder
	cmd.SetOut(&out)
	cmd.SetArgs([]string{"--spec", document, "--floor", floor, "--json", into, file})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	require.EqualError(t, cmd.ExecuteContext(ctx), "interrupted; nothing was written")
	assert.Empty(t, out.String())
	assert.NoFileExists(t, into)
	data, err := os.ReadFile(floor)
	require.NoError(t, err)
	assert.JSONEq(t, `{"score": 0}`, string(data))
}
