package contract_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// TestUncheckedBodiesAreListed checks that a body that can't be checked against its schema is
// listed once, and that a body whose schema only asks for a string is not listed.
func TestUncheckedBodiesAreListed(t *testing.T) {
	c, err := contract.Parse("bodies.yaml", []byte(`
openapi: 3.0.3
info: {title: Bodies, version: "1"}
components:
  requestBodies:
    Body:
      content:
        application/json: {schema: {type: object}}
        text/plain: {schema: {type: integer}}
        text/csv: {schema: {type: string}}
        image/png: {schema: {type: string, format: binary}}
        text/event-stream: {}
        text/xml: {schema: {type: object}}
        "application/*": {schema: {type: object}}
        multipart/form-data:
          schema: {type: object, properties: {logo: {type: string, format: binary}}}
          encoding: {logo: {contentType: image/png, headers: {X-Width: {schema: {type: integer}}}}}
paths:
  /a: {post: {requestBody: &body {$ref: "#/components/requestBodies/Body"}, responses: {"204": {description: Nothing.}}}}
  /b: {post: {requestBody: *body, responses: {"204": {description: Nothing.}}}}
`))
	require.NoError(t, err)
	unchecked := c.Unchecked()
	var lines []string
	for _, u := range unchecked {
		lines = append(lines, u.Document.String()+" "+u.What)
	}
	assert.Equal(t, []string{
		"bodies.yaml:13:9 bodies of the type text/xml are not checked against their schema; only JSON, YAML, forms and plain text are",
		`bodies.yaml:17:29 the content type of the part "logo" is not checked`,
		`bodies.yaml:17:53 the headers of the part "logo" are not checked`,
	}, lines)
}
