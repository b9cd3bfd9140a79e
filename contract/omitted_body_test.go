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

// An invariant that needs a body that the recorder left out doesn't apply, and is not covered. What
// the other parts of the messages show still counts.
func TestInvariantsOfOmittedBodies(t *testing.T) {
	t.Parallel()
	for rule, tt := range map[string]struct {
		broken, held bool
	}{
		`response.body.a == 1`:                      {false, false},
		`!has(response.body)`:                       {false, false},
		`response.text == ""`:                       {false, false},
		`request.body.a == 1`:                       {false, false},
		`last.get.response.body.a == 1`:             {false, false},
		`[1, 2].all(x, response.text.contains(""))`: {false, false},
		`mentions(response, ["later"])`:             {false, false},
		`!mentions(response, ["early"])`:            {true, false},
		`response.status == 201`:                    {true, false},
		`response.status == 200`:                    {false, true},
		`response.headers["x-a"] == "early"`:        {false, true},
	} {
		c, err := contract.Parse("a.json", []byte(`{"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"post": {
 "operationId": "get", "requestBody": {"content": {"application/json": {}}},
 "responses": {"200": {"description": "A", "headers": {"X-A": {"schema": {}}}, "content": {"application/json": {}}}}}}},
 "x-invariants": [{"id": "kept", "when": "'get' in last", "rule": `+strconv.Quote(rule)+`, "message": "a"}]}`))
		require.NoError(t, err, rule)
		header := http.Header{"Content-Type": {"application/json"}, "X-A": {"early"}}
		x := &contract.Exchange{
			Request:  contract.Request{Method: http.MethodPost, URL: &url.URL{Path: "/a"}, Header: http.Header{"Content-Type": {"application/json"}}, BodyOmitted: true},
			Response: &contract.Response{Status: http.StatusOK, Header: header, BodyOmitted: true},
		}
		session := c.Session()
		session.Check(x)
		findings, covered := session.Cover(x)
		var broken, held bool
		for _, f := range findings {
			broken = broken || f.Rule.IsInvariant()
		}
		for _, claim := range covered {
			held = held || claim.Claim == "invariant /x-invariants/0 held"
		}
		assert.Equal(t, tt.broken, broken, rule)
		assert.Equal(t, tt.held, held, rule)
	}
}
