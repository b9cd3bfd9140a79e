package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

const drifting = `{"request": {"method": "GET", "url": "https://a.example/api/organization", "headers": {"Authorization": "Bearer k"}},` +
	` "response": {"status": 200, "headers": {"X-Polytomic-Version": "2025-09-18", "Content-Type": "application/json"}, "body": "{\"data\": {\"plan\": \"pro\"}}"}, "provenance": "sandbox"}`

// goStandIn is a go command that builds nothing: it knows the one command line that the action may
// give it, and copies this test's own orgcontract to where the action wants the command to be.
const goStandIn = `#!/bin/sh
[ "$#" = 6 ] && [ "$1 $3 $4 $6" = "-C build -o ./contract/cmd/orgcontract" ] && [ -f "$2/$6/main.go" ] || { echo "unexpected: go $*" >&2; exit 1; }
cp "$(command -v orgcontract)" "$5"
`

// TestActionChecks runs the action's last step as a runner does, with its inputs in the
// environment. The command that it builds is this test's.
func TestActionChecks(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash, which the action's steps are written for, is not installed")
	}
	action, err := filepath.Abs("../../../.github/actions/check")
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(action, "action.yml"))
	require.NoError(t, err)
	var file struct {
		Runs struct {
			Steps []struct{ ID, Run string }
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &file))
	step := file.Runs.Steps[len(file.Runs.Steps)-1]
	require.Equal(t, "check", step.ID)

	for name, tt := range map[string]struct {
		strict string
		code   int
		log    string
	}{
		"lenient": {"false", 0, "::warning file=openapi.yaml,line="},
		"strict":  {"true", 1, "::error file=openapi.yaml,line="},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, tools := t.TempDir(), t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(tools, "go"), []byte(goStandIn), 0o700))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(drifting), 0o600))
			summary := filepath.Join(dir, "summary.md")
			command := exec.CommandContext(t.Context(), bash, "-e", "-o", "pipefail", "-c", step.Run)
			command.Dir = dir
			command.Env = append(os.Environ(), "PATH="+tools+string(os.PathListSeparator)+os.Getenv("PATH"), "GITHUB_ACTION_PATH="+action, "RUNNER_TEMP="+dir, "GITHUB_STEP_SUMMARY="+summary,
				"RECORDINGS=a.jsonl", "SPEC=", "STRICT="+tt.strict, "BASELINE=", "SARIF=a.sarif")
			output, err := command.Output()
			assert.Equal(t, tt.code, command.ProcessState.ExitCode(), "%s %v", output, err)
			assert.Contains(t, string(output), tt.log)
			written, err := os.ReadFile(summary)
			require.NoError(t, err)
			assert.Contains(t, string(written), "response.property-undeclared")
			assert.FileExists(t, filepath.Join(dir, "a.sarif"))
		})
	}
}
