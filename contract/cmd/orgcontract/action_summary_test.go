package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// goThatBuildsAFailure is a go command that "builds" an orgcontract which writes a summary only for
// a recording named good.
const goThatBuildsAFailure = `#!/bin/sh
cat >"$5" <<'END'
#!/bin/sh
for argument; do case $argument in markdown=*) summary=${argument#markdown=} ;; esac; done
[ "$argument" = good ] || exit 2
echo "the summary of good" >"$summary"
END
chmod 755 "$5"
`

// A use of the action that could not find out must not show the summary of an earlier use in the
// same job.
func TestActionShowsNoStaleSummary(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash, which the action's steps are written for, is not installed")
	}
	text, err := os.ReadFile("../../../.github/actions/check/action.yml")
	require.NoError(t, err)
	var file struct {
		Runs struct {
			Steps []struct{ Run string }
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &file))
	dir, tools := t.TempDir(), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(tools, "go"), []byte(goThatBuildsAFailure), 0o700))
	use := func(recordings string) (code int, summary string) {
		step := filepath.Join(t.TempDir(), "summary.md") // Each step has its own.
		command := exec.CommandContext(t.Context(), bash, "-e", "-o", "pipefail", "-c", file.Runs.Steps[len(file.Runs.Steps)-1].Run)
		command.Dir = dir
		command.Env = append(os.Environ(), "PATH="+tools+string(os.PathListSeparator)+os.Getenv("PATH"), "GITHUB_ACTION_PATH=.", "RUNNER_TEMP="+dir,
			"GITHUB_STEP_SUMMARY="+step, "RECORDINGS="+recordings, "SPEC=", "STRICT=false", "BASELINE=", "SARIF=")
		output, _ := command.CombinedOutput() // The exit code is looked at.
		written, err := os.ReadFile(step)
		require.NoError(t, err, string(output))
		return command.ProcessState.ExitCode(), string(written)
	}
	code, summary := use("good")
	assert.Equal(t, 0, code)
	assert.Equal(t, "the summary of good\n", summary)
	code, summary = use("bad")
	assert.Equal(t, 2, code)
	assert.Equal(t, "## Contract not checked\n\nThe log of the job says why.\n", summary)
}

// Whoever moves a tag of an action must not change what runs here, or in the jobs of those who copy
// the examples.
func TestActionsArePinnedByCommit(t *testing.T) {
	t.Parallel()
	uses := regexp.MustCompile(`(?m)^\s*(?:- )?(?:uses|rev): *(\S+)`)
	pinned := regexp.MustCompile(`^(\./\S+|(\S+@)?([0-9a-f]{40}|COMMIT))$`)
	for _, file := range []string{".github/actions/check/action.yml", ".github/workflows/ci.yml", "README.md"} {
		text, err := os.ReadFile(filepath.Join("../../..", file))
		require.NoError(t, err)
		if file != "README.md" {
			assert.NotContains(t, string(text), "```", "a fence of a fixed length: what is recorded can end it")
		}
		found := uses.FindAllStringSubmatch(string(text), -1)
		assert.NotEmpty(t, found, file)
		for _, use := range found {
			assert.Regexp(t, pinned, use[1], file)
		}
	}
}
