package contract_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// A reference from a component that leads to nothing is a warning. The claims of the document treat
// its target as a schema that accepts everything.
func TestReferencesToNothingStopNothing(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("a.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths: {}
components:
  schemas: {a: {type: object, properties: {b: {$ref: '#/no'}}, additionalProperties: {$ref: '#/no'}, allOf: [{$ref: '#/no'}]}, c: {$ref: '#/no'}}
  parameters: {a: {name: a, in: query, schema: {$ref: '#/no'}}, b: {$ref: '#/no'}}
  responses: {a: {description: a, content: {a/b: {schema: {$ref: '#/no'}}}, headers: {h: {$ref: '#/no'}}}, b: {$ref: '#/no'}}
  requestBodies: {a: {$ref: '#/no'}}
  headers: {a: {$ref: '#/no'}}
  securitySchemes: {a: {$ref: '#/no'}}
`))
	require.NoError(t, err)
	assert.Len(t, c.Warnings(), 12)
	c.Claims()
	assert.Empty(t, c.Unchecked())
	assert.Empty(t, c.Operations())
}
