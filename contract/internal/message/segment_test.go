package message

import (
	"math/rand/v2"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// valuesIn returns the values of the parameters in the segment of a template.
func valuesIn(template, text string) ([]string, bool) {
	root := &segment{}
	root.descend("/" + template)
	return root.templated[0].appendValues(nil, text)
}

// A segment is divided as an expression would divide it in which each parameter is (.+).
func TestSegmentsAreDividedAsByAnExpression(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	text := func(letters string, most int) string {
		var b strings.Builder
		for range random.IntN(most + 1) {
			b.WriteByte(letters[random.IntN(len(letters))])
		}
		return b.String()
	}
	matched := 0
	for range 50_000 {
		template := strings.ReplaceAll(text("ab-P", 6), "P", "{p}")
		if !strings.Contains(template, "{") {
			continue
		}
		requested := text("ab-", 9)
		expression := regexp.MustCompile("^" + strings.ReplaceAll(template, "{p}", "(.+)") + "$")
		values, ok := valuesIn(template, requested)
		want := expression.FindStringSubmatch(requested)
		require.Equal(t, want != nil, ok, "%s %s", template, requested)
		if ok {
			matched++
			require.Equal(t, want[1:], values, "%s %s", template, requested)
		}
	}
	assert.Greater(t, matched, 1000)
	_, ok := valuesIn("a{b", "a{b")
	assert.True(t, ok, "a brace alone is a text")
}

// A document may have a segment with very many parameters. It isn't parallel, because it counts the
// memory of the program.
func TestManyParametersOfASegment(t *testing.T) { //nolint:paralleltest // See above.
	const n = 1000
	root := &segment{}
	root.descend("/" + strings.Repeat("{a}-", n) + "x")
	text := strings.Repeat("value-", n) + "x"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	values, ok := root.templated[0].appendValues(nil, text)
	runtime.ReadMemStats(&after)
	require.True(t, ok)
	assert.Len(t, values, n)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}
