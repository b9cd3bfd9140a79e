package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/beam/internal/jobservice"
)

// programs is a directory with the programs that the tests run.
var programs string

func TestMain(m *testing.M) {
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	var err error
	if programs, err = os.MkdirTemp("", "orgcontract-beam-test-"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(programs) //nolint:errcheck // It is a directory for temporary files.
	// At the tag of a version, only orgcontract knows the version that reports show.
	for _, args := range [][]string{{"-C", "../../../..", "build", "-buildvcs=false", "-o", programs, "./contract/cmd/orgcontract"}, {"build", "-buildvcs=false", "-o", programs, ".", "github.com/apache/beam/sdks/v2/go/cmd/prism"}} {
		cmd := exec.CommandContext(context.Background(), "go", args...) //nolint:gosec // The arguments are above.
		if output, err := cmd.CombinedOutput(); err != nil {
			_, _ = os.Stderr.Write(output) // As the tests fail.
			return 1
		}
	}
	return m.Run()
}

// outcome is what a program printed, its exit code and the reports that it wrote.
type outcome struct {
	code           int
	stdout, stderr string
	reports        map[string]string
}

// formats are the formats of the reports that are compared.
var formats = []string{"json", "html", "junit", "sarif", "markdown"}

// run runs a program in a directory, and lets it write all reports.
func run(t *testing.T, directory, program string, args ...string) outcome {
	t.Helper()
	out := t.TempDir()
	for _, format := range formats {
		args = append([]string{"--report", format + "=" + filepath.Join(out, format)}, args...)
	}
	if program == "orgcontract" {
		args = append([]string{"check", "--suggest=false"}, args...)
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(programs, program), args...) //nolint:gosec // The tests built it.
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = directory, &stdout, &stderr
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1790000000")
	if err := cmd.Run(); err != nil {
		_, isExit := errors.AsType[*exec.ExitError](err)
		require.True(t, isExit, err)
	}
	result := outcome{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String(), reports: map[string]string{}}
	for _, format := range formats {
		data, err := os.ReadFile(filepath.Join(out, format))
		require.NoError(t, err, "%s: %s", program, result.stderr)
		result.reports[format] = string(data)
	}
	return result
}

// others start other runners than Prism, for recordings in a directory, and return the flags for
// them. They are there if the tests are built with the tags of these runners.
var others = map[string]func(t *testing.T, directory string) []string{}

// ways are the flags with which a pipeline runs in one process, and with services, on recordings in
// a directory.
func ways(t *testing.T, directory string) map[string][]string {
	t.Helper()
	all := map[string][]string{
		"Prism in the process":   nil,
		"Prism as a job service": {"--runner=universal", "--environment_type=LOOPBACK", "--endpoint=" + jobservice.Prism(t, filepath.Join(programs, "prism"))},
	}
	for name, start := range others {
		all[name] = start(t, directory)
	}
	return all
}

// assertSame checks that a run on Beam wrote what a run in one process wrote, and no key.
func assertSame(t *testing.T, one, beam outcome) {
	t.Helper()
	assert.Equal(t, one.code, beam.code, beam.stderr)
	assert.Equal(t, one.stdout, beam.stdout)
	for _, format := range formats {
		assert.True(t, one.reports[format] == beam.reports[format], "%s differs", format) //nolint:testifylint // The reports are long.
		assert.NotContains(t, beam.reports[format], secretKey)
	}
	assert.NotContains(t, beam.stdout+beam.stderr, secretKey)
}
