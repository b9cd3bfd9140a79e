package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// TestCostlyInvariantsAreUnchecked checks that a finding says that an invariant costs too much, and
// that the others are checked even so.
func TestCostlyInvariantsAreUnchecked(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("cost.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths: {/a: {get: {responses: {"200": {description: A, content: {application/json: {schema: {}}}}}}}}
x-invariants:
- {id: costly, message: it holds, rule: 'response.body.all(x, response.body.all(y, response.body == response.body))'}
- {id: cheap, message: it holds, rule: 'response.body.all(x, x > 1)'}
`))
	require.NoError(t, err)
	var rules []string
	for _, f := range c.Check(&contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}},
		Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte("[" + strings.Repeat("1,", 9_999) + "1]")},
	}) {
		rules = append(rules, fmt.Sprint(f.Severity, " ", f.Rule))
	}
	assert.ElementsMatch(t, []string{"drift invariant.costly", "violation invariant.cheap"}, rules)
}

// TestCostlyPatternsAreUnchecked checks that one finding says which patterns were not checked.
func TestCostlyPatternsAreUnchecked(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("cost.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths: {/a: {get: {responses: {"200": {description: A, content: {application/json: {schema: {items: {pattern: "^(b{30}){30}$"}}}}}}}}}
`))
	require.NoError(t, err)
	body := `["a", "` + strings.Repeat("a", 2<<20) + `", "a"]`
	var rules []string
	for _, f := range c.Check(&contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}},
		Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)},
	}) {
		assert.True(t, c.KnownRule(f.Rule))
		rules = append(rules, fmt.Sprint(f.Severity, " ", f.Rule, " ", f.At, " ", f.Document.Pointer))
	}
	const place = "/paths/~1a/get/responses/200/content/application~1json/schema/items/pattern"
	assert.Equal(t, []string{"violation response.pattern /0 " + place, "drift response.pattern-unchecked * " + place}, rules)
}
