package coverage_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
)

func compiledSchema(tb testing.TB) *jsonschema.Schema {
	tb.Helper()
	const name = "coverage.schema.json"
	data, err := os.ReadFile(name)
	require.NoError(tb, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(tb, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(tb, compiler.AddResource(name, value))
	s, err := compiler.Compile(name)
	require.NoError(tb, err)
	return s
}

func toJSON(tb testing.TB, m *coverage.Map) string {
	tb.Helper()
	var b bytes.Buffer
	require.NoError(tb, m.WriteJSON(&b))
	return b.String()
}

func validate(tb testing.TB, text string) error {
	tb.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(tb, err)
	return compiledSchema(tb).Validate(value)
}

func TestJSONIsWhatTheSchemaSays(t *testing.T) {
	require.NoError(t, validate(t, toJSON(t, everything(t))))
	require.NoError(t, validate(t, toJSON(t, coverage.New(newContract(t), coverage.Options{}))))
}

func TestTheSchemaRefusesOtherJSON(t *testing.T) {
	good := toJSON(t, everything(t))
	for _, change := range [][2]string{
		{`"version": 2`, `"version": 1`},
		{`"kind": "status"`, `"kind": "mood"`},
		{`"aspect": "used"`, `"aspect": "worn"`},
		{`"state": "stale"`, `"state": "rumour"`},
		{`"provenance": "live"`, `"provenance": "rumour"`},
		{`"stale": "old"`, `"stale": "sour"`},
		{`"recorded": "2026-11-19T10:00:00Z"`, `"recorded": "yesterday"`},
		{`"line": 5`, `"line": -5`},
		{`"withoutDate": 1,`, ``},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, bad, change[0])
		require.Error(t, validate(t, bad), change[1])
	}
}

func TestJSONHoldsWhatCame(t *testing.T) {
	var got struct {
		Document  string         `json:"document"`
		Exchanges map[string]int `json:"exchanges"`
		Kinds     []struct {
			Kind string         `json:"kind"`
			By   map[string]int `json:"covered"`
		} `json:"kinds"`
		Claims []struct {
			ID        string `json:"id"`
			State     string `json:"state"`
			CoveredBy []struct {
				Provenance string `json:"provenance"`
				Count      int    `json:"count"`
				Stale      int    `json:"stale"`
				Exchanges  []struct {
					File  string `json:"file"`
					Stale string `json:"stale"`
				} `json:"exchanges"`
			} `json:"coveredBy"`
		} `json:"claims"`
	}
	text := toJSON(t, everything(t))
	require.NoError(t, json.Unmarshal([]byte(text), &got))
	assert.Equal(t, "api/openapi.yaml", got.Document)
	assert.Equal(t, map[string]int{"live": 2, "documented": 1, "sandbox": 2, "test": 5, "unstated": 1}, got.Exchanges)
	assert.Equal(t, map[string]int{"live": 1, "documented": 1, "sandbox": 1, "test": 1, "unstated": 1}, got.Kinds[0].By)
	first := got.Claims[0]
	assert.Equal(t, "operation /paths/~1a/get used", first.ID)
	assert.Equal(t, "live", first.State)
	var provenances []string
	for _, by := range first.CoveredBy {
		provenances = append(provenances, by.Provenance)
	}
	assert.Equal(t, []string{"live", "documented", "sandbox", "test", "unstated"}, provenances)
	assert.Equal(t, 5, first.CoveredBy[3].Count)
	assert.Len(t, first.CoveredBy[3].Exchanges, coverage.MaxExchanges)
	assert.Equal(t, "changed", first.CoveredBy[0].Exchanges[1].Stale)
	assert.Equal(t, text, toJSON(t, everything(t)), "the same each time")
}

// The JSON schema names each state and each kind of claim.
func TestTheSchemaNamesEverything(t *testing.T) {
	data, err := os.ReadFile("coverage.schema.json")
	require.NoError(t, err)
	for _, kind := range contract.ClaimKinds() {
		assert.Contains(t, string(data), `"`+string(kind)+`"`)
	}
	for _, state := range coverage.States() {
		assert.Contains(t, string(data), `"`+string(state)+`"`)
	}
}
