package schema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// A match has a price even if the string is empty, and the first pattern without work left is the
// one that is named.
func TestMatchesOfEmptyStringsAreWork(t *testing.T) {
	t.Parallel()
	first := &matcher{price: 1, node: &document.Node{}}
	w := patternWork{done: maxPatternWork - workOfMatch + 1}
	_, isChecked := w.match(first, "")
	assert.False(t, isChecked)
	_, isChecked = w.match(&matcher{price: 1, node: &document.Node{}}, "")
	assert.False(t, isChecked)
	assert.Same(t, first.node, w.unchecked)
}

// If a document has more programs than it may keep, each match is charged for a program that may
// have to be compiled again.
func TestProgramsThatAreCompiledAgainAreWork(t *testing.T) {
	t.Parallel()
	work := func(patterns int) int {
		c := &Compiler{expressions: map[string]expression{}, programs: &programs{}}
		var m *matcher
		for i := range patterns {
			m = c.matcher(nil, fmt.Sprintf("^a%d%s$", i, strings.Repeat("[a-z]{1000}", 5)))
		}
		var w patternWork
		matched, isChecked := w.match(m, "b")
		assert.False(t, matched)
		assert.True(t, isChecked)
		return w.done
	}
	const size = 5000 * (bytesPerStep + 2*bytesPerRune)
	assert.Equal(t, work(1), work(maxPrograms/size-1))
	assert.Greater(t, work(maxPrograms/size+1), 5000*workOfStep)
}
