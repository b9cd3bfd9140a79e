package grammar_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document/grammar"
)

func ExampleOf() {
	g := grammar.Of(grammar.V31)
	fmt.Println(g.Field(grammar.Operation, "parameters").Value.Item.Object)
	fmt.Println(g.Field(grammar.Schema, "nullable") == nil)
	// Output:
	// Parameter Object
	// true
}

// The names after each object are fields that only some versions have.
func TestFieldsOfSomeVersions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		object      grammar.Object
		first, last grammar.Version
		names       []string
	}{
		{grammar.OpenAPI, grammar.V31, grammar.V32, []string{"webhooks", "jsonSchemaDialect"}},
		{grammar.OpenAPI, grammar.V32, grammar.V32, []string{"$self"}},
		{grammar.PathItem, grammar.V32, grammar.V32, []string{"query", "additionalOperations"}},
		{grammar.MediaType, grammar.V32, grammar.V32, []string{"itemSchema", "itemEncoding", "prefixEncoding"}},
		{grammar.Schema, grammar.V30, grammar.V30, []string{"nullable"}},
		{grammar.Schema, grammar.V31, grammar.V32, []string{"const", "$id", "if", "prefixItems", "unevaluatedProperties"}},
		{grammar.Discriminator, grammar.V32, grammar.V32, []string{"defaultMapping"}},
		{grammar.Components, grammar.V31, grammar.V32, []string{"pathItems"}},
		{grammar.Components, grammar.V32, grammar.V32, []string{"mediaTypes"}},
		{grammar.Operation, grammar.V30, grammar.V32, []string{"responses", "parameters", "callbacks"}},
	} {
		for v := grammar.V30; v <= grammar.Newest; v++ {
			for _, name := range tt.names {
				assert.Equal(t, v >= tt.first && v <= tt.last, grammar.Of(v).Field(tt.object, name) != nil, "%s of %s in %s", name, tt.object, v)
			}
		}
	}
}

func TestNamesThatAreNotFields(t *testing.T) {
	t.Parallel()
	g := grammar.Of(grammar.V30)
	for _, status := range []string{"200", "5XX", "default"} {
		assert.NotNil(t, g.Entry(grammar.Responses, status), status)
	}
	for _, status := range []string{"20", "2000", "600", "2xx", "XXX", "a", ""} {
		assert.Nil(t, g.Entry(grammar.Responses, status), status)
	}
	assert.NotNil(t, g.Entry(grammar.Paths, "/a"))
	assert.Nil(t, g.Entry(grammar.Paths, "a"))
	assert.Nil(t, g.Entry(grammar.Callback, "x-a"))
	assert.Nil(t, g.Entry(grammar.Operation, "a"))
}
