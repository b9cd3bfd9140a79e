package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// compiled returns schemas of one document by their names.
func compiled(t *testing.T, text string) func(name string) *Schema {
	t.Helper()
	doc, err := document.Parse("s.yaml", []byte(text))
	require.NoError(t, err)
	compiler := NewCompiler(doc)
	compiler.Dialect = JSONSchema202012
	return func(name string) *Schema { return compiler.Schema(doc.Find("/" + name)) }
}

// A chain of schemas takes work that grows with its length: a value is compared with the last
// schema a few times, and not once for each schema that leads to it.
func TestAChainIsFollowedOnce(t *testing.T) {
	t.Parallel()
	const n = 100
	for name, template := range map[string]string{
		"if":               "{if: NEXT, then: NEXT}",
		"if and allOf":     "{if: NEXT, then: {allOf: [NEXT]}}",
		"not":              "{allOf: [{not: {not: NEXT}}, NEXT]}",
		"allOf and not":    "{allOf: [NEXT], not: {not: NEXT}}",
		"anyOf":            "{anyOf: [NEXT], allOf: [NEXT]}",
		"dependentSchemas": "{if: NEXT, dependentSchemas: {a: NEXT}, then: NEXT}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "S%d: %s\n", i, strings.ReplaceAll(template, "NEXT", fmt.Sprintf(`{$ref: "#/S%d"}`, i+1)))
			}
			fmt.Fprintf(&b, "S%d: {allOf: [{$ref: \"#/Last\"}]}\nLast: {format: counted}\n", n)
			schemas := compiled(t, b.String())
			compared := 0
			first := schemas("S0")
			schemas("Last").format = &format{text: func(string) bool { compared++; return true }}
			assert.Empty(t, Validate(first, "text", Request))
			assert.Positive(t, compared)
			assert.LessOrEqual(t, compared, 3)
		})
	}
}

// A trial of a schema that refers to itself doesn't show that the value is valid: the schemas that
// the trial left out may refuse the value.
func TestATrialInsideOfASchemaIsNoProof(t *testing.T) {
	t.Parallel()
	schemas := compiled(t, `
Root: {allOf: [{anyOf: [{$ref: "#/Long"}, {type: string}]}, {$ref: "#/Other"}]}
Long: {anyOf: [{$ref: "#/Other"}], minLength: 5}
Other: {allOf: [{$ref: "#/Long"}]}
`)
	found := Validate(schemas("Root"), "abc", Request)
	require.Len(t, found, 1)
	assert.Equal(t, "minLength", found[0].Keyword)
}

func TestSchemaStack(t *testing.T) {
	t.Parallel()
	var stack schemaStack
	all := make([]*Schema, 3*maxSearched)
	for i := range all {
		all[i] = &Schema{}
		assert.Zero(t, stack.depth(all[i]))
		stack.push(all[i])
		assert.Equal(t, i+1, stack.depth(all[i]))
	}
	assert.Len(t, stack.depths, len(all), "a deep stack is not searched")
	assert.Equal(t, 1, stack.depth(all[0]))
	for _, s := range slices.Backward(all) {
		stack.pop()
		assert.Zero(t, stack.depth(s))
	}
}

// The names of a large object are read once for all schemas, and the characters of a long string
// are counted once.
func TestLargeValuesAreReadOnce(t *testing.T) {
	t.Parallel()
	o := &jsonvalue.Object{}
	for i := range 2 * fewMembers {
		o.Members = append(o.Members, jsonvalue.Member{Name: fmt.Sprintf("p%d", i), Value: true})
	}
	schemas := compiled(t, `
S: {allOf: [{required: [p0, x, p40]}, {required: [p63]}, {dependentRequired: {p1: [p2, y]}}, {dependentSchemas: {p3: {required: [z]}}}]}
Text: {allOf: [{minLength: 201}, {maxLength: 199}, {maxLength: 200}]}
`)
	v := Validation{}
	v.Validate(schemas("S"), o)
	var missing []string
	for i := range v.Found {
		missing = append(missing, v.Found[i].Name)
		assert.Equal(t, v.Found[i].Name, v.Found[i].Node().Text())
	}
	assert.Equal(t, []string{"x", "y", "z"}, missing)
	assert.Len(t, v.large, 1)
	assert.Len(t, v.large[o], len(o.Members))

	v = Validation{}
	text := strings.Repeat("é", 200)
	v.Validate(schemas("Text"), text)
	assert.Len(t, v.Found, 2)
	assert.Equal(t, text, v.counted)
}

// Listed finds the values of a short and of a long enum, and those that occur several times.
func TestListed(t *testing.T) {
	t.Parallel()
	for _, n := range []int{3, 2 * maxCompared} {
		values := make([]string, n)
		for i := range values {
			values[i] = fmt.Sprintf("v%d", i)
		}
		s := compiled(t, "S: {enum: ["+strings.Join(values, ", ")+", v1, 1.0]}")("S")
		assert.Equal(t, []int{1, n}, s.Listed("v1"))
		assert.Equal(t, []int{n + 1}, s.Listed(jsonvalue.Number("1")))
		assert.Empty(t, s.Listed("w"))
		assert.Equal(t, n > maxCompared, s.enum != nil, "a long enum is not searched")
	}
}
