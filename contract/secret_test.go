package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// TestSecretsInOddPlaces checks that no report shows a credential if the server sends it back in a
// value of the wrong type.
func TestSecretsInOddPlaces(t *testing.T) {
	c, err := contract.Parse("echo.yaml", []byte(`
openapi: 3.0.3
info: {title: Echo, version: "1"}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: key}
    sid: {type: apiKey, in: cookie, name: sid}
paths:
  /a: {get: {security: [{key: []}, {sid: []}], responses: {"200": {description: Fine., content: {application/json: {schema: {type: integer}}}}}}}
`))
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		target, secret string
		header         http.Header
	}{
		"query with a semicolon":        {target: "/a?key=first-half;second-half", secret: "first-half;second-half"},
		"query that can't be unescaped": {target: "/a?key=first-half%zz", secret: "first-half%zz"},
		"escaped in the query":          {target: "/a?key=first%2Dhalf%2B", secret: "first-half+"},
		"cookie with quotes":            {target: "/a", header: http.Header{"Cookie": {`sid=first"half"; b=c`}}, secret: `first"half"`},
		"cookie with a backslash":       {target: "/a", header: http.Header{"Cookie": {`b=c; sid=first\half`}}, secret: `first\half`},
		"key without a scheme":          {target: "/a", header: http.Header{"Authorization": {"first-half"}}, secret: "first-half"},
		"basic name and password":       {target: "/a", header: http.Header{"Authorization": {"Basic Zmlyc3Q6c2Vjb25kLWhhbGY="}}, secret: "second-half"},
		"user of the URL":               {target: "https://user:second-half@echo.example/a", secret: "second-half"},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := url.Parse(tt.target)
			require.NoError(t, err)
			x := &contract.Exchange{
				Request: contract.Request{Method: http.MethodGet, URL: u, Header: tt.header},
				Response: &contract.Response{
					Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: fmt.Appendf(nil, "%q", tt.secret+" is no number"),
				},
			}
			assert.Contains(t, c.Secrets(x), tt.secret)
			findings := c.Check(x)
			require.NotEmpty(t, findings)
			assert.NotContains(t, fmt.Sprintf("%+v", findings), "half")
		})
	}
}

// TestLikelySecretsAreNotShown checks that no report shows a value that looks like a secret, or a
// value whose name suggests a secret. The request need not have sent the value.
func TestLikelySecretsAreNotShown(t *testing.T) {
	c, err := contract.Parse("tokens.yaml", []byte(`
openapi: 3.0.3
info: {title: Tokens, version: "1"}
paths:
  /a:
    get:
      parameters:
        - {name: X-Partner-Key, in: header, schema: {type: string, maxLength: 3}}
        - {name: key, in: query, schema: {type: string, maxLength: 3}}
      responses:
        "200":
          description: Fine.
          content: {application/json: {schema: {type: object, additionalProperties: {anyOf: [{type: integer}, {type: string, maxLength: 3}, {type: object, additionalProperties: {type: integer}}]}}}}
`))
	require.NoError(t, err)
	const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
	for name, tt := range map[string]struct {
		target, body string
		header       http.Header
		shown        bool
	}{
		"header":                        {header: http.Header{"X-Partner-Key": {"open sesame"}}, body: "{}"},
		"query":                         {target: "?key=open+sesame", body: "{}"},
		"property":                      {body: `{"access_token": "open sesame"}`},
		"property of an outer object":   {body: `{"credentials": {"value": "open sesame"}}`},
		"JSON web token":                {body: `{"a": "open sesame ` + token + `"}`},
		"key of a message":              {body: `{"key": "open sesame"}`, shown: true},
		"name that looks like a secret": {body: `{"token_type": "open sesame"}`, shown: true},
		"name with a space before":      {body: `{"a key": "open sesame"}`, shown: true},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := url.Parse("https://tokens.example/a" + tt.target)
			require.NoError(t, err)
			findings := c.Check(&contract.Exchange{
				Request:  contract.Request{Method: http.MethodGet, URL: u, Header: tt.header},
				Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(tt.body)},
			})
			require.Len(t, findings, 1)
			if tt.shown {
				assert.Contains(t, findings[0].Actual, "open sesame")
			} else {
				assert.NotContains(t, findings[0].Actual, "open sesame")
			}
		})
	}
}
