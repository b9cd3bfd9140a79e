package contract_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
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
	list, members := make([]string, 20_000), map[string]int{}
	for i := range list {
		list[i] = fmt.Sprintf("x%d", i)
		members[list[i]] = i
	}
	body, err := json.Marshal(map[string]any{"s": strings.Repeat("a", 200_000), "l": list, "o": map[string]any{"l": list}, "m": members})
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
		`response.body.l.all(x, [response] == [response])`:               true,
		`response.body.l.all(x, {"a": response} == {"a": response})`:     true,
		`response.body.l.all(x, response.body.m == response.body.m)`:     true,
		`response.body.m.all(x, response.body.m.exists(y, x == y))`:      true,
		`response.body.l.all(x, !mentions(response, ["no" + x]))`:        true,
		`response.body.l.all(x, type(response.body.m) == map)`:           false,
		`response.body.m.all(x, response.body.m[x] >= 0)`:                false,
		`response.body.m.all(x, x in response.body.m)`:                   false,
		`response.body.l.all(x, response.body.m.exists(y, true))`:        false,
		`response.body.l.map(x, response.text).size() > 0`:               false,
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

// The cost of all invariants about an exchange is bounded too. Those that loop over nothing are
// checked even so.
func TestManyCostlyInvariantsAreUnchecked(t *testing.T) {
	t.Parallel()
	var invariants strings.Builder
	for i := range 5 {
		fmt.Fprintf(&invariants, "- {id: costly-%d, message: it holds, rule: 'response.body.all(x, response.body.all(y, x >= 0))'}\n", i)
	}
	c, err := contract.Parse("cost.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths: {/a: {get: {responses: {"200": {description: A, content: {application/json: {schema: {}}}}}}}}
x-invariants:
`+invariants.String()+`
- {id: cheap, message: it holds, rule: 'response.body.all(x, x > 0)'}
- {id: constant, message: it holds, rule: 'response.status == 201'}
`))
	require.NoError(t, err)
	var rules []string
	for _, f := range c.Check(&contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}},
		Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte("[" + strings.Repeat("0,", 10_000) + "0]")},
	}) {
		rules = append(rules, fmt.Sprint(f.Severity, " ", f.Rule))
	}
	slices.Sort(rules)
	want := []string{"drift invariant.cheap"}
	for i := range 5 {
		want = append(want, fmt.Sprintf("drift invariant.costly-%d", i))
	}
	assert.Equal(t, append(want, "violation invariant.constant"), rules)
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
