package report_test

import (
	"encoding/json"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// parseSARIF writes a report, validates it against the SARIF 2.1.0 schema, and parses it.
func parseSARIF(t *testing.T, r *report.Report) *sarif.Run {
	t.Helper()
	shown := write(t, r, output.SARIF, report.Style{})
	parsed, err := sarif.FromString(shown, sarif.WithStrictValidation())
	require.NoError(t, err)
	require.NoError(t, parsed.Validate())
	// Encode the parsed report again, to check that the validation covered all of it.
	again, err := json.Marshal(parsed)
	require.NoError(t, err)
	require.JSONEq(t, shown, string(again))
	require.Len(t, parsed.Runs, 1)
	return parsed.Runs[0]
}

func TestSARIF(t *testing.T) {
	run := parseSARIF(t, everything(t))
	type result struct {
		rule, level, uri string
		line, column     int
		suppressed       bool
	}
	var results []result
	for _, r := range run.Results {
		place := r.Locations[0].PhysicalLocation
		results = append(results, result{
			*r.RuleID, r.Level, *place.ArtifactLocation.URI, *place.Region.StartLine, *place.Region.StartColumn, len(r.Suppressions) > 0,
		})
		assert.Equal(t, *r.RuleID, *run.Tool.Driver.Rules[r.RuleIndex].ID)
	}
	assert.Equal(t, []result{
		{"request.path", "error", "small.yaml", 4, 3, false},
		{"response.pattern", "error", "small.yaml", 4, 3, false},
		{"request.type", "note", "small.yaml", 4, 3, false},
		{"response.property-undeclared", "warning", "small.yaml", 4, 3, false},
		{"response.status", "error", "small.yaml", 4, 3, false},
		{"response.type", "note", "small.yaml", 7, 9, true},
		{"baseline.stale", "error", "known.yaml", 4, 3, false},
	}, results)
	assert.Equal(t, 2, *run.Results[1].OccurrenceCount)
	assert.Equal(t, "not checked: the format money is not known", *run.Invocations[0].ToolExecutionNotifications[0].Message.Text)
}

// GitHub's code scanning recognizes a finding by its fingerprint. The fingerprint must not change
// when lines move, or when another item of a list has the finding.
func TestSARIFFingerprintsStayWhenLinesMove(t *testing.T) {
	fingerprint := func(f contract.Finding) string {
		r := report.New(newContract(t))
		r.Add(exchange("/a", 200, contract.Live), []contract.Finding{f})
		return parseSARIF(t, r).Results[0].PartialFingerprints["cause/v1"]
	}
	here, moved := mistake(0, 5), mistake(3, 17)
	moved.Document.Line, moved.Document.Column, moved.Status = 99, 1, 201
	assert.Equal(t, fingerprint(here), fingerprint(moved))
	for name, change := range map[string]func(*contract.Finding){
		"rule":      func(f *contract.Finding) { f.Rule = contract.ParseRule("response.format") },
		"operation": func(f *contract.Finding) { f.Operation = "GET /b" },
		"document":  func(f *contract.Finding) { f.Document.Pointer = "/y" },
		"at":        func(f *contract.Finding) { f.At = contract.ParseLocation("/data/0/id") },
	} {
		other := here
		change(&other)
		assert.NotEqual(t, fingerprint(here), fingerprint(other), name)
	}
}

func TestSARIFNamesFilesAsURIs(t *testing.T) {
	for file, want := range map[string]string{
		"openapi.yaml":      "openapi.yaml",
		"my api/a#b%.yaml":  "my%20api/a%23b%25.yaml",
		"/etc/openapi.yaml": "file:///etc/openapi.yaml",
		`api\openapi.yaml`:  "api/openapi.yaml",
	} {
		f := mistake(0, 0)
		f.Document.File = file
		r := report.New(newContract(t))
		r.Add(exchange("/a", 200, contract.Live), []contract.Finding{f})
		assert.Equal(t, want, *parseSARIF(t, r).Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI)
	}
}

func TestSARIFOfAPlaceWithoutALine(t *testing.T) {
	r := report.New(newContract(t))
	for _, place := range []contract.Place{{File: "a.yaml"}, {File: "a.yaml", Line: 7, Pointer: "/y"}} {
		f := mistake(0, 0)
		f.Document = place
		r.Add(exchange("/a", 200, contract.Live), []contract.Finding{f})
	}
	results := parseSARIF(t, r).Results
	assert.Nil(t, results[0].Locations[0].PhysicalLocation.Region)
	assert.Equal(t, 1, *results[1].Locations[0].PhysicalLocation.Region.StartColumn)
}

func TestSARIFMakesNoLinksOfMessages(t *testing.T) {
	f := mistake(0, 0)
	f.Actual = "the string \"[here](https://example.com)\""
	r := report.New(newContract(t))
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{f})
	assert.NotContains(t, *parseSARIF(t, r).Results[0].Message.Text, "](")
}
