package main

import (
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
