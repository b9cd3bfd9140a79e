package document_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A $ref is relative to the nearest $id. Anchors are names in the resource that they are in.
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
	assert.Same(t, at("tree", "$defs", "here"), at("tree", "properties").DynamicAnchor("node"))
	assert.Nil(t, at("tree", "$defs", "leaf").DynamicAnchor("node"))
	assert.Nil(t, at("plain").DynamicAnchor("node"))
}
