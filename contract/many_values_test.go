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

// A body with millions of values would take gigabytes of memory, so it is not checked, and a drift
// says so.
func TestBodiesWithManyValuesAreUnchecked(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("many.yaml", []byte(`
openapi: 3.2.0
info: {title: A, version: "1"}
paths:
  /a:
    get:
      responses:
        "200":
          description: A
          content:
            application/json: {schema: {type: object}}
            application/yaml: {schema: {type: object}}
            application/x-www-form-urlencoded: {schema: {type: object, maxProperties: 1}}
            application/jsonl: {itemSchema: {type: object}}
            text/event-stream: {itemSchema: {type: object, maxProperties: 0}}
`))
	require.NoError(t, err)
	const many = 3_000_001
	for mediaType, body := range map[string]string{
		"application/json":                  "[" + strings.Repeat("1,", many) + "1]",
		"application/yaml":                  strings.Repeat("- 1\n", many),
		"application/x-www-form-urlencoded": strings.Repeat("a&", many),
		"application/jsonl":                 strings.Repeat("1\n", many),
		"text/event-stream":                 strings.Repeat("a\n", many),
	} {
		found := c.Check(&contract.Exchange{
			Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}},
			Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {mediaType}}, Body: []byte(body)},
		})
		require.Len(t, found, 1, mediaType)
		assert.Equal(t, "response.body-unchecked", found[0].Rule.String(), mediaType)
		assert.Equal(t, contract.Drift, found[0].Severity)
	}
}
