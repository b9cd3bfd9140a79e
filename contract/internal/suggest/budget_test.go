package suggest

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

func TestBudget(t *testing.T) {
	t.Parallel()
	b := newBudget(0)
	assert.False(t, b.admit(1<<40), "the first attempt is bounded, too")
	assert.True(t, b.admit(1), "a cheaper one has room")
	b = newBudget(0)
	attempts := 0
	for ; !b.isSpent(); attempts++ {
		require.True(t, b.admit(1000))
	}
	assert.Equal(t, 64, attempts, "attempts without a candidate are bounded, too")
	b = newBudget(0)
	require.True(t, b.admit(readingWork(12<<20)))
	assert.True(t, b.admit(readingWork(8<<20)))
	assert.False(t, b.admit(readingWork(1)), "what is read is bounded together")
	assert.True(t, b.isSpent())
	b = newBudget(1 << 40)
	assert.True(t, b.admit(1<<40), "a search may take as long as the check")
}

// A message with many findings of one kind lists few of them, and takes as long to check as if all
// were listed.
func TestCountedFindingsAreWork(t *testing.T) {
	t.Parallel()
	x := &contract.Exchange{Request: contract.Request{URL: &url.URL{}}}
	one := workOf(contract.Checked{Exchange: x, Findings: make([]contract.Finding, 1)})
	assert.Greater(t, workOf(contract.Checked{Exchange: x, Findings: []contract.Finding{{More: 1000}}}), 100*one)
}
