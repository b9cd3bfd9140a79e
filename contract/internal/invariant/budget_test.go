package invariant

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// Exchanges that each cost nearly as much as an exchange may would take hours together. Usual ones
// never spend the budget.
func TestBudget(t *testing.T) {
	t.Parallel()
	var b Budget
	for range 100_000 {
		b.add(0, fairCost/2)
		b.add(fairCost/2, fairCost/2)
	}
	assert.False(t, b.isSpent())
	const maxExchangeCost = costsOfExchange * maxCost
	costly := 0
	for ; !b.isSpent(); costly++ {
		b.add(0, maxExchangeCost/2)
		b.add(maxExchangeCost/2, maxExchangeCost/2)
	}
	assert.Equal(t, 26, costly)
	var none *Budget
	none.add(0, maxExcess+maxExchangeCost)
	assert.False(t, none.isSpent())
}

// When the budget is spent, only expressions that loop over nothing are evaluated.
func TestASpentBudget(t *testing.T) {
	t.Parallel()
	text := `{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}, "x-invariants": [
 {"id": "loop", "rule": "response.body.all(x, response.body.all(y, x == y))", "message": "a"}, {"id": "none", "rule": "response.status == 200", "message": "a"}]}`
	doc, err := document.Parse("a.json", []byte(text))
	require.NoError(t, err)
	api, err := message.Compile(doc, schema.AssertFormats)
	require.NoError(t, err)
	set, err := Compile(api)
	require.NoError(t, err)
	x := &Exchange{Exchange: &message.Exchange{}}
	api.Read(x.Exchange, http.MethodGet, &url.URL{Path: "/"}, message.Message{}, 200, message.Message{
		Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte("[" + strings.Repeat("1,", 300) + "1]"),
	})
	var b Budget
	evaluate := func(id string) Verdict {
		verdict, _ := set.ByID[id].Evaluate(set.Facts(x, "", nil, &b))
		return verdict
	}
	assert.Equal(t, Holds, evaluate("loop"))
	assert.Positive(t, b.excess.Load())
	b.excess.Store(maxExcess + 1)
	assert.Equal(t, Unchecked, evaluate("loop"))
	assert.Equal(t, Holds, evaluate("none"))
}
