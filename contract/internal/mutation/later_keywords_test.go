package mutation_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
)

// laterKeywords returns a document that uses every keyword that OpenAPI 3.1 and 3.2 added. It also
// returns exchanges that keep and exchanges that break each keyword.
func laterKeywords(t *testing.T) (*contract.Contract, []contract.Exchange) {
	t.Helper()
	text, err := os.ReadFile("../../testdata/every-later-keyword.yaml")
	require.NoError(t, err)
	c, err := contract.Parse("a.yaml", text)
	require.NoError(t, err)
	text, err = os.ReadFile("../../testdata/every-later-keyword-values.yaml")
	require.NoError(t, err)
	var values map[string]struct{ Kept, Broken []any }
	require.NoError(t, yaml.Load(text, &values))
	all := others(t)
	for name, of := range values {
		for _, value := range of.Kept {
			all = append(all, valuesExchange(t, http.StatusOK, map[string]any{name: value}, map[string]any{name: value}))
		}
		for _, value := range of.Broken {
			broken := map[string]any{name: value}
			all = append(all,
				valuesExchange(t, http.StatusUnprocessableEntity, broken, nil),
				valuesExchange(t, http.StatusOK, broken, map[string]any{}),
				valuesExchange(t, http.StatusOK, map[string]any{}, broken))
		}
	}
	for i := range all {
		all[i].Source = contract.Source{File: fmt.Sprintf("%d.har", i)}
	}
	return c, all
}

func valuesExchange(t *testing.T, status int, sent, answer any) contract.Exchange {
	t.Helper()
	encoded := func(value any) []byte {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		return text
	}
	header := http.Header{"Content-Type": {"application/json"}}
	x := contract.Exchange{
		Request:  contract.Request{Method: http.MethodPost, URL: &url.URL{Path: "/values"}, Header: header, Body: encoded(sent)},
		Response: &contract.Response{Status: status},
	}
	if status == http.StatusOK {
		x.Response.Header, x.Response.Body = header, encoded(answer)
	}
	return x
}

// others returns the exchanges that are not about the value of a single property.
func others(t *testing.T) []contract.Exchange {
	t.Helper()
	all := []contract.Exchange{
		valuesExchange(t, http.StatusOK, map[string]any{"unknown": 1}, map[string]any{}),
		valuesExchange(t, http.StatusUnprocessableEntity, map[string]any{"unknown": 1}, nil),
		valuesExchange(t, http.StatusOK, map[string]any{}, map[string]any{"unknown": 1}),
		valuesExchange(t, http.StatusOK, nil, nil),
		valuesExchange(t, http.StatusUnprocessableEntity, []any{}, nil),
	}
	without, text, half := all[1], all[1], all[1]
	without.Request.Body, without.Request.Header = nil, nil
	text.Request.Header = http.Header{"Content-Type": {"text/plain"}}
	half.Request.Body = []byte("{")
	all = append(all, without, text, half)
	for _, query := range []string{"", "size=1", "size=a", "size=1.5", "either=1", "either=a", "either=a&either=b"} {
		all = append(all, contract.Exchange{
			Request: contract.Request{Method: "COPY", URL: &url.URL{Path: "/values", RawQuery: query}}, Response: &contract.Response{Status: http.StatusNoContent},
		})
		if query == "size=a" {
			refused := all[len(all)-1]
			refused.Response = &contract.Response{Status: http.StatusBadRequest}
			all = append(all, refused)
		}
	}
	for _, lines := range []string{"1\n3\n", "4\n", "2.5\n", "\"a\"\n", "null\n"} {
		all = append(all, contract.Exchange{
			Request:  contract.Request{Method: "QUERY", URL: &url.URL{Path: "/values"}},
			Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/jsonl"}}, Body: []byte(lines)},
		})
	}
	return all
}

// Each claim about a keyword of OpenAPI 3.1 and 3.2 is covered by an exchange.
func TestClaimsOfLaterKeywords(t *testing.T) {
	t.Parallel()
	c, exchanges := laterKeywords(t)
	covered := map[string]bool{}
	for i := range exchanges {
		_, claims := c.Session().Cover(&exchanges[i])
		for _, claim := range claims {
			covered[claim.Claim] = true
		}
	}
	var uncovered []string
	for _, claim := range c.Claims() {
		if !covered[claim.ID] {
			uncovered = append(uncovered, claim.ID)
		}
	}
	assert.Empty(t, uncovered)
}

// Each mutant of a keyword of OpenAPI 3.1 and 3.2 is killed by an exchange, unless a rule says that
// none can.
func TestMutantsOfLaterKeywords(t *testing.T) {
	t.Parallel()
	c, exchanges := laterKeywords(t)
	mutants, err := mutation.Mutants(t.Context(), c)
	require.NoError(t, err)
	runner, err := mutation.NewRunner(t.Context(), c, exchanges)
	require.NoError(t, err)
	var survivors, equivalent []string
	for _, o := range runner.Run(t.Context(), mutants, nil).Outcomes {
		switch o.State {
		case mutation.Killed:
			assert.Empty(t, o.Equivalent, o.ID)
		case mutation.Equivalent:
			equivalent = append(equivalent, o.ID+" "+o.By)
		default:
			survivors = append(survivors, fmt.Sprint(o.State, " ", o.ID, " ", o.By))
		}
	}
	assert.Empty(t, survivors)
	assert.ElementsMatch(t, []string{
		"nullable /paths/~1values/additionalOperations/COPY/parameters/0/schema/type/1 null text-is-not-null",
		"nullable /paths/~1values/additionalOperations/COPY/parameters/1/schema/type text-is-not-null",
		"type /paths/~1values/additionalOperations/COPY/parameters/1/schema/type/1 integer text-is-string",
		"type /components/schemas/Values/properties/numbers/type/1 integer other-type-too",
		"narrow /components/schemas/Values/properties/moot/minItems other-kind",
		"widen /components/schemas/Values/properties/moot/minItems other-kind",
		"type /components/schemas/Values/properties/names/propertyNames/type any name-is-string",
		"nullable /components/schemas/Values/properties/names/propertyNames/type name-is-string",
	}, equivalent)
}
