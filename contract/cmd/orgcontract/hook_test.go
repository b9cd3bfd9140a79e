package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// The hook is called as pre-commit does it: its entry, its arguments, and the names of files, which
// anybody may have chosen.
func TestHookTakesNamesForFiles(t *testing.T) {
	text, err := os.ReadFile("../../../.pre-commit-hooks.yaml")
	require.NoError(t, err)
	var hooks []struct {
		Entry string
		Args  []string
	}
	require.NoError(t, yaml.Unmarshal(text, &hooks))
	require.Len(t, hooks, 1)
	t.Chdir(t.TempDir())
	const name = "--report=text=stolen.har"
	require.NoError(t, os.WriteFile(name, []byte(`{"log": {"version": "1.2", "entries": []}}`), 0o600))
	args := slices.Concat(strings.Fields(hooks[0].Entry)[1:], hooks[0].Args, []string{name})
	var stdout, stderr strings.Builder
	assert.Equal(t, exitFailed, run(args, &stdout, &stderr))
	assert.Contains(t, stderr.String(), "the recordings hold none", "the file was read")
	assert.NoFileExists(t, "stolen.har")
}
