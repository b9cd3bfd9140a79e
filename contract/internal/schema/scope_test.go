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

// TestDynamicReferences checks two uses of $dynamicRef. One is a generic list: each user of the
// list sets the schema of its items. The other is a tree: the schema that extends it forbids
// further properties at all levels.
func TestDynamicReferences(t *testing.T) {
	t.Parallel()
	doc, err := document.Parse("s.yaml", []byte(`
openapi: 3.1.0
info: {title: S, version: "1"}
paths: {}
components:
  schemas:
    Page:
      $id: https://example.com/page
      type: object
      properties:
        items: {type: array, items: {$dynamicRef: "#item"}}
      $defs:
        any: {$dynamicAnchor: item, not: {}}
    Names:
      $id: https://example.com/names
      $defs: {item: {$dynamicAnchor: item, type: string}}
      $ref: page
    Numbers:
      $id: https://example.com/numbers
      $defs: {item: {$dynamicAnchor: item, type: number}}
      $ref: page
    Tree:
      $id: https://example.com/tree
      $dynamicAnchor: node
      type: object
      properties: {children: {type: array, items: {$dynamicRef: "#node"}}}
    Closed:
      $id: https://example.com/closed
      $dynamicAnchor: node
      $ref: tree
      unevaluatedProperties: false
    Plain: {type: object, properties: {a: {$ref: "https://example.com/names"}}}
`))
	require.NoError(t, err)
	compiler := schema.NewCompiler(doc)
	for _, test := range []struct {
		schema, value string
		want          []string
	}{
		{"Plain", `{"a": {"items": [1]}}`, []string{"type /a/items/0"}},
		{"Names", `{"items": ["a", 1]}`, []string{"type /items/1"}},
		{"Numbers", `{"items": ["a", 1]}`, []string{"type /items/0"}},
		{"Page", `{"items": [1]}`, []string{"not /items/0"}},
		{"Tree", `{"a": 1, "children": [{"b": 1}]}`, nil},
		{"Closed", `{"children": [{"children": [{"b": 1}]}]}`, []string{"unevaluatedProperties /children/0/children/0/b"}},
	} {
		s := compiler.Schema(doc.Find("/components/schemas/" + test.schema))
		var got []string
		for _, m := range schema.Validate(s, decode(t, test.value), schema.Response) {
			got = append(got, m.Keyword+" "+m.At)
		}
		assert.Equal(t, test.want, got, test.schema)
	}
	assert.Empty(t, compiler.Unchecked)
}

// TestReferencesThatLeadNowhere checks that such references are listed, and that their schemas
// accept everything.
func TestReferencesThatLeadNowhere(t *testing.T) {
	t.Parallel()
	for text, what := range map[string]string{
		`{properties: {a: {$ref: "#/nowhere"}}}`:                           `the schema is not checked, because its reference "#/nowhere" leads to no schema; correct it`,
		`{properties: {a: {$ref: "#/nowhere", minLength: 1}}}`:             `the $ref "#/nowhere" is not checked, because it leads to no schema; correct it`,
		`{properties: {a: {$dynamicRef: "#nowhere"}}}`:                     `the schema is not checked, because its reference "#nowhere" leads to no schema; correct it`,
		`{properties: {a: {$ref: "#/components/schemas/S/properties/a"}}}`: `the schema is not checked, because its reference "#/components/schemas/S/properties/a" leads to no schema; correct it`,
	} {
		s, compiler := in31(t, text)
		require.NotEmpty(t, compiler.Unchecked, text)
		assert.Equal(t, what, compiler.Unchecked[0].What)
		assert.True(t, s.Accepts(decode(t, `{"a": "b"}`)), text)
	}
}

// TestSchemasWithoutDynamicReferencesAreCompiledOnce checks that only schemas that lead to a
// $dynamicRef are compiled anew for each of its meanings.
func TestSchemasWithoutDynamicReferencesAreCompiledOnce(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\ninfo: {title: S, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n")
	b.WriteString("    Page: {$id: 'https://example.com/page', type: array, items: {$dynamicRef: '#item'}, $defs: {any: {$dynamicAnchor: item}}}\n")
	b.WriteString("    Big: {$id: 'https://example.com/big', properties: {a: {properties: {b: {properties: {c: {type: string}}}}}}}\n")
	const pages = 50
	for i := range pages {
		fmt.Fprintf(&b, "    P%d: {$id: 'https://example.com/%d', $ref: page, $defs: {item: {$dynamicAnchor: item, type: [object, array], $ref: big}}}\n", i, i)
	}
	doc, err := document.Parse("s.yaml", []byte(b.String()))
	require.NoError(t, err)
	compiler := schema.NewCompiler(doc)
	for i := range pages {
		s := compiler.Schema(doc.Find(fmt.Sprintf("/components/schemas/P%d", i)))
		assert.False(t, s.Accepts(decode(t, `[{"a": {"b": {"c": 1}}}]`)))
	}
	assert.Empty(t, compiler.Unchecked)
	assert.Less(t, len(compiler.Compiled()), 4*pages)
}

// TestManyDynamicScopes checks that the work is limited if resources can be combined to very many
// scopes. If the work weren't limited, the test would not end.
func TestManyDynamicScopes(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\ninfo: {title: S, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n")
	const resources = 12
	for i := range resources {
		fmt.Fprintf(&b, "    R%d:\n      $id: https://example.com/r%d\n      $defs: {", i, i)
		for j := range 3 {
			fmt.Fprintf(&b, "d%d: {$dynamicAnchor: a%d, title: '%d'}, ", j, (i+j)%resources, i)
		}
		fmt.Fprintf(&b, "}\n      allOf: [{$dynamicRef: '#a%d'}", i)
		for j := range resources {
			fmt.Fprintf(&b, ", {$ref: r%d}", j)
		}
		b.WriteString("]\n")
	}
	doc, err := document.Parse("s.yaml", []byte(b.String()))
	require.NoError(t, err)
	compiler := schema.NewCompiler(doc)
	assert.True(t, compiler.Schema(doc.Find("/components/schemas/R0")).Accepts(decode(t, `1`)))
	require.NotEmpty(t, compiler.Unchecked)
	assert.Contains(t, compiler.Unchecked[0].What, "$dynamicRef has more than 200 meanings")
}
