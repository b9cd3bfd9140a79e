package derive

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// When the compiled patterns have too many instructions together, they are dropped.
func TestFewPatternsAreKept(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.pattern("^a$")
	l.pattern("^b$")
	assert.Len(t, l.patterns, 2)
	l.instructions = maxInstructions
	l.pattern("^c$")
	assert.Len(t, l.patterns, 1)
	assert.Less(t, l.instructions, 100)
}

// A loop of references leads to nothing.
func TestTargetOfALoop(t *testing.T) {
	t.Parallel()
	doc := withSchemas(t, "    S0: {type: object}\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n    C: {$ref: '#/components/schemas/S0'}\n")
	schemas := doc.Root().At("components", "schemas")
	assert.Nil(t, target(schemas.Get("A")))
	assert.Same(t, schemas.Get("S0"), target(schemas.Get("C")))
}

// With little work left, the properties that are nested less still have cases.
func TestAFewPlacesAlwaysHaveCases(t *testing.T) {
	t.Parallel()
	doc := nested(t, 10, "{type: object, properties: {a: NEXT}}", "{type: string}")
	d := New(doc).deriver(t.Context(), Values{}, 1)
	d.effort = newEffort(t.Context(), 500)
	w := d.reach(contract.RequestSide, []source{doc.Root().At("components", "schemas", "S0")})
	assert.Greater(t, w.deepest, 10)
	assert.LessOrEqual(t, w.places, leastPlaces)
}

// What need not be there is left out when enough values were drawn.
func TestFewValuesAreDrawn(t *testing.T) {
	t.Parallel()
	assert.True(t, (&sampler{}).isLeftOut("a"))
}

// A long message takes more steps than a short one, and each takes some.
func TestLongMessagesTakeSteps(t *testing.T) {
	t.Parallel()
	steps := func(body string) int {
		c := RequestCase{Case: Case{Operation: &Operation{}}}
		c.Request.URL, c.Request.Body = &url.URL{Path: "/a"}, []byte(body)
		return c.steps()
	}
	assert.GreaterOrEqual(t, steps(""), 20)
	assert.Greater(t, steps(strings.Repeat("a", 80_000)), 10_000)
}
