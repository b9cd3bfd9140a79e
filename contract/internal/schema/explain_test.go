package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// animals has schemas with a discriminator, and alternatives that overlap.
const animals = `openapi: 3.0.3
info: {title: A, version: "1"}
paths: {}
components:
  schemas:
    Animal:
      oneOf: [{$ref: "#/components/schemas/Nothing"}, {$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
      discriminator: {propertyName: kind}
    Pet:
      oneOf: [{$ref: "#/components/schemas/Nothing"}, {$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
    Nothing: {type: object, additionalProperties: false}
    Cat: {type: object, required: [lives, name], properties: {kind: {type: string}}}
    Dog: {type: object, required: [tail, name, bone], properties: {kind: {type: string}}}
    Both: {oneOf: [{$ref: "#/components/schemas/Any"}, {type: object}, {type: string}]}
    Any: {type: object}
    Blank: {type: object, additionalProperties: false, properties: {"": {type: string}}}
`

func explained(t *testing.T, name, text string, hidden schema.Hidden) string {
	t.Helper()
	doc, err := document.Load("a.yaml", []byte(animals), nil)
	require.NoError(t, err)
	s := schema.NewCompiler(doc).Schema(doc.Find("/components/schemas/" + name))
	found := schema.Validate(s, decode(t, text), schema.Response)
	require.Len(t, found, 1)
	e := found[0].Explain(hidden)
	return e.Expected + " | " + e.Actual
}

func shown(*schema.Schema, string, string) bool { return false }

func TestExplainBranches(t *testing.T) {
	t.Parallel()
	const one = "a value that exactly one of 3 alternatives accepts | an object of "
	for name, tt := range map[string]struct {
		schema, value string
		hidden        schema.Hidden
		want          string
	}{
		"the empty object explains nothing": {"Pet", `{"x": 1}`, shown, one + "1 property; the closest expects the property lives, got none and 1 more (a.yaml:12:25)"},
		"the value that chooses":            {"Animal", `{"kind": "Dog"}`, shown, one + `1 property whose property kind is the string "Dog"; the closest expects the property tail, got none and 2 more (a.yaml:13:25)`},
		"a value that chooses none":         {"Animal", `{"kind": "cow"}`, shown, one + `1 property whose property kind is the string "cow", which chooses none; the closest expects the property lives, got none and 1 more (a.yaml:12:25)`},
		"no value that chooses":             {"Animal", `{"x": 1}`, shown, one + "1 property without the property kind of the discriminator; the closest expects the property lives, got none and 1 more (a.yaml:12:25)"},
		"a value that is hidden":            {"Animal", `{"kind": "cow"}`, func(*schema.Schema, string, string) bool { return true }, one + `1 property whose property kind is a string of 3 bytes that is not shown, which chooses none; the closest expects the property lives, got none and 1 more (a.yaml:12:25)`},
		"several accept it":                 {"Both", `{"x": 1}`, shown, one + "1 property, which Any and alternative 2 accept"},
		"an empty name":                     {"Blank", `{"x": 1}`, shown, `no property but "" | another property`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, explained(t, tt.schema, tt.value, tt.hidden))
		})
	}
}

// If there are many names, a message shows the first names and the most similar name.
func TestExplainNamesTheNearest(t *testing.T) {
	t.Parallel()
	names := make([]string, 60)
	for i := range names {
		names[i] = fmt.Sprintf("name%02d", i)
	}
	closed := "{additionalProperties: false, properties: {" + strings.Join(names, ": {}, ") + ": {}, colour: {}}}"
	found := schema.Validate(compile(t, closed), decode(t, `{"color": 1}`), schema.Response)
	require.Len(t, found, 1)
	assert.Equal(t, "no property but colour, name00, name01, name02, name03, name04, name05, name06, name07, name08, name09, name10, ... (61 in all; the nearest is colour)",
		found[0].Explain(shown).Expected)

	enum := compile(t, "{type: string, enum: ["+strings.Join(names, ", ")+", colour]}")
	found = schema.Validate(enum, "colours", schema.Response)
	assert.Contains(t, found[0].Explain(shown).Expected, `, "name11", ... (61 in all; the nearest is "colour")`)
	hidden := func(*schema.Schema, string, string) bool { return true }
	assert.NotContains(t, found[0].Explain(hidden).Expected, "nearest", "the nearest would tell what is hidden")
}

// A message shows the values of an enum as people write them in JSON.
func TestExplainWritesConstantsAsPeopleDo(t *testing.T) {
	t.Parallel()
	doc, err := document.Load("a.yaml", []byte(`openapi: 3.1.0
info: {title: A, version: "1"}
components:
  schemas:
    Sign: {enum: ["<", "a&b>", "\u2028", {"<": 1}]}
    Const: {const: "<&>"}
`), nil)
	require.NoError(t, err)
	for name, want := range map[string]string{"Sign": "one of \"<\", \"a&b>\", \"\u2028\", {\"<\":1}", "Const": `"<&>"`} {
		s := schema.NewCompiler(doc).Schema(doc.Find("/components/schemas/" + name))
		found := schema.Validate(s, decode(t, `"x"`), schema.Response)
		require.Len(t, found, 1)
		assert.Equal(t, want, found[0].Explain(shown).Expected)
	}
}
