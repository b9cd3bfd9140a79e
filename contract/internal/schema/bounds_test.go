package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// manyWays returns the first schema of a chain of schemas. Each schema refers to the next schema
// twice, so the number of ways to the last schema doubles with each step.
func manyWays(t *testing.T, dialect schema.Dialect, parts, last string) *schema.Schema {
	t.Helper()
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "S%d: {"+fmt.Sprintf(parts, fmt.Sprintf("#/S%d", i+1))+"}\n", i)
	}
	fmt.Fprintf(&b, "S%d: %s\n", depth, last)
	doc, err := document.Parse("s.yaml", []byte(b.String()))
	require.NoError(t, err)
	compiler := schema.NewCompiler(doc)
	compiler.Dialect = dialect
	return compiler.Schema(doc.Find("/S0"))
}

const depth = 60

// TestManyWaysToOneSchema checks that the work doesn't double with each schema that doubles the
// number of ways to the last schema. If the work doubled, the test would not end.
func TestManyWaysToOneSchema(t *testing.T) {
	t.Parallel()
	old := []string{
		`allOf: [{$ref: "%[1]s"}, {$ref: "%[1]s"}]`,
		`oneOf: [{$ref: "%[1]s"}, {allOf: [{$ref: "%[1]s"}, {maximum: 1}]}]`,
		`anyOf: [{allOf: [{$ref: "%[1]s"}]}, {$ref: "%[1]s"}]`,
		`allOf: [{$ref: "%[1]s"}], anyOf: [{$ref: "%[1]s"}]`,
		`allOf: [{not: {not: {$ref: "%[1]s"}}}, {$ref: "%[1]s"}]`,
	}
	since := []string{
		`$ref: "%[1]s", allOf: [{$ref: "%[1]s"}]`,
		`$dynamicRef: "%[1]s", anyOf: [{$ref: "%[1]s", minLength: 1}]`,
		`if: {$ref: "%[1]s"}, then: {$ref: "%[1]s"}, else: {$ref: "%[1]s"}`,
		`dependentSchemas: {a: {$ref: "%[1]s"}}, anyOf: [{$ref: "%[1]s"}]`,
		`anyOf: [{$ref: "%[1]s"}, {$ref: "%[1]s", maxProperties: 5}], unevaluatedProperties: false`,
		`oneOf: [{$ref: "%[1]s"}, {$ref: "%[1]s", maxItems: 5}], unevaluatedItems: {$ref: "%[1]s"}`,
		`contains: {$ref: "%[1]s"}, allOf: [{contains: {$ref: "%[1]s"}, minContains: 0}], anyOf: [{$ref: "%[1]s"}], unevaluatedItems: false`,
	}
	o := &jsonvalue.Object{Members: []jsonvalue.Member{{Name: "a", Value: jsonvalue.Number("1")}, {Name: "b", Value: &jsonvalue.Object{}}}}
	for i, parts := range append(old, since...) {
		dialect := schema.OpenAPI30
		if i >= len(old) {
			dialect = schema.JSONSchema202012
		}
		s := manyWays(t, dialect, parts, "{type: string}")
		for _, value := range []any{jsonvalue.Number("5"), jsonvalue.Array{jsonvalue.Number("5")}, &jsonvalue.Object{}, o} {
			v := schema.Validation{Side: schema.Response}
			v.Validate(s, value)
			assert.NotEmpty(t, v.Found, parts)
			assert.LessOrEqual(t, len(v.Found), 3*depth, parts)
			for range v.Undeclared(s, value) {
			}
			v.Applicable([]*schema.Schema{s}, value, func(schema.Branch) {})
		}
	}
}

// TestManyWaysToRead checks the same as [TestManyWaysToOneSchema], for the methods that help to
// read messages.
func TestManyWaysToRead(t *testing.T) {
	t.Parallel()
	s := manyWays(t, schema.JSONSchema202012, `allOf: [{$ref: "%[1]s"}, {$ref: "%[1]s", minLength: 1}]`, "{type: [string, array]}")
	assert.Equal(t, schema.Strings|schema.Arrays, s.Kinds())
	assert.Nil(t, s.Property("a"))
	assert.Nil(t, s.Item())
	parts := 0
	s.EachPart(func(*schema.Schema) { parts++ })
	assert.Equal(t, 2*depth+1, parts)
}

// TestSlowPatternsAreGivenUp checks that the time of a pattern that backtracks is limited for all
// strings together. If it were limited only for each string, the test would take hours.
func TestSlowPatternsAreGivenUp(t *testing.T) {
	t.Parallel()
	s := compile(t, `{type: array, items: {type: string, pattern: "^(?=a)(a+)+$"}}`)
	values := make(jsonvalue.Array, 10_000)
	for i := range values {
		values[i] = strings.Repeat("a", 40) + "!"
	}
	assert.Empty(t, schema.Validate(s, values, schema.Response))
	assert.Len(t, schema.Validate(compile(t, `{type: string, pattern: "^(?=a)(a+)+$"}`), "b", schema.Response), 1)
}

// If there are very many mismatches, a Validation keeps a few and counts all.
func TestVeryManyMismatches(t *testing.T) {
	t.Parallel()
	const n = 20_000
	var ones, names strings.Builder
	for i := range n {
		fmt.Fprintf(&ones, ",%d", i)
		fmt.Fprintf(&names, `,"n%d":1`, i)
	}
	items, members := "["+ones.String()[1:]+"]", "{"+names.String()[1:]+"}"
	for name, tt := range map[string]struct {
		schema, value string
		kept, total   int
	}{
		"items":               {`{items: {type: string}}`, items, 100, n},
		"items, two keywords": {`{items: {maximum: -1, multipleOf: 0.7}}`, items, 200, n + n*6/7},
		"properties":          {`{additionalProperties: {type: string}}`, members, 1001, n},
		"no properties":       {`{additionalProperties: false}`, members, 1001, n},
		"in a branch":         {`{oneOf: [{items: {type: string}}]}`, items, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := schema.Validation{Side: schema.Response}
			v.Validate(compile(t, tt.schema), decode(t, tt.value))
			assert.Len(t, v.Found, tt.kept)
			assert.Equal(t, tt.kept == tt.total, v.Complete())
			total := 0
			for _, m := range v.Found {
				total += 1 + m.More
			}
			assert.InDelta(t, tt.total, total, 1)
			e := v.Found[0].Explain(func(*schema.Schema, string, string) bool { return false })
			if name == "in a branch" {
				assert.Contains(t, e.Actual, fmt.Sprintf("and %d more", n-1), "also where most are not kept")
			}
		})
	}
}
