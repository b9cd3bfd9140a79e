package wording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `"a\x1b\n"`, wording.Quote("a\x1b\n"))
	assert.Equal(t, `"`+strings.Repeat("é", 30)+`" and 1 more byte`, wording.Quote(strings.Repeat("é", 30)+"x"))
}

func TestCount(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"1 item", "0 items", "2 properties"}, []string{wording.Count(1, "item"), wording.Count(0, "item"), wording.Count(2, "property")})
}

func TestListsAreCut(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a or b", wording.List([]string{"a", "b"}, " or "))
	many := make([]string, 400)
	for i := range many {
		many[i] = "value"
	}
	cut := wording.List(many, ", ")
	assert.Less(t, len(cut), 230)
	assert.True(t, strings.HasSuffix(cut, ", ... (400 in all)"), cut)
	assert.Equal(t, strings.Repeat("x", 500)+", ... (2 in all)", wording.List([]string{strings.Repeat("x", 500), "y"}, ", "))
}

func TestListOfAsksForWhatItShows(t *testing.T) {
	t.Parallel()
	asked := 0
	list := wording.ListOf(1_000_000, func(int) string { asked++; return "0123456789" }, ", ")
	assert.Contains(t, list, ", ... (1000000 in all)")
	assert.Less(t, asked, 100)
}

func TestNearestIsWhatWasMeant(t *testing.T) {
	t.Parallel()
	known := []string{"check", "coverage", "diff"}
	for name, want := range map[string]string{"chekc": "check", "coverag": "coverage", "dif": "diff", "frobnicate": "", "": ""} {
		assert.Equal(t, want, wording.Nearest(name, known), name)
	}
	assert.Empty(t, wording.Nearest("check", nil))
}
