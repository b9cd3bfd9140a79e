package report_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// schema returns report.schema.json, and fails the test if it is not a valid schema.
func schema(tb testing.TB) *jsonschema.Schema {
	tb.Helper()
	data, err := os.ReadFile("report.schema.json")
	require.NoError(tb, err)
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	require.NoError(tb, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(tb, compiler.AddResource("report.schema.json", document))
	s, err := compiler.Compile("report.schema.json")
	require.NoError(tb, err)
	return s
}

func TestJSONIsWhatTheSchemaSays(t *testing.T) {
	empty := report.New(newContract(t))
	unlisted := report.New(newContract(t))
	unlisted.Add(exchange("/a", 500, contract.Live), nil)
	for name, r := range map[string]*report.Report{"everything": everything(t), "nothing": empty, "an undocumented status": unlisted} {
		t.Run(name, func(t *testing.T) {
			value, err := jsonschema.UnmarshalJSON(strings.NewReader(write(t, r, output.JSON, report.Style{})))
			require.NoError(t, err)
			require.NoError(t, schema(t).Validate(value))
		})
	}
}

func TestTheSchemaRefusesWhatIsNoReport(t *testing.T) {
	good := write(t, everything(t), output.JSON, report.Style{})
	for _, change := range [][2]string{
		{`"version": 1`, `"version": 2`},
		{`"verdict": "fails"`, `"verdict": "maybe"`},
		{`"severity": "drift"`, `"severity": "bad"`},
		{`"expires": "2026-12-24"`, `"expires": "tomorrow"`},
		{`"provenance": "live"`, `"provenance": "rumour"`},
		{`"strict": false,`, ``},
		{`"line": 4`, `"line": -4`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, bad, change[0])
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		require.NoError(t, err)
		require.Error(t, schema(t).Validate(value), change[1])
	}
}

func TestJSONHoldsWhatCameExactly(t *testing.T) {
	var got struct {
		Exchanges map[string]int `json:"exchanges"`
		Findings  map[string]int `json:"findings"`
		Known     map[string]int `json:"known"`
		Causes    []struct {
			Rule        string         `json:"rule"`
			Operation   string         `json:"operation"`
			At          string         `json:"at"`
			Fingerprint string         `json:"fingerprint"`
			Fails       bool           `json:"fails"`
			Count       int            `json:"count"`
			Exchanges   map[string]int `json:"exchanges"`
			Examples    []struct {
				At     string `json:"at"`
				Actual string `json:"actual"`
			} `json:"examples"`
		} `json:"causes"`
	}
	require.NoError(t, json.Unmarshal([]byte(write(t, everything(t), output.JSON, report.Style{})), &got))
	assert.Equal(t, map[string]int{"total": 5, "documented": 1, "sandbox": 2, "live": 1, "test": 0, "unstated": 1}, got.Exchanges)
	assert.Equal(t, map[string]int{"violation": 3, "rejected": 1, "drift": 2}, got.Findings)
	assert.Equal(t, map[string]int{"violation": 1, "rejected": 0, "drift": 0}, got.Known)
	fails := map[string]bool{}
	fingerprints := map[string]bool{}
	for _, cause := range got.Causes {
		fails[cause.Rule] = cause.Fails
		fingerprints[cause.Fingerprint] = true
	}
	assert.Equal(t, map[string]bool{
		"request.path": true, "response.pattern": true, "response.status": true,
		"request.type": false, "response.property-undeclared": false, "response.type": false,
	}, fails)
	assert.Len(t, fingerprints, 6)
	pattern := got.Causes[1]
	assert.Equal(t, "GET /a", pattern.Operation)
	assert.Equal(t, "/data/*/name", pattern.At)
	assert.Equal(t, 2, pattern.Count)
	assert.Equal(t, 1, pattern.Exchanges["live"])
	assert.Equal(t, "/data/7/name", pattern.Examples[0].At)
	assert.Equal(t, "the string \""+strings.ToValidUTF8(hostile, "\ufffd")+"\"", pattern.Examples[0].Actual)
}
