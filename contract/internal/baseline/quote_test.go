package baseline_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
)

// Names come from recordings and documents of others. A baseline with any of them can be read again
// as it was, begins no line with a dash but that of its entry, and shows nothing that an editor or
// a terminal would hide.
func TestHostileNamesAreQuoted(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"yes", "on", "=", "~", "null", "0o7", "1_000", "1:30", "2001-01-01", "0x1F", ".inf", "<<", "y",
		"a: b", "a #b", "#a", "*a", "&a", "!tag", "|", ">", "- a", "?", "%a", "@a", "`a", `"a"`, "'a'", `a\`, "{{", "[a", "a\n- rule: response.type", "a\r\nb", "a\tb",
		"\x1b[2J", "\u202e", "\u200b", "\u2028", "\u0085", "\ufeff", "\u009b2J", "::error::x", "##[group]x", "---", "...", strings.Repeat("a", 10_000), "\U0001F600", " a ",
	} {
		cause := contract.Cause{Rule: contract.ParseRule("response.type"), Operation: "GET /" + name, Document: name, At: contract.Location{In: contract.InQuery, Name: name}}
		b := new(baseline.Baseline).Update([]contract.Group{{Cause: cause}}, func(contract.Group) bool { return true }, time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC))
		written, err := b.Bytes()
		require.NoError(t, err)
		assert.Equal(t, 1, strings.Count(string(written), "\n-"), "%q in %q", name, written)
		assert.Equal(t, -1, bytes.IndexFunc(written, func(c rune) bool { return c != '\n' && !unicode.IsPrint(c) }), "%q in %q", name, written)
		again, err := baseline.Load("known.yaml", written, rules)
		require.NoError(t, err, "%q in %q", name, written)
		require.Len(t, again.Entries(), 1)
		assert.Equal(t, cause, again.Entries()[0].Cause)
	}
}
