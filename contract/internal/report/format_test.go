package report_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
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

// hostile is a string with characters that have a meaning in some format. A format must escape
// them.
const hostile = "</script><script>alert(1)</script> ]]> | `x` **b** ::error::x %0A \"'&\r\n\x1b[31m\xff"

// everything returns a report that has everything a report can show. It has a cause in a list that
// fails, an expired cause, drift, a rejected request, an undocumented path with a hostile name, a
// known cause, a stale entry, a note about what was not checked, and a suggestion.
func everything(t *testing.T) *report.Report {
	t.Helper()
	r := report.New(newContract(t))
	finding := func(rule string, severity contract.Severity, at, actual string) contract.Finding {
		return contract.Finding{
			Rule: contract.ParseRule(rule), Severity: severity, Side: contract.ResponseSide, Operation: "GET /a", Status: 200, At: contract.ParseLocation(at),
			Document: contract.Place{File: "small.yaml", Pointer: "/paths/~1a", Line: 4, Column: 3}, Expected: "a string", Actual: actual,
			Source: contract.Source{File: "live/a.har", Entry: 3, Provenance: contract.Live},
		}
	}
	violation := finding("response.pattern", contract.Violation, "/data/7/name", "the string \""+hostile+"\"")
	expired := finding("response.status", contract.Drift, "status", "500")
	expired.Document.Pointer = "/x"
	elsewhere := finding("request.path", contract.Violation, "path", hostile)
	elsewhere.Operation, elsewhere.Side, elsewhere.Status = "GET /"+hostile, contract.RequestSide, 0
	elsewhere.Source = contract.Source{File: "sandbox/b.har", Entry: 1, Provenance: contract.Sandbox}
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{
		violation, violation, expired, mistake(3, 0),
		finding("response.property-undeclared", contract.Drift, "/data/7/"+hostile, "one"),
	})
	rejected := finding("request.type", contract.Rejected, "/name", "the number 5")
	rejected.Side, rejected.Status = contract.RequestSide, 404
	r.Add(exchange("/a", 404, contract.Documented), []contract.Finding{rejected})
	r.Add(exchange("/b", 200, contract.Sandbox), []contract.Finding{elsewhere})
	r.Add(exchange("/a", 200, contract.Sandbox), nil)
	r.Add(exchange("/a", 200, ""), nil)
	r.AddNote(report.NotChecked, contract.Place{File: "small.yaml", Line: 9, Column: 2}, "the format money is not known")
	r.AddSuggestion(suggest.Suggestion{Cause: violation.Cause(), Title: "take what came", Diff: "--- small.yaml\n+++ small.yaml\n@@ -4 +4 @@\n-  ```\n+  </pre>\n"})
	r.SetBaseline(baselineOf(t, `
- {rule: response.type, operation: GET /a, document: /x, at: /data/*/name, reason: Next release., expires: 2026-12-24}
- {rule: response.status, operation: GET /a, document: /x, at: status, reason: Since spring., expires: 2026-12-01}
- {rule: response.enum, operation: GET /a, document: /x, at: /gone, reason: It was there., expires: 2026-12-24}
`), time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC))
	return r
}

func write(t *testing.T, r *report.Report, kind output.Format, style report.Style) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, r.Write(kind, &b, style))
	return b.String()
}

// Every kind of report shows everything.
func TestEveryKindShowsEverything(t *testing.T) {
	r := everything(t)
	for _, kind := range report.Formats() {
		t.Run(string(kind), func(t *testing.T) {
			shown := write(t, r, kind, report.Style{})
			var missing []string
			for _, what := range []string{
				"fails", "response.pattern", "request.path", "request.type", "response.status", "response.property-undeclared", "response.type",
				"rejected", "drift", "violation",
				"documented", "sandbox", "live", "unstated",
				"small.yaml", "known.yaml", "live/a.har", "sandbox/b.har",
				"Next release.", "Since spring.", "response.enum", "the format money is not known", "take what came",
			} {
				if kind == output.Markdown {
					what = strings.ReplaceAll(what, "_", `\_`)
				}
				if !strings.Contains(shown, what) {
					missing = append(missing, what)
				}
			}
			assert.Empty(t, missing)
			assert.NotContains(t, shown, "\x1b")
			assert.Equal(t, shown, write(t, everything(t), kind, report.Style{}), "the same exchanges give the same bytes")
			assert.True(t, strings.HasSuffix(shown, "\n"))
		})
	}
}

func TestEveryKindSaysWhatHolds(t *testing.T) {
	r := report.New(newContract(t))
	drift := mistake(0, 0)
	drift.Severity = contract.Drift
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{drift})
	for _, kind := range report.Formats() {
		lenient, strict := write(t, r, kind, report.Style{}), write(t, r, kind, report.Style{Strict: true})
		verdict := regexp.MustCompile(`(?m)(?:[Cc]ontract |"verdict": "|^)(holds|fails)\b`)
		assert.Equal(t, "holds", verdict.FindStringSubmatch(lenient)[1], kind)
		assert.Equal(t, "fails", verdict.FindStringSubmatch(strict)[1], kind)
	}
}

// No report shows a secret of a request, wherever the answer repeats it.
func TestNoKindShowsASecret(t *testing.T) {
	const secret = "partner-key-7f3a9c5e1b"
	c, err := contract.Parse("secret.yaml", []byte(`openapi: 3.0.3
info: {title: Secrets, version: "1"}
paths:
  /a:
    post:
      security: [{key: []}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                client_secret: {type: string, writeOnly: true, pattern: "^x"}
      responses:
        "200":
          description: Yes.
          content:
            application/json: {schema: {type: object, properties: {name: {type: integer}}}}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
`))
	require.NoError(t, err)
	x := &contract.Exchange{
		Request: contract.Request{
			Method: http.MethodPost, URL: &url.URL{Path: "/a", RawQuery: "token=" + secret},
			Header: http.Header{"Authorization": {"Bearer " + secret}, "Content-Type": {"application/json"}, "X-Extra": {secret}},
			Body:   []byte(`{"client_secret": "` + secret + `", "` + secret + `": 1}`),
		},
		Response: &contract.Response{
			Status: 200, Header: http.Header{"Content-Type": {"application/json"}, "X-Other": {secret}},
			Body: []byte(`{"name": "` + secret + `", "` + secret + `": "x", "client_secret": "` + secret + `"}`),
		},
		Source: contract.Source{File: "a.har", Provenance: contract.Live},
	}
	findings := c.Check(x)
	require.NotEmpty(t, findings)
	r := report.New(c)
	r.Add(x, findings)
	now := time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
	for _, kind := range report.Formats() {
		assert.NotContains(t, write(t, r, kind, report.Style{}), secret, kind)
	}
	data, err := r.UpdatedBaseline(true, now).Bytes()
	require.NoError(t, err)
	assert.NotContains(t, string(data), secret)
}

func TestWriteReturnsTheErrorOfTheWriter(t *testing.T) {
	for _, kind := range report.Formats() {
		require.EqualError(t, everything(t).Write(kind, fullDisk{}, report.Style{}), "no space left", kind)
	}
}

func TestWriteKnowsItsKinds(t *testing.T) {
	require.EqualError(t, report.New(newContract(t)).Write("pdf", &bytes.Buffer{}, report.Style{}),
		`there is no kind of report "pdf"; the kinds are text, json, junit, sarif, github, markdown, html`)
}
