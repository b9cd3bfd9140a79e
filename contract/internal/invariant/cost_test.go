package invariant

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// testCost is a hundredth of the limit of users. The messages of these tests have a tenth of the
// names and items that reach that limit.
const testCost = maxCost / 100

// verdicts evaluates rules about one exchange, in this order, and returns their verdicts.
func verdicts(t *testing.T, body []byte, rules []string) []Verdict {
	t.Helper()
	list := make([]map[string]string, len(rules))
	for i, rule := range rules {
		list[i] = map[string]string{"id": strconv.Itoa(i), "message": "it holds", "rule": rule}
	}
	invariants, err := json.Marshal(list)
	require.NoError(t, err)
	doc, err := document.Parse("cost.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths: {/a: {get: {responses: {"200": {description: A, content: {application/json: {schema: {type: object}}}}}}}}
x-invariants: `+string(invariants)))
	require.NoError(t, err)
	api, err := message.Compile(doc, schema.AssertFormats)
	require.NoError(t, err)
	set, err := compile(api, testCost)
	require.NoError(t, err)
	var x message.Exchange
	header := http.Header{"Content-Type": {"application/json"}}
	api.Read(&x, http.MethodGet, &url.URL{Path: "/a"}, message.Message{}, http.StatusOK, message.Message{Header: header, Body: body})
	facts := set.Facts(&Exchange{Exchange: &x}, "", nil, false)
	var all []Verdict
	for i := range set.For(x.Operation, nil) {
		verdict, _ := i.Evaluate(facts)
		all = append(all, verdict)
	}
	return all
}

// TestTheCostOfARuleIsBounded checks rules with a loop, one step of which may cost as much as
// reading the whole message. Without a bound, they would take minutes and gigabytes.
func TestTheCostOfARuleIsBounded(t *testing.T) {
	t.Parallel()
	list, members := make([]string, 2_000), map[string]int{}
	for i := range list {
		list[i] = fmt.Sprintf("x%d", i)
		members[list[i]] = i
	}
	body, err := json.Marshal(map[string]any{"s": strings.Repeat("a", 20_000), "l": list, "o": map[string]any{"l": list}, "m": members})
	require.NoError(t, err)
	want := map[string]Verdict{
		`response.body.l.map(x, response.body.s + x).size() > 0`:         Unchecked,
		`response.body.l.all(x, x in response.body.l)`:                   Unchecked,
		`response.body.l.all(x, response.body == response.body)`:         Unchecked,
		`response.body.l.all(x, response.body.o != response.body)`:       Unchecked,
		`response.body.l.all(x, size(response.body.s) > 5)`:              Unchecked,
		`response.body.l.all(x, !response.body.s.matches("b"))`:          Unchecked,
		`response.body.l.all(x, response.body.s.contains("b") == false)`: Unchecked,
		`response.body.l.all(x, response.body.l.all(y, x != ""))`:        Unchecked,
		`response.body.l.all(x, [response] == [response])`:               Unchecked,
		`response.body.l.all(x, {"a": response} == {"a": response})`:     Unchecked,
		`response.body.l.all(x, response.body.m == response.body.m)`:     Unchecked,
		`response.body.m.all(x, response.body.m.exists(y, x == y))`:      Unchecked,
		`response.body.l.all(x, !mentions(response, ["no" + x]))`:        Unchecked,
		`response.body.l.all(x, type(response.body.m) == map)`:           Holds,
		`response.body.m.all(x, response.body.m[x] >= 0)`:                Holds,
		`response.body.m.all(x, x in response.body.m)`:                   Holds,
		`response.body.l.all(x, response.body.m.exists(y, true))`:        Holds,
		`response.body.l.map(x, response.text).size() > 0`:               Holds,
		`response.body.l.all(x, x != "")`:                                Holds,
		`response.body.l.map(x, x + "a").size() > 0`:                     Holds,
		`response.body.l.exists(x, x == "x1999")`:                        Holds,
		`"x1999" in response.body.l && response.body == response.body`:   Holds,
	}
	got := map[string]Verdict{}
	for rule := range want {
		got[rule] = verdicts(t, body, []string{rule})[0]
	}
	assert.Equal(t, want, got)
}

// The cost of all rules about an exchange is bounded too. Those that loop over nothing are
// evaluated even so.
func TestTheCostOfAllRulesIsBounded(t *testing.T) {
	t.Parallel()
	body := []byte("[" + strings.Repeat("1,", 999) + "1]")
	rules := slices.Repeat([]string{`response.body.all(x, response.body.all(y, x >= 0))`}, 5)
	rules = append(rules, `response.body.all(x, x > 0)`, `response.status == 201`)
	got := verdicts(t, body, rules)
	assert.Equal(t, append(slices.Repeat([]Verdict{Unchecked}, 6), Broken), got)
}
