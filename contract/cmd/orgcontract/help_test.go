package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Help begins with the usage, fits into a terminal of 80 columns and shows an example of each
// command.
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
