package main

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The help of each command begins with the usage, is at most 80 columns wide and has an example.
func TestHelp(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"", "check", "coverage", "diff", "evidence", "init", "live", "merge", "mutate", "record", "serve", "watch"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr strings.Builder
			require.Equal(t, exitHolds, run(strings.Fields(command+" --help"), &stdout, &stderr))
			assert.Empty(t, stderr.String())
			assert.True(t, strings.HasPrefix(stdout.String(), "Usage:\n  orgcontract "+command), stdout.String())
			assert.Contains(t, stdout.String(), "Examples:\n  ")
			for line := range strings.Lines(stdout.String()) {
				assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 80, line)
			}
		})
	}
}

// full is a standard output that takes nothing, as on a full disk.
type full struct{}

func (full) Write([]byte) (int, error) {
	return 0, &fs.PathError{Op: "write", Path: "/dev/stdout", Err: errors.New("no space left on device")}
}

// Help that can't be printed is an error, whichever way the user asks for it.
func TestHelpThatCannotBePrinted(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {}, {"help"}, {"help", "check"}, {"check", "--help"}, {"--version"}} {
		var stderr strings.Builder
		assert.Equal(t, exitFailed, run(args, full{}, &stderr), args)
		assert.Equal(t, "orgcontract: write /dev/stdout: no space left on device\n", stderr.String(), args)
	}
	var stdout strings.Builder
	assert.Equal(t, exitHolds, run([]string{"check", "--help"}, &stdout, io.Discard))
	assert.Contains(t, stdout.String(), "Flags:")
}
