package report_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

const document = `openapi: 3.0.3
info: {title: Small, version: "1"}
paths:
  /a:
    get:
      responses:
        "200": {description: Yes.}
        4XX: {description: No., x-decision: The page is silent.}
`

func newContract(tb testing.TB) *contract.Contract {
	tb.Helper()
	c, err := contract.Parse("small.yaml", []byte(document))
	require.NoError(tb, err)
	return c
}

func exchange(path string, status int, who contract.Provenance) *contract.Exchange {
	return &contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: path}},
		Response: &contract.Response{Status: status},
		Source:   contract.Source{File: "a.har", Entry: 1, Provenance: who},
	}
}

func add(r *report.Report, c *contract.Contract, exchanges ...*contract.Exchange) {
	for _, x := range exchanges {
		r.Add(x, c.Check(x))
	}
}

// text returns the report as text.
func text(t *testing.T, r *report.Report, style report.Style) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, r.Write(output.Text, &b, style))
	return b.String()
}

// mistake returns a finding about one item of a list. Each item has the same finding.
func mistake(entry, item int) contract.Finding {
	return contract.Finding{
		Rule: contract.ParseRule("response.type"), Severity: contract.Violation, Side: contract.ResponseSide, Operation: "GET /a", Status: 200, At: contract.ParseLocation(fmt.Sprintf("/data/%d/name", item)),
		Document: contract.Place{File: "small.yaml", Pointer: "/x", Line: 7, Column: 9},
		Expected: "a string", Actual: fmt.Sprintf("the number %d", item), Source: contract.Source{File: "a.har", Entry: entry},
	}
}

// from returns the findings with this provenance.
func from(who contract.Provenance, findings ...contract.Finding) []contract.Finding {
	for i := range findings {
		findings[i].Source.Provenance = who
	}
	return findings
}

func TestWriteTextCountsProvenancesApart(t *testing.T) {
	c := newContract(t)
	r := report.New(c)
	add(r, c,
		exchange("/a", 200, contract.Live), exchange("/a", 200, contract.Sandbox), exchange("/a", 200, contract.Sandbox),
		exchange("/a", 404, contract.Documented), exchange("/a", 200, ""), exchange("/b", 200, contract.Live))
	assert.Equal(t, `fails: 6 exchanges (1 documented, 2 sandbox, 2 live, 1 unstated), 1 violation, 0 rejected, 0 drift, 1 cause
checked against small.yaml (Small 1, OpenAPI 3.0.3) by orgcontract (devel)

violation  request.path  GET /b  at path  small.yaml:4:3
           expected a path of the document, such as /a, got "/b"   (a.har#1)

operation  requests     200       4XX
GET /a     D1 S2 L1 U1  S2 L1 U1  D1*

Who answered: D documented, S sandbox, L live, T test, U unstated. - in the
document but not seen; ! seen but not in the document; * in the document by
decision (x-decision), because the API's own documentation doesn't list it.
`, text(t, r, report.Style{}))
}

func TestWriteTextShowsACauseOnce(t *testing.T) {
	r := report.New(newContract(t))
	for entry, who := range []contract.Provenance{contract.Live, contract.Sandbox, contract.Live, contract.Live} {
		r.Add(exchange("/a", 200, who), from(who, mistake(entry, 5), mistake(entry, 6)))
		r.Add(exchange("/a", 200, who), nil)
	}
	assert.Contains(t, text(t, r, report.Style{}), `fails: 8 exchanges (2 sandbox, 6 live), 8 violations, 0 rejected, 0 drift, 1 cause
checked against small.yaml (Small 1, OpenAPI 3.0.3) by orgcontract (devel)

violation  response.type  GET /a 200  at /data/5/name  small.yaml:7:9
           expected a string, got the number 5   (and 7 more like it, in 4 exchanges: 1 sandbox, 3 live; first in a.har#0, then a.har#1)

operation`)
}

