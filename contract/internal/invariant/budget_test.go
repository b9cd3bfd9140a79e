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
// never spend the budget, and give back what others took.
func TestBudget(t *testing.T) {
	t.Parallel()
	const most = costsOfExchange * maxCost
	var b Budget
	spend := func() (exchanges int) {
		for ; !b.IsSpent(); exchanges++ {
			b.Spend(most)
		}
		return exchanges
	}
	for range 100_000 {
		b.Spend(fairCost)
	}
	assert.Equal(t, 6, spend())
	skipped := 0
	for ; b.IsSpent(); skipped++ {
		b.Spend(0)
	}
	assert.Positive(t, skipped)
	for range maxExcess / fairCost {
		b.Spend(0)
	}
	assert.Equal(t, 6, spend())
}

// An exchange is announced until its turn comes. An exchange that might spend the budget waits for
// its turn.
func TestAnnouncedCost(t *testing.T) {
	t.Parallel()
	const most = costsOfExchange * maxCost
	var b Budget
	announced := 0
	for ; !b.MayBeSpent(); announced++ {
		b.Announce(fairCost)
		b.Announce(most)
	}
	assert.Equal(t, 5, announced)
	assert.False(t, b.IsSpent())
	for range announced {
		b.Withdraw(fairCost)
		b.Withdraw(most)
	}
	assert.False(t, b.MayBeSpent())
	assert.Equal(t, new(Budget), &b)
}

// When loops are skipped, only expressions without loops are evaluated.
func TestSkippedLoops(t *testing.T) {
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
	evaluate := func(id string, skipsLoops bool) Verdict {
		verdict, _ := set.ByID[id].Evaluate(set.Facts(x, "", nil, skipsLoops))
		return verdict
	}
	assert.Equal(t, Holds, evaluate("loop", false))
	assert.Equal(t, Unchecked, evaluate("loop", true))
	assert.Equal(t, Holds, evaluate("none", true))
}
