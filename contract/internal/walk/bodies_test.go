package walk

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The bodies of an exchange are parsed once, and those of earlier exchanges don't stay in memory.
func TestFewBodiesAreKept(t *testing.T) {
	t.Parallel()
	var b Bodies
	for i := range 10 * maxBodies {
		body := fmt.Appendf(nil, "[%d]", i)
		facts := b.of(body)
		assert.NotNil(t, facts)
		assert.Same(t, facts, b.of(body))
		assert.LessOrEqual(t, len(b.all), maxBodies)
	}
	assert.Nil(t, b.of([]byte("no JSON")))
}