// If a server refuses a wrong request, there is nothing to fix. A report therefore shows only a few
// of these requests.
func TestWriteTextFoldsWhatWasRejected(t *testing.T) {
	r := report.New(newContract(t))
	var findings []contract.Finding
	for i := range 5 {
		f := mistake(0, i)
		f.Severity, f.Rule = contract.Rejected, contract.Rule{Side: contract.RequestSide, Keyword: fmt.Sprint("rule", i)}
		findings = append(findings, f)
	}
	r.Add(exchange("/a", 404, contract.Sandbox), findings)
	r.Add(exchange("/a", 404, contract.Sandbox), findings[4:])
	shown := text(t, r, report.Style{})
	assert.Contains(t, shown, "request.rule1")
	assert.NotContains(t, shown, "request.rule2")
	assert.Contains(t, shown, "\nrejected   and 2 other causes of requests that were refused as documented (2 findings); --all shows them\n\noperation")
	all := text(t, r, report.Style{All: true})
	assert.Contains(t, all, "request.rule2")
	assert.NotContains(t, all, "--all")

	r.Add(exchange("/a", 200, contract.Sandbox), []contract.Finding{mistake(0, 5)})
	assert.Contains(t, text(t, r, report.Style{}), "violation  response.type", "what is to be fixed is never folded")
}

func TestWriteTextOfFindingsInNoRecording(t *testing.T) {
	r := report.New(newContract(t))
	one, other := mistake(0, 0), mistake(0, 1)
	one.Source, other.Source = contract.Source{}, contract.Source{}
	alone := contract.Finding{Rule: contract.ParseRule("request.security"), Severity: contract.Rejected, Operation: "GET /a", Document: one.Document, Expected: "a key", Actual: "none"}
	r.Add(exchange("/a", 200, ""), []contract.Finding{one, other, alone})
	assert.Contains(t, text(t, r, report.Style{}), `
violation  response.type  GET /a 200  at /data/0/name  small.yaml:7:9
           expected a string, got the number 0   (and 1 more like it, in 1 exchange)
rejected   request.security  GET /a  small.yaml:7:9
           expected a key, got none

operation`)
}

func TestWriteTextOfNothing(t *testing.T) {
	shown := text(t, report.New(newContract(t)), report.Style{Strict: true})
	assert.Equal(t, "holds: 0 exchanges, 0 violations, 0 rejected, 0 drift\nchecked against small.yaml (Small 1, OpenAPI 3.0.3) by orgcontract (devel)\n\n1 operation was not called\n", shown)
}

func TestWriteTextShowsSuggestionsBelowTheirCause(t *testing.T) {
	r := report.New(newContract(t))
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{mistake(0, 5)})
	r.AddSuggestion(suggest.Suggestion{
		Cause: mistake(9, 9).Cause(), Title: "take numbers too",
		Diff: "--- small.yaml\n+++ small.yaml\n@@ -7 +7 @@\n \n-  type: string\n+  type: number\n",
	})
	r.AddSuggestion(suggest.Suggestion{Cause: contract.Cause{Rule: contract.ParseRule("response.status")}, Title: "nothing was found that asks for it"})
	shown := text(t, r, report.Style{})
	assert.Contains(t, shown, `got the number 5   (a.har#0)
           take numbers too:
             --- small.yaml
             +++ small.yaml
             @@ -7 +7 @@

             -  type: string
             +  type: number

operation`)
	assert.NotContains(t, shown, "nothing was found")
}

func TestWriteTextTellsWhatWasNotChecked(t *testing.T) {
	r := report.New(newContract(t))
	r.AddNote(report.NotChecked, contract.Place{File: "small.yaml", Line: 10, Column: 2}, "the format money is not known")
	r.AddNote(report.NotChecked, contract.Place{File: "small.yaml", Line: 9, Column: 7}, "the format zone is not known")
	r.AddNote(report.NotChecked, contract.Place{File: "small.yaml", Line: 10, Column: 2}, "the format money is not known")
	assert.Contains(t, text(t, r, report.Style{}), `
Not checked:
  small.yaml:9:7  the format zone is not known
  small.yaml:10:2  the format money is not known

1 operation`)
}

