package contract_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

func TestCoverOfRequestsWithoutCredentialAndBody(t *testing.T) {
	get := func(authorization string) *contract.Exchange {
		x := &contract.Exchange{
			Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/open"}, Header: http.Header{}},
			Response: &contract.Response{Status: 204, Header: http.Header{}},
		}
		if authorization != "" {
			x.Request.Header.Set("Authorization", authorization)
		}
		return x
	}
	want := []string{
		"body /paths/~1open/get/requestBody absent at body", "operation /paths/~1open/get used at method",
		"security /security/1 used at header Authorization", "status /paths/~1open/get/responses/204 used at status",
	}
	assert.Equal(t, want, covered(t, coverContract(t), get("")))
	want[2] = "security /security/0 used at header Authorization"
	assert.Equal(t, want, covered(t, coverContract(t), get("Bearer abcdefgh")))
	x := get("Bearer abcdefgh")
	x.Request.BodyOmitted = true
	assert.Equal(t, want[1:], covered(t, coverContract(t), x), "whether a body that was not kept was there is known, what it was is not")
}

// A security scheme is covered if the request has the credential of the scheme.
func TestCoverOfCredentials(t *testing.T) {
	const document = `openapi: 3.0.3
info: {title: Keys, version: "1"}
paths:
  /a:
    get:
      security: [{header: []}, {query: []}, {cookie: []}, {token: []}]
      responses: {"204": {description: Nothing.}}
components:
  securitySchemes:
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: session}
    token: {type: http, scheme: bearer}
`
	c, err := contract.Parse("keys.yaml", []byte(document))
	require.NoError(t, err)
	x := &contract.Exchange{
		Request: contract.Request{
			Method: http.MethodGet, URL: &url.URL{Path: "/a", RawQuery: "key=abcdefgh"},
			Header: http.Header{"X-Key": {"abcdefgh"}, "Cookie": {"session=abcdefgh"}, "Authorization": {"Bearer abcdefgh"}},
		},
		Response: &contract.Response{Status: 204, Header: http.Header{}},
	}
	const security = "security /paths/~1a/get/security/"
	assert.Subset(t, covered(t, c, x), []string{
		security + "0 used at header X-Key", security + "1 used at query key", security + "2 used at cookie session", security + "3 used at header Authorization",
	})
}

// A location in a message may contain a secret, because a property may have a secret as its name.
func TestCoverHoldsNoSecret(t *testing.T) {
	document := strings.Replace(coverDocument, "Answer: {type: object, properties: {name: {type: string}}}", "Answer: {type: object, properties: {name: {type: string}}, additionalProperties: {type: integer}}", 1)
	c, err := contract.Parse("cover.yaml", []byte(document))
	require.NoError(t, err)
	got := strings.Join(covered(t, c, coverPost(func(x *contract.Exchange) { x.Response.Body = []byte(`{"abcdefgh": 5}`) })), "\n")
	assert.Contains(t, got, "property /components/schemas/Answer/additionalProperties present at /[redacted]")
	assert.NotContains(t, got, "abcdefgh")
}
