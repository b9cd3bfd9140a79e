package contract_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// counts returns the number of findings by rule.
func counts(findings []contract.Finding) map[string]int {
	all := map[string]int{}
	for _, f := range findings {
		all[f.Rule.String()] += f.Count()
	}
	return all
}

// A check lists a few findings if there are very many, and counts all of them. All findings of an
// exchange are about a few places in the document, and each place has at most one finding per rule
// in the list.
func TestVeryManyFindings(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("hostile.json", []byte(hostile))
	require.NoError(t, err)
	const n = 5000
	request := func(query, body string) contract.Request {
		header := http.Header{"Content-Type": {"application/json"}}
		return contract.Request{Method: http.MethodPost, URL: &url.URL{Path: "/h/1", RawQuery: query}, Header: header, Body: []byte(body)}
	}
	manyHeaders := request("", `{"need": "b"}`)
	for i := range n {
		manyHeaders.Header.Set("X-"+strconv.Itoa(i), "a")
	}
	for name, tt := range map[string]struct {
		request  contract.Request
		response string
		want     map[string]int
		causes   int
	}{
		"items":               {request("", `{"need": "b"}`), `{"need": "2020-01-01b", "nodes": [` + listed(n, "%d", ",") + `]}`, map[string]int{"response.type": n}, 1},
		"properties":          {request("", `{"need": "b"}`), `{"need": "2020-01-01b", ` + listed(n, `"n%d": 1`, ",") + `}`, map[string]int{"response.property-undeclared": n}, 1000},
		"names twice":         {request("", `{"need": "b"}`), `{"need": "2020-01-01b", "nodes": [` + listed(n, `{"a": %d, "a": 1}`, ",") + `]}`, map[string]int{"response.duplicate-name": n}, 1},
		"different names":     {request("", `{"need": "b"}`), `{"need": "2020-01-01b"` + listed(n, `, "n%d": {"a": 1, "a": 2}`, "") + `}`, map[string]int{"response.duplicate-name": n}, 1000},
		"query parameters":    {request(listed(n, "n%d=1", "&"), `{"need": "b"}`), `{"need": "b"}`, map[string]int{"request.query-undeclared": n}, 1000},
		"headers":             {manyHeaders, `{"need": "b"}`, map[string]int{"request.header-undeclared": n}, 1000},
		"a secret at the end": {request("", `{"need": "b"}`), `{"need": "2020-01-01b", "nodes": [{"need": "b"` + listed(n, `, "n%d": 1`, "") + `, "secret": "abc"}]}`, map[string]int{"response.writeOnly": 1}, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{"Content-Type": {"application/json"}}
			x := &contract.Exchange{Request: tt.request, Response: &contract.Response{Status: 200, Header: header, Body: []byte(tt.response)}}
			findings := c.Check(x)
			require.Equal(t, findings, c.Check(x), "another check lists the same findings")
			assert.LessOrEqual(t, len(findings), 1000+len(counts(findings)))
			found := counts(findings)
			for rule, count := range tt.want {
				assert.Equal(t, count, found[rule], rule)
			}
			var groups contract.Groups
			groups.Add(findings)
			total := 0
			for _, group := range groups.List() {
				total += group.Count
			}
			for _, f := range findings {
				total -= f.Count()
			}
			assert.Zero(t, total)
			assert.GreaterOrEqual(t, len(groups.List()), tt.causes)
		})
	}
}

// A document may have very many places that one message contradicts.
func TestVeryManyPlacesInTheDocument(t *testing.T) {
	t.Parallel()
	const n = 5000
	schema := "{type: object, required: [" + listed(n, "p%d", ", ") + "]}"
	c, err := contract.Parse("hostile.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths: {/a: {get: {responses: {"200": {description: A, content: {application/json: {schema: `+schema+`}}}}}}}
`))
	require.NoError(t, err)
	findings := c.Check(answered("{}"))
	assert.LessOrEqual(t, len(findings), 2000+len(counts(findings)))
	assert.Equal(t, n, counts(findings)["response.required"])
}

func TestMessageSaysHowManyMoreThereAre(t *testing.T) {
	t.Parallel()
	f := contract.Finding{Expected: "a string", Actual: "the number 5", More: 41}
	assert.Equal(t, "expected a string, got the number 5 (and 41 more like it)", f.Message())
	f.Actual, f.More = "", 0
	assert.Equal(t, "expected a string", f.Message())
}
