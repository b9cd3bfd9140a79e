package derive

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The work looks often enough whether it was stopped, and not so often that this takes long.
func TestTheWorkLooksWhetherItWasStopped(t *testing.T) {
	t.Parallel()
	e := newEffort(t.Context(), 1_000_000)
	polls := 0
	e.isOver = func() bool { polls++; return false }
	for range 10_000 {
		assert.True(t, e.spend(1))
	}
	assert.Less(t, polls, 1000)

	ctx, cancel := context.WithCancel(t.Context())
	e = newEffort(ctx, 1_000_000)
	assert.True(t, e.spend(1))
	cancel()
	after := 0
	for ; e.spend(1) && after < 10_000; after++ {
		continue
	}
	assert.LessOrEqual(t, after, 100)
}

// A large document has some hundred steps for each of its nodes.
func TestTheWorkGrowsWithTheDocument(t *testing.T) {
	t.Parallel()
	const nodes = 10_000
	of := func(items int) int {
		return New(withSchemas(t, "    S0: {type: object, x-list: ["+strings.Repeat("1, ", items)+"]}")).steps
	}
	small, large := of(1), of(nodes+1)
	perNode := float64(large-small) / nodes * float64(leastSteps) / float64(small) // The only operation has a part of it.
	assert.InDelta(t, 350, perNode, 250)
}

// The work for the cases of a property is at least about a thousand steps, so that fewer properties
// have cases if there is less work.
func TestPlacesTakeWork(t *testing.T) {
	t.Parallel()
	doc := nested(t, 300, "{type: object, properties: {a: NEXT}}", "{type: string}")
	for steps, most := range map[int]int{40_000: 60, 80_000: 120} {
		d := New(doc).deriver(t.Context(), Values{}, 1)
		d.effort = newEffort(t.Context(), steps)
		places := d.reach(contract.RequestSide, []source{doc.Root().At("components", "schemas", "S0")}).places
		assert.LessOrEqual(t, places, most)
		assert.GreaterOrEqual(t, places, most/8)
	}
}

// A pattern takes some thousand steps, whatever strings it matches.
func TestStringsAreDrawnAFewTimes(t *testing.T) {
	t.Parallel()
	d := New(withSchemas(t, "    S0: {type: object}")).deriver(t.Context(), Values{}, 1)
	before := d.steps
	drawn := d.atRandom("^[a-z]{9}$")
	assert.InDelta(t, 60, len(drawn), 40)
	assert.LessOrEqual(t, before-d.steps, 4000)
	again := d.steps
	assert.Equal(t, drawn, d.atRandom("^[a-z]{9}$"))
	assert.Equal(t, again, d.steps, "they are drawn once")
}
