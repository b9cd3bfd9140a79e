package contract_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// TestCostlyInvariantsAreUnchecked checks that the cost of an invariant is bounded. One step of a
// loop may cost as much as reading the whole message. Without a bound, these rules would take
// minutes and gigabytes.
func TestCostlyInvariantsAreUnchecked(t *testing.T) {
	t.Parallel()
	list := make([]string, 20_000)
	for i := range list {
		list[i] = fmt.Sprintf("x%d", i)
	}
	body, err := json.Marshal(map[string]any{"s": strings.Repeat("a", 200_000), "l": list, "o": map[string]any{"l": list}})
	require.NoError(t, err)
	for rule, unchecked := range map[string]bool{
		`response.body.l.map(x, response.body.s + x).size() > 0`:         true,
		`response.body.l.all(x, x in response.body.l)`:                   true,
		`response.body.l.all(x, response.body == response.body)`:         true,
		`response.body.l.all(x, response.body.o != response.body)`:       true,
		`response.body.l.all(x, size(response.body.s) > 5)`:              true,
		`response.body.l.all(x, !response.body.s.matches("b"))`:          true,
		`response.body.l.all(x, response.body.s.contains("b") == false)`: true,
		`response.body.l.all(x, response.body.l.all(y, x != ""))`:        true,
		`response.body.l.all(x, x != "")`:                                false,
		`response.body.l.map(x, x + "a").size() > 0`:                     false,
		`response.body.l.exists(x, x == "x19999")`:                       false,
		`"x19999" in response.body.l && response.body == response.body`:  false,
	} {
		quoted, err := json.Marshal(rule)
		require.NoError(t, err)
		c, err := contract.Parse("cost.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths: {/a: {get: {responses: {"200": {description: A, content: {application/json: {schema: {type: object}}}}}}}}
x-invariants: [{id: costly, message: it holds, rule: `+string(quoted)+`}]
`))
		require.NoError(t, err, rule)
		found := c.Check(&contract.Exchange{
			Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}},
			Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: body},
		})
		var rules []string
		for _, f := range found {
			if f.Rule.String() != "response.property-undeclared" {
				rules = append(rules, fmt.Sprint(f.Rule, " ", f.Message()))
			}
		}
		assert.Equal(t, unchecked, len(rules) > 0, "%s: %v", rule, rules)
	}
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
