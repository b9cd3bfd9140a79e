package change

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// pairs returns thirty schemas each of which names the next one twice, at the given place.
func pairs(at string) string {
	const n = 30
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "d%d: {properties: {a: {$ref: '%s/d%d'}, b: {$ref: '%s/d%d'}}},\n", i, at, i+1, at, i+1)
	}
	return fmt.Sprintf("{%sd%d: {type: string}}", b.String(), n)
}

// Schemas at places that OpenAPI doesn't define are not read for every way to them. In each of
// these documents, there would be a billion ways.
func TestReferencesToUnusualPlacesAreBounded(t *testing.T) {
	t.Parallel()
	for name, rest := range map[string]string{
		"beside a reference":      "components: {schemas: {S: {$ref: '#/components/schemas/S/$defs/d0', $defs: " + pairs("#/components/schemas/S/$defs") + "}}}",
		"an extension":            "components: {schemas: {S: {$ref: '#/x-all/d0'}}}, x-all: " + pairs("#/x-all"),
		"in a schema":             "components: {schemas: {S: {$ref: '#/components/schemas/T/x-all/d0'}, T: {x-all: " + pairs("#/components/schemas/T/x-all") + "}}}",
		"an unknown field":        "components: {schemas: {S: {$ref: '#/components/schemas/T/definitions/d0'}, T: {definitions: " + pairs("#/components/schemas/T/definitions") + "}}}",
		"objects with each other": "components: {schemas: {S: {$ref: '#/x-all/d0'}}}, x-all: " + mutual(14, "#/x-all"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := "{openapi: 3.1.0, info: {title: A, version: '1'}, paths: {/a: {get: {responses: {'200': {description: A, content: " +
				"{application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}}}, " + rest + "}"
			old, err := Parse("a.yaml", []byte(text))
			require.NoError(t, err)
			require.Len(t, old.Unread(), 1)
			assert.Regexp(t, `the whole document: what the reference at a\.yaml:\d+:\d+ leads to is read too often for the rules; move it to components`, old.Unread()[0].What)
			revised, err := Parse("b.yaml", []byte(strings.Replace(text, "type: string", "type: integer", 1)))
			require.NoError(t, err)
			changes, err := Compare(old, revised)
			require.NoError(t, err)
			assert.NotEmpty(t, changes)
		})
	}
}

// The schemas in an object are walked for each reference to it.
func TestManyReferencesToLargeSchemasAreBounded(t *testing.T) {
	t.Parallel()
	of := func(n int) string {
		return "{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {}, components: {schemas: " + mutual(n, "#/components/schemas") + "}}"
	}
	for n, unread := range map[int]int{50: 0, 200: 1} {
		d, err := Parse("a.yaml", []byte(of(n)))
		require.NoError(t, err)
		assert.Len(t, d.Unread(), unread, n)
	}
}

// mutual returns schemas each of which names all of them, at the given place.
func mutual(n int, at string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "d%d: {type: string, properties: {", i)
		for j := range n {
			fmt.Fprintf(&b, "p%d: {$ref: '%s/d%d'}, ", j, at, j)
		}
		b.WriteString("}},\n")
	}
	return "{" + b.String() + "}"
}

// What kin-openapi reads once is only walked again, however often it is named.
func TestReferencesToUsualPlacesAreLittleWork(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ rest, at string }{
		"components": {"components: {schemas: ALL}", "#/components/schemas"},
		"properties": {"components: {schemas: {T: {properties: ALL}}}", "#/components/schemas/T/properties"},
		"$defs":      {"components: {schemas: {T: {$defs: ALL}}}", "#/components/schemas/T/$defs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := document.Parse("a.yaml", []byte("{openapi: 3.1.0, info: {title: A, version: '1'}, "+strings.Replace(tt.rest, "ALL", pairs(tt.at), 1)+"}"))
			require.NoError(t, err)
			w := newReferenceWork(doc)
			w.count(doc)
			assert.Greater(t, w.left, maxReferenceWork-100)
		})
	}
}

// References in a row are followed again for each of them. With fields beside them, they can't be
// written as one reference.
func TestLongRowsOfReferencesAreNotRead(t *testing.T) {
	t.Parallel()
	schemas := make([]string, 0, maxChain+3)
	for i := range maxChain + 2 {
		schemas = append(schemas, fmt.Sprintf("S%d: {$ref: '#/components/schemas/S%d', minLength: %d}", i, i+1, i))
	}
	d := withSchemasOf(t, "3.1.0", "a.yaml", append(schemas, fmt.Sprintf("S%d: {type: string}", len(schemas))))
	require.Len(t, d.Unread(), 1)
	assert.Equal(t, "the whole document: more than 100 references in a row take the rules too long; shorten the row", d.Unread()[0].What)
}
