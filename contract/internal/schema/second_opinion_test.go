package schema_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// TestSecondOpinion checks that this package and another one say the same about generated schemas
// and values.
func TestSecondOpinion(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSchema(t, 3)
		value := drawValue(t, 3)
		text, err := json.Marshal(map[string]any{
			"openapi": "3.1.0", "info": map[string]any{"title": "S", "version": "1"}, "paths": map[string]any{},
			"components": map[string]any{"schemas": map[string]any{"S": s, "T": drawSchema(t, 1)}},
		})
		require.NoError(t, err)
		doc, err := document.Parse("s.json", text)
		require.NoError(t, err)
		encoded, err := json.Marshal(value)
		require.NoError(t, err)
		ours, err := jsonvalue.Decode(encoded, nil)
		require.NoError(t, err)
		accepts := schema.NewCompiler(doc).Schema(doc.Find("/components/schemas/S")).Accepts(ours)

		whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		compiler := jsonschema.NewCompiler()
		require.NoError(t, compiler.AddResource("s.json", whole))
		other, err := compiler.Compile("s.json#/components/schemas/S")
		require.NoError(t, err)
		theirs, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
		require.NoError(t, err)
		require.Equal(t, other.Validate(theirs) == nil, accepts, "%s\n%s\n%v", text, encoded, other.Validate(theirs))
	})
}

var drawnNames = rapid.SampledFrom([]string{"a", "b", "c", "ab"})

// drawValue draws a JSON value of some depth.
func drawValue(t *rapid.T, depth int) any {
	kind := rapid.IntRange(0, 9).Draw(t, "kind")
	if depth == 0 {
		kind %= 4
	}
	switch kind {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.IntRange(-1, 3).Draw(t, "number")
	case 3:
		return drawnNames.Draw(t, "string")
	case 4, 5, 6:
		items := make([]any, rapid.IntRange(0, 3).Draw(t, "items"))
		for i := range items {
			items[i] = drawValue(t, depth-1)
		}
		return items
	default:
		o := map[string]any{}
		for _, name := range rapid.SliceOfN(drawnNames, 0, 4).Draw(t, "names") {
			o[name] = drawValue(t, depth-1)
		}
		return o
	}
}

// themes are groups of keywords that have to do with each other. A schema with keywords of one
// theme tests more than a schema with random keywords.
var themes = [][]string{
	nil,
	{"prefixItems", "items", "contains", "minContains", "maxContains", "unevaluatedItems", "allOf", "anyOf", "if", "then", "else", "$ref"},
	{"properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "allOf", "oneOf", "dependentSchemas", "if", "else", "$ref"},
}

// drawSchema draws a schema of some depth. It refers only to T, which is less deep.
func drawSchema(t *rapid.T, depth int) any {
	if rapid.IntRange(0, 9).Draw(t, "bool") == 0 {
		return rapid.Bool().Draw(t, "schema")
	}
	s := map[string]any{}
	one := func() any { return drawSchema(t, depth-1) }
	many := func() any {
		all := make([]any, rapid.IntRange(1, 3).Draw(t, "branches"))
		for i := range all {
			all[i] = one()
		}
		return all
	}
	named := func() any {
		all := map[string]any{}
		for _, name := range rapid.SliceOfN(drawnNames, 1, 3).Draw(t, "properties") {
			all[name] = one()
		}
		return all
	}
	count := func() any { return rapid.IntRange(0, 3).Draw(t, "count") }
	makers := map[string]func() any{
		"type": func() any {
			return rapid.SampledFrom([]any{"string", "object", "array", "integer", []any{"null", "boolean", "object"}}).Draw(t, "type")
		},
		"const":   func() any { return drawValue(t, 1) },
		"enum":    func() any { return []any{drawValue(t, 1), drawValue(t, 1)} },
		"minimum": count, "exclusiveMaximum": count, "maxLength": count, "minItems": count, "maxProperties": count, "minContains": count, "maxContains": count,
		"required":    func() any { return []any{drawnNames.Draw(t, "name")} },
		"pattern":     func() any { return rapid.SampledFrom([]string{"^a", "b$", "^.?$"}).Draw(t, "pattern") },
		"uniqueItems": func() any { return true },
		"dependentRequired": func() any {
			return map[string]any{drawnNames.Draw(t, "name"): []any{drawnNames.Draw(t, "name")}}
		},
	}
	if depth > 0 {
		for _, keyword := range []string{
			"not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
		} {
			makers[keyword] = one
		}
		for _, keyword := range []string{"allOf", "anyOf", "oneOf", "prefixItems"} {
			makers[keyword] = many
		}
		for _, keyword := range []string{"properties", "dependentSchemas"} {
			makers[keyword] = named
		}
		makers["patternProperties"] = func() any { return map[string]any{rapid.SampledFrom([]string{"^a", "b$"}).Draw(t, "pattern"): one()} }
	}
	if depth > 1 {
		makers["$ref"] = func() any { return "#/components/schemas/T" }
	}
	keywords := make([]string, 0, len(makers))
	for keyword := range makers {
		keywords = append(keywords, keyword)
	}
	slices.Sort(keywords)
	theme := rapid.SampledFrom(themes).Draw(t, "theme")
	keywords = slices.DeleteFunc(keywords, func(keyword string) bool { return theme != nil && !slices.Contains(theme, keyword) })
	if len(keywords) == 0 {
		return s
	}
	for _, keyword := range rapid.SliceOfNDistinct(rapid.SampledFrom(keywords), 1, 5, rapid.ID[string]).Draw(t, "keywords") {
		s[keyword] = makers[keyword]()
	}
	return s
}
