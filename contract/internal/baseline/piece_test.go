package baseline_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
)

// A long baseline is read and written in pieces. Its entries and its errors have the same places as
// if it were read at once.
func TestLongBaselinesAreReadInPieces(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	reason := strings.Repeat("a", 1000)
	const entries = 1100
	for i := range entries {
		fmt.Fprintf(&b, "- rule: response.type\n  operation: GET /%04d\n  reason: %s\n  expires: 2026-12-24\n", i, reason)
	}
	long := b.String()
	known, err := baseline.Load("known.yaml", []byte(long), rules)
	require.NoError(t, err)
	require.Len(t, known.Entries(), entries)
	for i, entry := range known.Entries() {
		assert.Equal(t, 4*i+1, entry.Place.Line)
	}
	written, err := known.Bytes()
	require.NoError(t, err)
	_, list, _ := strings.Cut(string(written), "\n")
	assert.Equal(t, long, list)

	for name, tt := range map[string]struct{ last, want string }{
		"a wrong entry":   {"- rule: [a]\n", "known.yaml:4401:9: rule is not a string; write it in one line"},
		"wrong YAML":      {"- rule: [a\n", "known.yaml:4402:"},
		"an entry twice":  {long[:strings.Index(long, "\n- ")+1], "known.yaml:4401:3: the same finding is at line 1 already; remove one of the two"},
		"one entry alone": {"- rule: " + strings.Repeat("a", 9<<20), "known.yaml:3893:1: an entry, or a list of entries in one line, has more than 8 MiB; begin each entry with a dash in a line of its own"},
		"one line":        {"", "known.yaml:1:1: an entry, or a list of entries in one line, has more than 8 MiB; begin each entry with a dash in a line of its own"},
	} {
		text := long + tt.last
		if tt.last == "" {
			text = "[" + strings.Repeat(" ", 8<<20) + "]"
		}
		_, err = baseline.Load("known.yaml", []byte(text), rules)
		require.ErrorContains(t, err, tt.want, name)
	}
}
