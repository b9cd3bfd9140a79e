package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheRecordingsOfThisRepositoryGiveTheReportsOfOneProcess(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../../../..")
	require.NoError(t, err)
	one := run(t, root, "orgcontract", "--spec", "openapi.yaml", "contract/testdata/recordings")
	require.Equal(t, exitHolds, one.code)
	for name, flags := range ways(t, root) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertSame(t, one, run(t, root, "orgcontract-beam", append(flags, "--spec", "openapi.yaml", "contract/testdata/recordings/*/*.har")...))
		})
	}
}

// Sessions go through the files, some files are damaged, and some requests go to other hosts.
func TestAThousandFilesGiveTheReportsOfOneProcess(t *testing.T) {
	t.Parallel()
	directory := generated(t, withSessions, 1000, 20)
	one := run(t, directory, "orgcontract", "--spec", "openapi.yaml", "recordings")
	require.Equal(t, exitFailed, one.code)
	require.Contains(t, one.reports["json"], "invariant.grows")
	for name, flags := range ways(t, directory) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertSame(t, one, run(t, directory, "orgcontract-beam", append(flags, "--spec", "openapi.yaml", "recordings/*")...))
		})
	}
}

// Without sessions, a file of JSON lines is split.
func TestSplitFilesGiveTheReportsOfOneProcess(t *testing.T) {
	t.Parallel()
	directory := generated(t, without, 20, 500)
	one := run(t, directory, "orgcontract", "--spec", "openapi.yaml", "recordings")
	for name, flags := range ways(t, directory) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertSame(t, one, run(t, directory, "orgcontract-beam", append(flags, "--range-bytes=5000", "--spec", "openapi.yaml", "recordings/*")...))
		})
	}
}

func TestThePartIsOneForMerge(t *testing.T) {
	t.Parallel()
	directory := generated(t, withSessions, 10, 20)
	beam := run(t, directory, "orgcontract-beam", "--partial", "part.json", "--spec", "openapi.yaml", "recordings/*")
	data, err := os.ReadFile(filepath.Join(directory, "part.json"))
	require.NoError(t, err)
	assert.NotContains(t, string(data), secretKey)
	one := run(t, directory, "orgcontract", "--spec", "openapi.yaml", "recordings")
	assertSame(t, one, beam)
}
