package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// hook has the fields of .pre-commit-hooks.yaml that pre-commit reads.
type hook struct {
	Language, Entry, Files string
	PassFilenames          bool `yaml:"pass_filenames"`
}

func readHook(t *testing.T) hook {
	t.Helper()
	text, err := os.ReadFile("../../../.pre-commit-hooks.yaml")
	require.NoError(t, err)
	var hooks []hook
	require.NoError(t, yaml.Unmarshal(text, &hooks))
	require.Len(t, hooks, 1)
	return hooks[0]
}

// The hook runs when a recording, a cassette or the document changes.
func TestHookMatchesRecordingsAndDocuments(t *testing.T) {
	t.Parallel()
	// With (?x), Python ignores white space in a pattern. Go doesn't know this flag.
	pattern, found := strings.CutPrefix(readHook(t).Files, "(?x)")
	require.True(t, found)
	files := regexp.MustCompile(strings.Join(strings.Fields(pattern), ""))
	for name, want := range map[string]bool{
		"a.har": true, "live/a.har.gz": true, "e2e/session.har.zip": true, "a.jsonl": true, "a.ndjson": true,
		"spec/cassettes/books/list.yml": true, "tests/cassettes/list.yaml": true, "fixtures/vcr_cassettes/list.json": true,
		"mappings/list.json": true, "recordings/kong.log": true, "books.postman_collection.json": true,
		"openapi.yaml": true, "api/openapi.json": true, ".orgcontract.yaml": true,
		"main.go": false, "package.json": false, "config/app.yaml": false, "myopenapi.yaml": false, "cassettes/README.md": false, "a.harp": false,
	} {
		assert.Equal(t, want, files.MatchString(name), name)
	}
}

// The hook builds the command once, and runs it in the repository of the commit. pre-commit doesn't
// pass the names of changed files, because anybody may have chosen these names.
func TestHookBuildsTheOneCommandOnce(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("pre-commit finds the shell there by itself")
	}
	h := readHook(t)
	require.Equal(t, "script", h.Language)
	require.False(t, h.PassFilenames)
	clone := t.TempDir()
	require.NoError(t, os.CopyFS(clone+"/.ci", os.DirFS("../../../.ci")))
	builds := filepath.Join(clone, "builds")
	standIn := filepath.Join(clone, "go")
	require.NoError(t, os.WriteFile(standIn, []byte(`#!/bin/sh
[ "$1 $3 $4 $5 $6 $8" = "-C build -trimpath -ldflags=-s -w -o ./contract/cmd/orgcontract" ] || exit 1
ln -s "$(command -v orgcontract)" "$2/$7" && echo built >>"$2/builds"
`), 0o700))
	job := newBooksJob(t, map[string]string{"recordings/a.jsonl": bookExchange("{}")}, nil)
	words := append(strings.Fields(h.Entry), "--spec", "openapi.yaml", "recordings/")
	for range 2 {
		command := exec.CommandContext(t.Context(), filepath.Join(clone, words[0]), words[1:]...)
		command.Dir, command.Env = job.dir, append(os.Environ(), "GO="+standIn)
		output, err := command.CombinedOutput()
		require.NoError(t, err, string(output))
		assert.Contains(t, string(output), "holds: ")
	}
	text, err := os.ReadFile(builds)
	require.NoError(t, err)
	assert.Equal(t, "built\n", string(text))
}

// Two commits at the same time may be the first calls of the hook. Neither may touch what the other
// builds.
func TestHookBuildsTwiceAtOnce(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("pre-commit finds the shell there by itself")
	}
	clone := t.TempDir()
	require.NoError(t, os.CopyFS(clone+"/.ci", os.DirFS("../../../.ci")))
	standIn := filepath.Join(clone, "go")
	require.NoError(t, os.WriteFile(standIn, []byte(`#!/bin/sh
[ ! -e "$2/$7" ] || exit 1
if [ ! -e "$2/begun" ]; then
	echo half >"$2/$7"
	echo begun >"$2/begun"
	"$2/.ci/orgcontract" --version || exit 1
	rm "$2/$7"
fi
ln -s "$(command -v orgcontract)" "$2/$7"
`), 0o700))
	command := exec.CommandContext(t.Context(), filepath.Join(clone, ".ci", "orgcontract"), "--version")
	command.Env = append(os.Environ(), "GO="+standIn)
	output, err := command.CombinedOutput()
	require.NoError(t, err, string(output))
	assert.Equal(t, 2, strings.Count(string(output), "orgcontract"), string(output))
}
