package suggest

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBudget(t *testing.T) {
	t.Parallel()
	b := newBudget()
	assert.False(t, b.allowsAttempt(1<<30), "the first attempt is bounded, too")
	attempts := 0
	for ; b.allowsAttempt(1000); attempts++ {
		b.attempt(1000)
	}
	assert.Equal(t, 64, attempts, "attempts without a candidate are bounded, too")
	b = newBudget()
	b.attempt(10 << 20)
	assert.True(t, b.allowsAttempt(6<<20))
	assert.False(t, b.allowsAttempt(7<<20), "the documents are bounded together")
	b = newBudget()
	assert.False(t, b.admit(1<<40), "the first candidate is bounded, too")
	assert.True(t, b.admit(1), "a cheaper one has room")
	b = newBudget()
	for range 32 {
		assert.True(t, b.allowsAttempt(1))
		assert.True(t, b.admit(4<<20))
	}
	assert.False(t, b.allowsAttempt(1), "candidates are bounded")
}
