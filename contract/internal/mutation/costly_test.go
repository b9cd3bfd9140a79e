package mutation

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// A verdict without an invariant that was not checked is no other verdict.
func TestUncheckedInvariantsAreNotCompared(t *testing.T) {
	t.Parallel()
	broken := mark{severity: contract.Violation, rule: contract.Rule{Keyword: "a"}, count: 1}
	unchecked := mark{severity: contract.Drift, rule: contract.Rule{Keyword: "a"}, count: 1}
	other := mark{severity: contract.Drift, rule: contract.Rule{Side: contract.ResponseSide, Keyword: "status"}, count: 1}
	for name, tt := range map[string]struct {
		a, b []mark
		want bool
	}{
		"both broken":                  {[]mark{broken}, []mark{broken}, false},
		"one broken":                   {[]mark{broken}, nil, true},
		"one unchecked":                {[]mark{unchecked}, nil, false},
		"one broken, the other not":    {[]mark{broken}, []mark{unchecked}, false},
		"one unchecked, another drift": {[]mark{unchecked}, []mark{other}, true},
		"another drift":                {nil, []mark{other}, true},
	} {
		assert.Equal(t, tt.want, differ(tt.a, tt.b), name)
		assert.Equal(t, tt.want, differ(tt.b, tt.a), name)
	}
}

// A mutant that evaluates a costly expression more often than the document does is not tried to its
// end.
func TestCostlyMutantsAreUntried(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("a.yaml", []byte(`{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {/a: {get: {responses: {'200': {description: A}}}}},
 x-invariants: [{id: costly, message: it holds, when: response.status == 500, rule: 'response.body.all(x, response.body.all(y, x == y))'}]}`))
	require.NoError(t, err)
	x := contract.Exchange{
		Request: contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}},
		Response: &contract.Response{
			Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte("[" + strings.Repeat("1,", 99) + "1]"),
		},
	}
	runner, err := NewRunner(t.Context(), c, []contract.Exchange{x, x, x})
	require.NoError(t, err)
	mutants, err := Mutants(t.Context(), c)
	require.NoError(t, err)
	untried := func() (ids []string) {
		for _, o := range runner.Run(t.Context(), mutants, nil).Of(Untried) {
			ids = append(ids, o.ID)
		}
		return ids
	}
	assert.Empty(t, untried())
	runner.maxCheckSteps = runner.checkSteps
	assert.Len(t, untried(), 1)
}
