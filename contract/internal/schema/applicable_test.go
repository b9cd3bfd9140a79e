package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// compile returns a schema written in YAML, which may refer to itself as "#/S".
func compile(t *testing.T, text string) *schema.Schema {
	t.Helper()
	doc, err := document.Parse("s.yaml", []byte("S: "+text))
	require.NoError(t, err)
	return schema.NewCompiler(doc).Schema(doc.Find("/S"))
}

func decode(t *testing.T, text string) any {
	t.Helper()
	value, err := jsonvalue.Decode([]byte(text), nil)
	require.NoError(t, err)
	return value
}

func TestApplicable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schema, value string
		pointers      []string
		branches      []string
	}{
		"alone":            {`{type: string}`, `"a"`, []string{"/S"}, nil},
		"all of allOf":     {`{allOf: [{type: string}, {minLength: 1}]}`, `"a"`, []string{"/S", "/S/allOf/0", "/S/allOf/1"}, nil},
		"those of anyOf":   {`{anyOf: [{type: string}, {type: integer}, {}]}`, `1`, []string{"/S", "/S/anyOf/1", "/S/anyOf/2"}, []string{"anyOf 1", "anyOf 2"}},
		"the one of oneOf": {`{oneOf: [{type: string}, {type: integer}]}`, `1`, []string{"/S", "/S/oneOf/1"}, []string{"oneOf 1"}},
		"none of too many": {`{oneOf: [{}, {}]}`, `1`, []string{"/S"}, nil},
		"none that match":  {`{anyOf: [{type: string}, {type: boolean}]}`, `1`, []string{"/S"}, nil},
		"a loop ends":      {`{allOf: [{$ref: "#/S"}, {type: integer}]}`, `1`, []string{"/S", "/S/allOf/1"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var branches, pointers []string
			v := schema.Validation{}
			for _, s := range v.Applicable([]*schema.Schema{compile(t, test.schema)}, decode(t, test.value), func(b schema.Branch) {
				branches = append(branches, b.Keyword+" "+string(rune('0'+b.Index)))
			}) {
				pointers = append(pointers, s.Node.Pointer())
			}
			assert.Equal(t, test.pointers, pointers)
			assert.Equal(t, test.branches, branches)
		})
	}
}

func TestKindsPropertiesAndItemsThroughCompositions(t *testing.T) {
	t.Parallel()
	s := compile(t, `{allOf: [{type: object, properties: {a: {type: string}}}, {oneOf: [{properties: {b: {type: integer}}}]}]}`)
	assert.Equal(t, schema.Objects, s.Kinds())
	assert.Equal(t, schema.Strings, s.Property("a").Types)
	assert.Equal(t, schema.Integers, s.Property("b").Types)
	assert.Nil(t, s.Property("c"))
	list := compile(t, `{anyOf: [{type: string}, {type: array, items: {type: boolean}}]}`)
	assert.Equal(t, schema.Strings|schema.Arrays, list.Kinds())
	assert.Equal(t, schema.Booleans, list.Item().Types)
	assert.True(t, list.Accepts("a"))
	assert.False(t, list.Accepts(jsonvalue.Number("1")))
}

// TestLongEnumerationsAreCut checks that a message lists only some values of a long enum, and their
// number.
func TestLongEnumerationsAreCut(t *testing.T) {
	t.Parallel()
	found := schema.Validate(compile(t, "{type: string, enum: ["+strings.Repeat("aaaaaaaaaa, ", 400)+"b]}"), "c", schema.Response)
	require.Len(t, found, 1)
	expected := found[0].Explain(func(*schema.Schema, string, string) bool { return false }).Expected
	assert.Less(t, len(expected), 250)
	assert.Contains(t, expected, "(401 in all)")
}

// TestApplicableLooksAtEachValueAnew checks that the results for one string are not used for the
// next.
func TestApplicableLooksAtEachValueAnew(t *testing.T) {
	t.Parallel()
	s := compile(t, `{oneOf: [{allOf: [{type: string, maxLength: 1}]}, {allOf: [{type: string, minLength: 2}]}]}`)
	v := schema.Validation{}
	for value, want := range map[string]int{"a": 0, "bb": 1, "c": 0, "dd": 1} {
		v.Applicable([]*schema.Schema{s}, value, func(b schema.Branch) { assert.Equal(t, want, b.Index, value) })
	}
}
