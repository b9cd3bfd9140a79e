package suggest

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A candidate that failed takes no memory while the others are tried with further exchanges.
func TestFailedCandidatesAreReleased(t *testing.T) {
	t.Parallel()
	failed, other := &candidate{excerpt: &excerpt{}}, &candidate{excerpt: &excerpt{}}
	failed.failed.Store(true)
	assert.Len(t, remaining([]*rivals{{candidates: []*candidate{failed, other}}, {candidates: []*candidate{failed}}}), 1)
	assert.Nil(t, failed.excerpt)
	assert.NotNil(t, other.excerpt)
}
