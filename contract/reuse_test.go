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

// yieldAll returns a sequence of exchanges.
func yieldAll(exchanges []*contract.Exchange) func(yield func(*contract.Exchange, error) bool) {
	return func(yield func(*contract.Exchange, error) bool) {
		for _, x := range exchanges {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// TestCheckAllFindsWhatCheckFinds checks exchanges one after the other in the same memory. Some of
// them are too large, name a secret, or call no operation. None of this may show in a finding about
// another exchange.
func TestCheckAllFindsWhatCheckFinds(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("reuse.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths: {/a: {get: {responses: {"200": {description: A, content: {application/json: {schema: {items: {pattern: "^(b{30}){30}$"}}}}}}}}}
`))
	require.NoError(t, err)
	const token = "quiet-otter-77"
	var exchanges []*contract.Exchange
	for range 30 {
		for _, kind := range []struct{ path, authorization, body string }{
			{"/a", "", `["` + token + `"]`},
			{"/a", "Bearer " + token, `["` + token + `", 5, {"x": 1}]`},
			{"/a", "", `[` + strings.Repeat(`"c", `, 300) + `"` + token + `"]`},
			{"/other", "", `5`},
			{"/a", "", `{`},
		} {
			x := &contract.Exchange{
				Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: kind.path}, Header: http.Header{}},
				Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(kind.body)},
			}
			if kind.authorization != "" {
				x.Request.Header.Set("Authorization", kind.authorization)
			}
			exchanges = append(exchanges, x)
		}
	}
	exchanges[7].Response.Body = []byte(`["` + strings.Repeat("a", 2<<20) + `", "a"]`) // No work is left for its second pattern.
	i := 0
	for checked, err := range c.CheckAll(yieldAll(exchanges)) {
		require.NoError(t, err)
		require.Equal(t, c.Check(exchanges[i]), checked.Findings, "exchange %d", i)
		i++
	}
	assert.Len(t, exchanges, i)
}
