package contract_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// TestUncheckedBodiesAreListed checks that Unchecked lists a body once if the body can't be checked
// against its schema. It doesn't list a body whose schema only demands a string.
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

// TestUncheckedCredentials checks that Unchecked lists a security scheme once if no exchange shows
// its credential. No request may have a finding because of such a scheme. Since OpenAPI 3.2, a
// security requirement may name a scheme by its URI.
func TestUncheckedCredentials(t *testing.T) {
	for version, want := range map[string]struct {
		unchecked []string
		rules     []string
	}{
		"3.0.3": {[]string{
			`credentials.yaml:4:13 the security scheme "certificate" is not checked: an exchange does not show client certificates`,
			`credentials.yaml:13:32 the security scheme "missing" is not checked: the document does not define it`,
			`credentials.yaml:14:28 the security scheme "odd" is not checked: there is no type "telepathy"`,
			`credentials.yaml:15:28 the security scheme "#/x-schemes/key" is not checked: the document does not define it`,
		}, nil},
		"3.2.0": {[]string{
			`credentials.yaml:4:13 the security scheme "certificate" is not checked: an exchange does not show client certificates`,
			`credentials.yaml:13:32 the security scheme "missing" is not checked: the document does not define it`,
			`credentials.yaml:14:28 the security scheme "odd" is not checked: there is no type "telepathy"`,
		}, []string{"GET /uri request.security at query key"}},
	} {
		c, err := contract.Parse("credentials.yaml", []byte(`
openapi: `+version+`
info: {title: Credentials, version: "1"}
security: [{certificate: []}]
components:
  securitySchemes:
    certificate: {type: mutualTLS}
    odd: {type: telepathy}
x-schemes: {key: {type: apiKey, in: query, name: key}}
paths:
  /certificate: {get: {responses: {"200": {description: Yes.}}}}
  /both: {get: {responses: {"200": {description: Yes.}}}}
  /missing: {get: {security: [{missing: []}], responses: {"200": {description: Yes.}}}}
  /odd: {get: {security: [{odd: []}], responses: {"200": {description: Yes.}}}}
  /uri: {get: {security: [{"#/x-schemes/key": []}], responses: {"200": {description: Yes.}}}}
`))
		require.NoError(t, err)
		var lines, rules []string
		for _, path := range []string{"/certificate", "/both", "/missing", "/odd", "/uri"} {
			for _, f := range c.Check(&contract.Exchange{
				Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "https", Host: "a.example", Path: path}},
				Response: &contract.Response{Status: http.StatusOK},
			}) {
				rules = append(rules, f.Operation+" "+f.Rule.String()+" at "+f.At.String())
			}
		}
		for _, u := range c.Unchecked() {
			lines = append(lines, u.Document.String()+" "+u.What)
		}
		assert.Equal(t, want.unchecked, lines, version)
		assert.Equal(t, want.rules, rules, version)
	}
}
