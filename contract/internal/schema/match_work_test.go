package schema

import (
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
