package report_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

// found returns a violation in a recording.
func found(rule, operation, at, pointer string) contract.Finding {
	return contract.Finding{
		Rule: contract.ParseRule(rule), Severity: contract.Violation, Side: contract.ResponseSide, Operation: operation, Status: 200,
		At: contract.ParseLocation(at), Document: contract.Place{File: "small.yaml", Pointer: pointer, Line: 7, Column: 9},
		Expected: "this", Actual: "that", Source: contract.Source{File: "a.har", Entry: 1},
	}
}

func TestAFixIsOnce(t *testing.T) {
	t.Parallel()
	var paths, keys, names []contract.Finding
	for i := range 5 {
		keys = append(keys, found("response.type", "GET /a", fmt.Sprintf("/labels/key-%d/size", i), "/x"))
		names = append(names, found("response.property-undeclared", "GET /a", fmt.Sprintf("/labels/key-%d/name%d", i, i), "/x"))
	}
	for _, id := range []string{
		"things/7", "things/8", "users/0b5c7a1e-9f6d-4c5a-8a53-2f8b6c0d1e2f/keys", "users/1b5c7a1e-9f6d-4c5a-8a53-2f8b6c0d1e2f/keys",
		"blobs/d41d8cd98f00b204e9800998ecf8427e", "disks/vol-0a1b2c3d", "disks/vol-9a1b2c3d", "v1/index.html",
	} {
		paths = append(paths, found("request.path", "GET /"+id, "path", "/paths"))
	}
	moved := func(path string) contract.Finding { return found("request.path", "GET "+path, "path", "/servers") }
	header := func(operation, at, pointer string) contract.Finding {
		return found("response.header-undeclared", operation, at, pointer)
	}
	wrongType := found("response.media-type", "GET /b", "header Content-Type", "/b")
	other := found("response.media-type", "GET /c", "header Content-Type", "/c")
	other.Actual = "another"
	for _, tt := range []struct {
		name     string
		findings []contract.Finding
		want     []string
	}{
		{"a rule and a place in several operations", []contract.Finding{
			found("response.required", "GET /a", "/data/0", "/x"), found("response.required", "GET /b", "body", "/x"),
			found("response.required", "GET /b", "body", "/y"),
		}, []string{
			"violation  response.required  in 2 operations  small.yaml:7:9",
			"             GET /a 200  at /data/*  (1)", "             GET /b 200  at body  (1)",
			"violation  response.required  GET /b 200  at body  small.yaml:7:9",
		}},
		{"the keys of a map", keys, []string{
			"violation  response.type  GET /a 200  at /labels/*/size  small.yaml:7:9",
		}},
		{"properties that are not declared, by name", names, []string{
			"violation  response.property-undeclared  GET /a 200  small.yaml:7:9",
			"             GET /a 200  at /labels/*/name0, /labels/*/name1, /labels/*/name2, /labels/*/name3, /labels/*/name4  (5)",
		}},
		{"unknown paths by shape", paths, []string{
			"violation  request.path  GET /disks/{id}  at path  small.yaml:7:9",
			"violation  request.path  GET /things/{number}  at path  small.yaml:7:9",
			"violation  request.path  GET /users/{uuid}/keys  at path  small.yaml:7:9",
			"violation  request.path  GET /blobs/{hash}  at path  small.yaml:7:9",
			"violation  request.path  GET /v1/index.html  at path  small.yaml:7:9",
		}},
		{"another base path", []contract.Finding{moved("/v1/a"), moved("/v1/b/7"), moved("/v1/b/8")}, []string{
			"violation  request.path  in 2 operations  at path  small.yaml:7:9",
			"             GET /v1/a  (1)", "             GET /v1/b/{number}  (2)",
		}},
		{"a header that is not declared", []contract.Finding{
			header("GET /a", "header X-Trace", "/a"), header("GET /b", "header X-Trace", "/b"), header("GET /b", "header X-Other", "/b"),
		}, []string{
			"violation  response.header-undeclared  in 2 operations  at header X-Trace  small.yaml:7:9 and 1 other place",
			"             GET /a 200  (1)", "             GET /b 200  (1)",
			"violation  response.header-undeclared  GET /b 200  at header X-Other  small.yaml:7:9",
		}},
		{"no credential", []contract.Finding{
			found("request.security", "GET /a", "header Authorization", "/a"), found("request.security", "GET /b", "header Authorization", "/b"),
		}, []string{
			"violation  request.security  in 2 operations  at header Authorization  small.yaml:7:9 and 1 other place",
			"             GET /a 200  (1)", "             GET /b 200  (1)",
		}},
		{"a wrong media type", []contract.Finding{
			found("response.media-type", "GET /a", "header Content-Type", "/a"), wrongType, other,
		}, []string{
			"violation  response.media-type  in 2 operations  at header Content-Type  small.yaml:7:9 and 1 other place",
			"             GET /a 200  (1)", "             GET /b 200  (1)",
			"violation  response.media-type  GET /c 200  at header Content-Type  small.yaml:7:9",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := report.New(newContract(t))
			r.Add(exchange("/a", 200, ""), tt.findings)
			var lines []string
			for line := range strings.Lines(text(t, r, report.Style{})) {
				if strings.HasPrefix(line, "violation ") || strings.HasPrefix(line, "             ") {
					lines = append(lines, strings.TrimSuffix(line, "\n"))
				}
			}
			assert.Equal(t, tt.want, lines)
		})
	}
}

