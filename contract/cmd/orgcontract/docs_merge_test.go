package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// workflow has the fields of a workflow that the test reads.
type workflow struct {
	Jobs map[string]struct {
		Needs    string
		Strategy struct{ Matrix struct{ Shard []string } }
		Steps    []struct{ Run string }
	}
}

// The test runs the shell commands of the workflow on the page about merging: four jobs write
// parts, and a job that depends on them writes the report.
func TestMergePageShowsAWorkflowThatRuns(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/merge.md")
	require.NoError(t, err)
	block := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindStringSubmatch(string(text))
	require.NotNil(t, block)
	var example workflow
	require.NoError(t, yaml.Unmarshal([]byte(block[1]), &example))
	shards := example.Jobs["check"].Strategy.Matrix.Shard
	require.Len(t, shards, 4)
	require.Equal(t, "check", example.Jobs["report"].Needs)

	var script strings.Builder
	run := func(job, prefix string) {
		ran := 0
		for _, step := range example.Jobs[job].Steps {
			if step.Run != "" && !strings.HasPrefix(step.Run, "go install ") {
				script.WriteString(prefix + "exec sh -eu -c '" + strings.ReplaceAll(step.Run, "'", "''") + "'\n")
				ran++
			}
		}
		assert.Equal(t, 1, ran, job)
	}
	for _, shard := range shards {
		script.WriteString("env SHARD=" + shard + "\n")
		run("check", "")
	}
	run("report", "! ")
	script.WriteString("stdout 'title=contract fails::4 exchanges, 1 violation, '\nexists contract.html\n")
	script.WriteString("-- openapi.yaml --\n" + booksDocument + "\n")
	for i, shard := range shards {
		body := `{}`
		if i == 2 {
			body = `{"total": "three"}`
		}
		script.WriteString("-- recordings/" + shard + "/session.jsonl --\n" + bookExchange(body) + "\n")
	}
	file := filepath.Join(t.TempDir(), "merge.txtar")
	require.NoError(t, os.WriteFile(file, []byte(script.String()), 0o600))
	testscript.Run(t, testscript.Params{Files: []string{file}})
}
