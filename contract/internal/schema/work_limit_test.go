package schema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// costly returns schemas of which S0 takes steps that grow with the square of n, if the value is
// not a string.
func costly(t *testing.T, n int) func(name string) *Schema {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "S%d: {allOf: [{not: {not: {$ref: \"#/S%d\"}}}, {$ref: \"#/S%d\"}]}\n", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "S%d: {type: string}\nClosed: {type: object, additionalProperties: false}\nOpen: {properties: {a: {}}}\n", n)
	return compiled(t, b.String())
}

// The work to compare values with schemas is bounded. After it nothing is a mismatch, so that the
// findings don't depend on the order of the values.
func TestTheWorkOfSchemasIsBounded(t *testing.T) {
	t.Parallel()
	schemas := costly(t, 1000)
	object := &jsonvalue.Object{Members: []jsonvalue.Member{{Name: "x", Value: true}}}
	var v Validation
	v.Validate(schemas("Closed"), object)
	assert.Len(t, v.Found, 1)
	assert.True(t, v.IsWhole())

	v.Reset(Request)
	v.Validate(schemas("S0"), jsonvalue.Number("1"))
	at, isOver := v.IsOver()
	assert.True(t, isOver)
	assert.NotNil(t, at)
	assert.False(t, v.IsWhole())
	assert.Less(t, v.Steps(), maxSteps+10*stepsPerValue)

	v.Reset(Request)
	v.Validate(schemas("Closed"), object)
	assert.Empty(t, v.Found)
	assert.True(t, v.Accepts(schemas("Closed"), object))
	for range v.Undeclared(schemas("Open"), object) {
		assert.Fail(t, "nobody knows whether the property is declared")
	}
	again, _ := v.IsOver()
	assert.Same(t, at, again, "the first schema is named")
}

// A large value may take more steps than a small one.
func TestTheWorkGrowsWithTheValue(t *testing.T) {
	t.Parallel()
	schemas := compiled(t, "S: {items: {allOf: ["+many(20, "{minLength: %d}")+"]}}")
	items := make(jsonvalue.Array, maxSteps/20)
	for i := range items {
		items[i] = strings.Repeat("a", 20)
	}
	var v Validation
	v.Validate(schemas("S"), items)
	assert.Empty(t, v.Found)
	assert.True(t, v.IsWhole())
	assert.Greater(t, v.Steps(), maxSteps)
	assert.Equal(t, 3+2, values(jsonvalue.Array{true, strings.Repeat("a", 2*bytesOfStep)}))
}

// many returns n items of a YAML list. The template has the verb of their numbers.
func many(n int, template string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, template+", ", i)
	}
	return b.String()
}

// Each of these takes twice as many steps if it is twice as large.
func TestTheWorkIsLinear(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]func(n int) (text string, value any){
		"required properties of many parts": func(n int) (string, any) {
			return "S: {allOf: [" + many(n, "{required: [p%d]}") + "]}", &jsonvalue.Object{}
		},
		"required properties, of which one is missing because it is read-only": func(n int) (string, any) {
			return "S: {allOf: [" + many(n, "{required: [p%d]}") + "{properties: {p1: {readOnly: true}}}]}", &jsonvalue.Object{}
		},
		"properties that others require": func(n int) (string, any) {
			return "S: {allOf: [" + many(n, "{dependentRequired: {a: [p%d]}}") + "]}", &jsonvalue.Object{Members: []jsonvalue.Member{{Name: "a"}}}
		},
		"a chain of else": func(n int) (string, any) {
			return "S: " + strings.Repeat("{if: {required: [a]}, else: ", n) + "{}" + strings.Repeat("}", n), &jsonvalue.Object{}
		},
		"properties of an object": func(n int) (string, any) {
			o := &jsonvalue.Object{}
			for i := range n {
				o.Members = append(o.Members, jsonvalue.Member{Name: fmt.Sprintf("p%d", i), Value: "text"})
			}
			return "S: {properties: {" + many(n, "p%d: {type: string}") + "}, unevaluatedProperties: false}", o
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps := func(n int) int {
				text, value := of(n)
				v := Validation{Side: Request}
				v.Validate(compiled(t, text)("S"), value)
				for range v.Undeclared(compiled(t, text)("S"), value) {
					continue
				}
				return v.Steps()
			}
			const n = 200
			assert.LessOrEqual(t, 10*steps(2*n), 22*steps(n))
			assert.GreaterOrEqual(t, steps(n), n/namesOfStep)
		})
	}
}