// The baseline accepts each cause separately, so it may accept a fix in only one of its operations.
func TestAFixIsKnownByCause(t *testing.T) {
	t.Parallel()
	r := report.New(newContract(t))
	r.Add(exchange("/a", 200, ""), []contract.Finding{found("response.type", "GET /a", "/data/0/name", "/x"), found("response.type", "GET /b", "/name", "/x")})
	r.SetBaseline(baselineOf(t, "- {rule: response.type, operation: GET /a, document: /x, at: /data/*/name, reason: Next release., expires: 2026-12-24}\n"),
		time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
	shown := text(t, r, report.Style{})
	assert.Contains(t, shown, "violation  response.type  GET /b 200  at /name")
	assert.Contains(t, shown, "Known:\n\nviolation  response.type  GET /a 200  at /data/0/name")
}

// The report shows the reason of each entry in the baseline, so causes with different reasons are
// separate fixes.
func TestAFixHasOneReason(t *testing.T) {
	t.Parallel()
	r := report.New(newContract(t))
	r.Add(exchange("/a", 200, ""), []contract.Finding{found("response.type", "GET /a", "/name", "/x"), found("response.type", "GET /b", "/name", "/x")})
	r.SetBaseline(baselineOf(t, `
- {rule: response.type, operation: GET /a, document: /x, at: /name, reason: Next release., expires: 2026-12-24}
- {rule: response.type, operation: GET /b, document: /x, at: /name, reason: Since spring., expires: 2026-12-24}
`), time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
	shown := text(t, r, report.Style{})
	assert.Contains(t, shown, "known until 2026-12-24: Next release.")
	assert.Contains(t, shown, "known until 2026-12-24: Since spring.")
}

// many returns a report with two kinds of causes. One cause has most of the findings, and there are
// many small causes.
func many(t *testing.T) *report.Report {
	t.Helper()
	r := report.New(newContract(t))
	for i := range 60 {
		f := found("response.type", "GET /a", "/name", fmt.Sprintf("/x/%d", i))
		f.Document.Line = i + 1
		f.More = 39
		if i == 59 {
			f.More = 1639
		}
		r.Add(exchange("/a", 200, ""), []contract.Finding{f})
	}
	for i := range 8 {
		r.Add(exchange("/a", 200, ""), []contract.Finding{found("response.required", fmt.Sprintf("GET /%c", 'a'+i), "body", "/many")})
	}
	return r
}

func TestTextBeginsWithTheHeaviest(t *testing.T) {
	t.Parallel()
	shown := text(t, many(t), report.Style{})
	assert.Contains(t, shown, `fails: 68 exchanges, 4008 violations, 0 rejected, 0 drift, 61 causes
checked against small.yaml (Small 1, OpenAPI 3.0.3) by orgcontract (devel)

The heaviest of 61 causes, with their share of 4008 findings:

violation  response.type  GET /a 200  at /name  small.yaml:60:9  40.9%
`)
	assert.Equal(t, 30, strings.Count(shown, "\nviolation  "))
	assert.Equal(t, 10, strings.Count(shown, "%\n"))
	assert.Contains(t, shown, "\nThe others:\n\nviolation  ")
	assert.Contains(t, shown, "\nand 31 other causes (1208 findings); --all shows them\n")

	all := text(t, many(t), report.Style{All: true})
	assert.Equal(t, 61, strings.Count(all, "\nviolation  "))
	assert.NotContains(t, all, "--all")
	for _, format := range []output.Format{output.JSON, output.GitHub, output.Markdown, output.HTML, output.SARIF, output.JUnit} {
		assert.Contains(t, write(t, many(t), format, report.Style{}), "GET /h", format)
	}
}

func TestTextListsTheFirstOperations(t *testing.T) {
	t.Parallel()
	r := report.New(newContract(t))
	for i := range 9 {
		r.Add(exchange("/a", 200, ""), []contract.Finding{found("response.required", fmt.Sprintf("GET /%c", 'a'+i), "body", "/many")})
	}
	assert.Contains(t, text(t, r, report.Style{}), `in 9 operations  at body  small.yaml:7:9
           expected this, got that   (and 8 more like it; first in a.har#1)
             GET /a 200  (1)
             GET /b 200  (1)
             GET /c 200  (1)
             GET /d 200  (1)
             GET /e 200  (1)
             and 4 more operations
`)
	assert.Contains(t, text(t, r, report.Style{All: true}), "GET /i 200  (1)\n")
}

func TestJSONHasFixesAndCauses(t *testing.T) {
	t.Parallel()
	var got struct {
		Against map[string]string `json:"against"`
		Causes  []struct {
			Fingerprint string `json:"fingerprint"`
		} `json:"causes"`
		Fixes []struct {
			Rule       string   `json:"rule"`
			Count      int      `json:"count"`
			Causes     []string `json:"causes"`
			Operations []struct {
				Operation string   `json:"operation"`
				At        []string `json:"at"`
				Count     int      `json:"count"`
			} `json:"operations"`
		} `json:"fixes"`
	}
	require.NoError(t, json.Unmarshal([]byte(write(t, many(t), output.JSON, report.Style{})), &got))
	assert.Equal(t, map[string]string{"file": "small.yaml", "title": "Small", "version": "1", "openapi": "3.0.3"}, got.Against)
	assert.Len(t, got.Causes, 68)
	require.Len(t, got.Fixes, 61)
	last := got.Fixes[60]
	assert.Equal(t, "response.required", last.Rule)
	assert.Equal(t, 8, last.Count)
	assert.Len(t, last.Operations, 8)
	assert.Equal(t, []string{"body"}, last.Operations[0].At)
	var fingerprints []string
	for _, c := range got.Causes {
		fingerprints = append(fingerprints, c.Fingerprint)
	}
	assert.Subset(t, fingerprints, last.Causes)
}

func TestEveryKindNamesTheDocumentAndTheTool(t *testing.T) {
	t.Parallel()
	for _, format := range report.Formats() {
		shown := write(t, report.New(newContract(t)), format, report.Style{})
		for _, what := range []string{"small.yaml", "Small", "3.0.3", "(devel)"} {
			assert.Contains(t, shown, what, format)
		}
	}
}

func TestOnlyHTMLShowsTheDate(t *testing.T) {
	t.Parallel()
	date := time.Date(2026, 11, 30, 23, 0, 0, 0, time.FixedZone("west", -8*60*60))
	for _, format := range report.Formats() {
		shown := write(t, report.New(newContract(t)), format, report.Style{Date: date})
		assert.Equal(t, format == output.HTML, strings.Contains(shown, "2026-12-01"), format)
	}
}

func TestIncompleteIsNoPass(t *testing.T) {
	t.Parallel()
	r := report.New(newContract(t))
	r.Incomplete()
	for _, format := range report.Formats() {
		shown := write(t, r, format, report.Style{})
		assert.NotRegexp(t, `(?m)([Cc]ontract |"verdict": "|✓ |^)holds\b`, shown, format)
		if format == output.SARIF {
			assert.Contains(t, shown, `"executionSuccessful": false`)
		}
		assert.Contains(t, shown, "incomplete", format)
	}
	r.Add(exchange("/a", 200, ""), []contract.Finding{mistake(0, 0)})
	assert.True(t, strings.HasPrefix(text(t, r, report.Style{}), "fails: "), "what fails, fails")
}

// If no recording says who answered, the report doesn't mention who answered.
func TestProvenanceOnlyWhereItIsUsed(t *testing.T) {
	t.Parallel()
	r := report.New(newContract(t))
	f := mistake(0, 0)
	r.Add(exchange("/a", 200, ""), []contract.Finding{f, f})
	for _, format := range []output.Format{output.Text, output.GitHub, output.Markdown, output.HTML, output.JUnit} {
		shown := write(t, r, format, report.Style{})
		assert.NotContains(t, shown, "nstated", format)
		assert.NotContains(t, shown, "Who answered", format)
		assert.NotContains(t, shown, "Only live", format)
	}
	assert.Contains(t, text(t, r, report.Style{}), "operation  requests  200  4XX\nGET /a     1         1    -*\n")
}

func TestTextCountsWhatWasNotCalled(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("small.yaml", []byte(strings.Replace(document, "paths:\n", "paths:\n  /b: {get: {responses: {'200': {description: B}}}}\n  /c: {get: {responses: {'200': {description: C}}}}\n", 1)))
	require.NoError(t, err)
	r := report.New(c)
	r.Add(exchange("/a", 200, ""), nil)
	assert.Contains(t, text(t, r, report.Style{}), "GET /a     1         1    -*\n2 other operations were not called\n")
	page := write(t, r, output.HTML, report.Style{})
	assert.Contains(t, page, "1 of 3 operations called, 1 of 4 documented responses seen")
	assert.Contains(t, page, "GET /b")
	assert.Contains(t, write(t, r, output.Markdown, report.Style{}), "GET /b")
}

// If a table is wider than a terminal, the report leaves out the column of sums. If that is not
// enough, it leaves out the table.
func TestTextFitsATerminal(t *testing.T) {
	for name, tt := range map[string]struct {
		statuses int
		head     string
	}{
		"fits":             {8, "operation  requests  200  201  202  203  204  205  206  207  4XX"},
		"without the sums": {12, "operation  200  201  202  203  204  205  206  207  208  209  210  211  4XX"},
		"not at all":       {15, "1 operation was called; the table of their statuses is too wide, --report html=FILE shows it"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newContract(t)
			r := report.New(c)
			for i := range tt.statuses {
				add(r, c, exchange("/a", 200+i, ""))
			}
			written := text(t, r, report.Style{})
			assert.Contains(t, written, "\n"+tt.head+"\n")
			assert.Equal(t, tt.statuses == 15, !strings.Contains(written, "\noperation  "))
		})
	}
}

// The text report of a large API has the length of a few screens. It shows operations and diffs
// only for the causes with the most findings, and leaves out a table with many operations.
func TestTextIsSomeScreensLong(t *testing.T) {
	var paths strings.Builder
	for i := range 50 {
		fmt.Fprintf(&paths, "  /p%d: {get: {responses: {'200': {description: Yes.}}}}\n", i)
	}
	c, err := contract.Parse("large.yaml", []byte("openapi: 3.0.3\ninfo: {title: Large, version: '1'}\npaths:\n"+paths.String()))
	require.NoError(t, err)
	r := report.New(c)
	for i := range 50 {
		var all []contract.Finding
		for j := range 60 {
			all = append(all, found("response.type", fmt.Sprintf("GET /p%d", i), "/name", fmt.Sprintf("/x/%02d", j)))
		}
		r.Add(exchange(fmt.Sprintf("/p%d", i), 200, ""), all)
		if i == 0 {
			r.AddSuggestion(suggest.Suggestion{Cause: all[0].Cause(), Title: "take the first", Diff: "--- a\n+++ b\n@@ -1 +1 @@\n-1\n+2\n"})
			r.AddSuggestion(suggest.Suggestion{Cause: all[20].Cause(), Title: "take the other", Diff: "--- a\n+++ b\n@@ -3 +3 @@\n-3\n+4\n"})
		}
	}
	for i := range 100 {
		r.AddNote(report.NotChecked, contract.Place{File: "large.yaml", Line: i + 1, Column: 1}, fmt.Sprintf("the format f%d is not known", i))
	}
	shown := text(t, r, report.Style{})
	assert.Less(t, strings.Count(shown, "\n"), 170)
	assert.Contains(t, shown, "\n             +2\n")
	assert.Contains(t, shown, "\n           take the other; --all shows the edit\n")
	assert.Contains(t, shown, "\n50 operations were called; --all shows the table of their statuses\n")
	all := text(t, r, report.Style{All: true})
	assert.Contains(t, all, "\n             +4\n")
	assert.Contains(t, shown, "the format f19 is not known\n  and 80 more; --all shows them\n")
	assert.Contains(t, all, "the format f99 is not known\n")
	assert.Contains(t, all, "\nGET /p49   1         1\n")
}