func TestWriteTextLetsNoMessageMoveTheCursor(t *testing.T) {
	f := mistake(0, 0)
	f.At, f.Actual, f.Operation = contract.ParseLocation("/a\nholds: all\x1b[2J"), "the string \u202e\x00", "GET /a\rb"
	r := report.New(newContract(t))
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{f})
	shown := text(t, r, report.Style{})
	assert.Contains(t, shown, `GET /a\rb 200  at /a\nholds: all\x1b[2J  small.yaml:7:9`)
	assert.Contains(t, shown, `the string \u202e\x00`)
}

func TestWriteTextPaintsOnlyWhenAsked(t *testing.T) {
	c := newContract(t)
	r := report.New(c)
	add(r, c, exchange("/a", 500, contract.Live))
	assert.NotContains(t, text(t, r, report.Style{}), "\x1b")
	assert.Contains(t, text(t, r, report.Style{Style: output.Style{Color: true}}), "\x1b[31;1mviolation")
}

// The report shortens a long enum and still shows the actual value. The JSON report has the whole
// enum.
func TestLongMessagesAreCut(t *testing.T) {
	r := report.New(newContract(t))
	f := mistake(0, 0)
	f.Expected = "one of " + strings.Repeat(`"a value", `, 400) + `"the last"`
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{f})
	for _, format := range report.Formats() {
		shown := write(t, r, format, report.Style{})
		if format == output.JSON {
			assert.Contains(t, shown, "the last")
			continue
		}
		assert.NotContains(t, shown, "the last", format)
		assert.Contains(t, shown, "more characters), got the number 0", format)
	}
}

// A report can be about a recording of any size, because it keeps the causes and only a few
// findings.
func TestReportKeepsNoFindings(t *testing.T) {
	r := report.New(newContract(t))
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for entry := range 50_000 {
		x := exchange("/a", 200, contract.Live)
		x.Response.Body = make([]byte, 1000)
		f := mistake(entry, entry)
		f.Actual += strings.Repeat("!", 1000)
		r.Add(x, []contract.Finding{f})
	}
	assert.Less(t, heap(), before+5_000_000)
	assert.Equal(t, 50_000, r.Groups()[0].Count)
}

func TestHolds(t *testing.T) {
	for _, tt := range []struct {
		severity        contract.Severity
		lenient, strict bool
	}{
		{contract.Violation, false, false},
		{contract.Rejected, true, true},
		{contract.Drift, true, false},
	} {
		r := report.New(newContract(t))
		assert.True(t, r.Holds(true), "nothing found")
		r.Add(exchange("/a", 200, contract.Live), []contract.Finding{{Severity: tt.severity}})
		assert.Equal(t, tt.lenient, r.Holds(false), tt.severity)
		assert.Equal(t, tt.strict, r.Holds(true), tt.severity)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteTextReturnsTheErrorOfTheWriter(t *testing.T) {
	require.EqualError(t, report.New(newContract(t)).Write(output.Text, fullDisk{}, report.Style{}), "no space left")
}

// If there are many flaws of a kind, a report for people shows the first flaws and the number of
// the others. The JSON report has all flaws.
func TestManyFlawsOfAKind(t *testing.T) {
	t.Parallel()
	r := report.New(newContract(t))
	for line := range 1234 {
		r.AddWarning(contract.Warning{Document: contract.Place{File: "small.yaml", Line: line + 1, Column: 1}, Kind: "unknown-field", What: "no such field"})
	}
	r.AddWarning(contract.Warning{Document: contract.Place{File: "small.yaml", Line: 2000, Column: 1}, Kind: "twice", What: "twice"})
	shown := text(t, r, report.Style{})
	assert.Equal(t, 10, strings.Count(shown, "no such field"))
	assert.Contains(t, shown, "  small.yaml:11:1  and 1224 more of the kind unknown-field, of which this is the first; the JSON report has them all\n  small.yaml:2000:1  twice\n")
	var all strings.Builder
	require.NoError(t, r.Write(output.JSON, &all, report.Style{}))
	assert.Equal(t, 1234, strings.Count(all.String(), `"no such field"`))
}
