package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/watch"
)

// If the script of the weekly workflow wrote a report, the workflow tells the next job that there
// is news.
func TestWatchWorkflow(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../.github/workflows/watch.yml")
	require.NoError(t, err)
	var workflow struct {
		Jobs map[string]struct {
			If    string
			Steps []actionStep
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &workflow))
	assert.Equal(t, "needs.look.outputs.news == 'true'", workflow.Jobs["tell"].If)
	var look actionStep
	for _, step := range workflow.Jobs["look"].Steps {
		if step.ID == "look" {
			look = step
		}
	}
	require.Equal(t, "bash", look.Shell)
	for name, tt := range map[string]struct {
		script, news, summary string
		code                  int
	}{
		"news":    {`echo "## Watch fails" > "$1"`, "true", "## Watch fails\n", 0},
		"nothing": {`: > "$1"`, "", "", 0},
		"failure": {`exit 2`, "", "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			require.NoError(t, os.Mkdir(filepath.Join(dir, ".ci"), 0o700))
			require.NoError(t, os.WriteFile(filepath.Join(dir, ".ci", "watch"), []byte("#!/bin/sh\n"+tt.script+"\n"), 0o700))
			done := &actionRun{steps: map[string]string{}}
			actionRunner{dir: dir}.runStep(t, look, done)
			assert.Equal(t, tt.code, done.code, done.log)
			assert.Equal(t, tt.news, done.steps["steps.look.outputs.news"])
			assert.Equal(t, tt.summary, done.summary)
		})
	}
}

// The known differences of this repository can be read, and each difference has a reason.
func TestKnownDifferencesHaveReasons(t *testing.T) {
	t.Parallel()
	known, err := baseline.Read("../../../.ci/watch-known.yaml", watch.KnownRule)
	require.NoError(t, err)
	assert.NotEmpty(t, known.Entries())
	for _, entry := range known.Entries() {
		assert.NotEqual(t, baseline.Unexplained, entry.Reason, entry.Place)
	}
}
