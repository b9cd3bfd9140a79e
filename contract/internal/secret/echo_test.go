package secret

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What is known of the secrets of requests, and of the values that were searched, is bounded.
func TestFewEchoesAreKept(t *testing.T) {
	t.Parallel()
	var e echoes
	sent := func(i int) []string { return []string{fmt.Sprintf("hush-Tulip-%d", i)} }
	for i := range 3 * maxEchoes {
		assert.False(t, e.hold("a harmless value", sent(i)))
		assert.LessOrEqual(t, len(e.bySent), maxEchoes)
	}
	of := e.of(sent(0))
	for i := range 3 * maxValues {
		e.hold(fmt.Sprintf("the value %d", i), sent(0))
		assert.LessOrEqual(t, len(of.known), maxValues)
	}
	kept := len(of.known)
	e.hold(strings.Repeat("a", longestValue+1), sent(0))
	assert.Len(t, of.known, kept, "a long value is not kept")
	assert.True(t, e.hold("it was hush%2DTulip%2D0", sent(0)))
}
