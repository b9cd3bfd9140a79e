package document_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// A $ref is relative to the nearest $id. An anchor names a schema in its own resource.
func TestResources(t *testing.T) {
	t.Parallel()
	d := parse(t, `
openapi: 3.1.0
info: {title: a, version: '1'}
components:
  schemas:
    plain: {$anchor: here, $ref: "https://example.com/b/tree#node"}
    tree:
      $id: https://example.com/b/tree
      $ref: "leaf"
      properties: {own: {$ref: "#/$defs/here"}, anchored: {$ref: "#here"}, dynamic: {$dynamicRef: "#node"}}
      $defs:
        here: {$anchor: here, $dynamicAnchor: node}
        leaf: {$id: leaf, properties: {back: {$ref: tree}, no: {$ref: "#here"}}}
    outside: {$ref: "#here"}
    late: {$ref: "other#/type"}
x-late: {$id: "https://example.com/late"}
`)
	require.NoError(t, d.Validate())
	at := d.Find("/components/schemas").At
	assert.Same(t, at("tree", "$defs", "here"), at("plain").Target())
	assert.Same(t, at("tree", "$defs", "leaf"), at("tree").Target())
	assert.Same(t, at("tree", "$defs", "here"), at("tree", "properties", "own").Target())
	assert.Same(t, at("tree", "$defs", "here"), at("tree", "properties", "anchored").Target())
	assert.Same(t, at("tree").Target(), at("tree", "$defs", "leaf", "properties", "back").Target())
	assert.Nil(t, at("tree", "$defs", "leaf", "properties", "no").Target())
	assert.Same(t, at("plain").Target(), at("outside").Target())

	assert.Same(t, d.Root(), at("plain").Resource())
	assert.Same(t, at("tree"), at("tree", "properties", "dynamic").Resource())
	assert.Same(t, at("tree", "$defs", "here"), at("tree", "properties").DynamicAnchors()["node"])
	assert.NotContains(t, at("tree", "$defs", "leaf").DynamicAnchors(), "node")
	assert.NotContains(t, at("plain").DynamicAnchors(), "node")
}

// If the root of a file has an $id, the file's references lead to the files beside it. If a schema
// within a file has an $id, its references to files are relative to the $id.
func TestIDsAndFiles(t *testing.T) {
	t.Parallel()
	reader := &texts{files: map[string]string{
		"schemas/pet.yaml":      "$id: https://pets.example/schemas/pet.json\nproperties: {kind: {$ref: kind.yaml}, other: {$ref: 'https://pets.example/schemas/inner.json'}}\n$defs: {inner: {$id: inner.json, type: object}}\n",
		"schemas/kind.yaml":     "type: string\n",
		"other/moved/size.yaml": "type: integer\n",
	}}
	d, err := document.Load("openapi.yaml", []byte(`openapi: 3.1.0
info: {title: a, version: "1"}
components:
  schemas:
    a: {$ref: schemas/pet.yaml}
    b: {$id: other/moved/, properties: {size: {$ref: size.yaml}}}
`), reader)
	require.NoError(t, err)
	require.Empty(t, d.Flaws())
	for pointer, want := range map[string]string{
		"schemas/pet.yaml#/properties/kind":     "schemas/kind.yaml#",
		"schemas/pet.yaml#/properties/other":    "schemas/pet.yaml#/$defs/inner",
		"/components/schemas/b/properties/size": "other/moved/size.yaml#",
	} {
		target := d.Find(pointer).Target()
		require.NotNil(t, target, pointer)
		assert.Equal(t, want, target.Pointer(), pointer)
	}
}
