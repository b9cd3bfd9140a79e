package report_test

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Messages, documents and file names may contain any characters. No report may move a cursor,
// change the direction of text, or give a CI job a command.
func TestNoReportActsOnWhoShowsIt(t *testing.T) {
	t.Parallel()
	const attack = "::error::x\r\n::stop-commands::x ##[group]y ##vso[task.complete] \x1b[2J\u009b2J\u202e\u3164\u115f\ufe0f\u2800\u2066\u2028\u0085\U000e0041\xff\x9b```"
	// In YAML, control characters can only be written as escapes. With escapes, a path of the
	// document may contain any character.
	path := "/" + attack
	c, err := contract.Parse(attack+".yaml", []byte("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  "+strconv.QuoteToASCII(strings.ToValidUTF8(path, ""))+
		":\n    get: {responses: {'200': {description: A}}}\n"))
	require.NoError(t, err)
	r := report.New(c)
	x := &contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}, Header: http.Header{}},
		Response: &contract.Response{Status: 200},
		Source:   contract.Source{File: attack + ".har", Page: attack, Provenance: contract.Live},
	}
	place := contract.Place{File: attack + ".yaml", Pointer: "/" + attack, Line: 1, Column: 1}
	finding := contract.Finding{
		Rule: contract.Rule{Side: contract.ResponseSide, Keyword: "type"}, Severity: contract.Violation, Operation: attack, Status: 200,
		At: contract.ParseLocation("header " + attack), Document: place, Expected: attack, Actual: attack, Source: x.Source,
	}
	known := finding
	known.Document.Pointer, known.Rule.Keyword = "/known", attack // The keyword may be the id of an invariant, for instance.
	r.Add(x, []contract.Finding{finding, known})
	r.AddNote(report.NotChecked, place, attack)
	r.AddSuggestion(suggest.Suggestion{Cause: finding.Cause(), Title: attack, Diff: "--- " + attack + "\n " + attack + "\n+" + attack + "\n"})
	r.SetBaseline(baselineOf(t, "- {rule: response.type, operation: GET /a, document: /gone, at: status, reason: Since spring., expires: 2026-12-24}\n"),
		time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))

	for _, format := range report.Formats() {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			shown := write(t, r, format, report.Style{})
			if format == output.JUnit {
				var root element
				require.NoError(t, xml.Unmarshal([]byte(shown), &root)) //nolint:musttag // The type accepts any element, so it has no tags.
				require.NoError(t, validJUnit(root))
			}
			for line := range strings.SplitSeq(shown, "\n") {
				assert.NotContains(t, line, "##[")
				assert.NotContains(t, line, "##vso[")
				unprintable := strings.IndexFunc(strings.ReplaceAll(line, "\t", ""), func(c rune) bool { return !wording.IsVisible(c) })
				assert.Equal(t, -1, unprintable, "%q", line)
				if text := strings.TrimSpace(line); strings.HasPrefix(text, "::") {
					assert.Equal(t, output.GitHub, format, "%q", line)
					assert.Regexp(t, `^::(error|warning|notice) (file=|title=)`, text)
				}
			}
		})
	}
}
