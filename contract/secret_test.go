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

// TestSecretsInOddPlaces: a server that sends a credential back, in the wrong type, doesn't get it into a report.
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
