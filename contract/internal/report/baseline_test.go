package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// known is a baseline that accepts the cause of mistake until 2026-12-24, and a finding that no
// test has.
func known(t *testing.T) *baseline.Baseline {
	t.Helper()
	return baselineOf(t, `
- {rule: response.type, operation: GET /a, document: /x, at: /data/*/name, reason: Next release., expires: 2026-12-24}
- {rule: response.status, operation: GET /a, document: /x, at: status, reason: Gone., expires: 2026-12-24}
`)
}

func baselineOf(t *testing.T, data string) *baseline.Baseline {
	t.Helper()
	b, err := baseline.Load("known.yaml", []byte(data), func(contract.Rule) bool { return true })
	require.NoError(t, err)
	return b
}

func TestWriteTextCountsKnownFindingsApart(t *testing.T) {
	r := report.New(newContract(t))
	other := mistake(0, 3)
	other.Rule = contract.ParseRule("response.pattern")
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{mistake(0, 5), other})
	r.SetBaseline(known(t), time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC))
	assert.Contains(t, text(t, r, report.Style{}), `fails: 1 exchange (1 live), 1 violation, 0 rejected, 0 drift, 1 cause; known: 1 violation, 0 rejected, 0 drift, 1 cause; 1 stale in the baseline
checked against small.yaml (Small 1, OpenAPI 3.0.3) by orgcontract (devel)

violation  response.pattern  GET /a 200  at /data/3/name  small.yaml:7:9
           expected a string, got the number 3   (a.har#0)

Known:

violation  response.type  GET /a 200  at /data/5/name  small.yaml:7:9
           expected a string, got the number 5   (a.har#0)
           known until 2026-12-24: Next release.

stale      response.status  GET /a  at status  known.yaml:3:3
           the baseline accepts this finding, but it was not found; remove the entry

operation`)
}

func TestWriteTextShowsAnExpiredEntryWithItsFindings(t *testing.T) {
	r := report.New(newContract(t))
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{mistake(0, 5)})
	r.SetBaseline(known(t), time.Date(2026, 12, 25, 0, 0, 0, 0, time.UTC))
	shown := text(t, r, report.Style{})
	assert.Contains(t, shown, `
           expected a string, got the number 5   (a.har#0)
           was known until 2026-12-24 (Next release.): fix it, or renew the entry at known.yaml:2:3
`)
	assert.Contains(t, shown, "fails: 1 exchange (1 live), 1 violation, 0 rejected, 0 drift, 1 cause; 1 stale in the baseline\n")
}

// A long baseline doesn't fill a log: the reports for people show the first stale entries and count
// the others.
func TestStaleEntriesAreShownUpToALimit(t *testing.T) {
	t.Parallel()
	var data strings.Builder
	for i := range 105 {
		fmt.Fprintf(&data, "- {rule: response.type, operation: GET /%d, reason: a, expires: 2026-12-24}\n", i)
	}
	b, err := baseline.Load("known.yaml", []byte(data.String()), func(contract.Rule) bool { return true })
	require.NoError(t, err)
	r := report.New(newContract(t))
	r.SetBaseline(b, time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC))
	shown := text(t, r, report.Style{})
	assert.Equal(t, 100, strings.Count(shown, "but it was not found"))
	assert.Contains(t, shown, "and 5 more that are stale in the baseline; --all shows them\n")
	assert.Equal(t, 105, strings.Count(text(t, r, report.Style{All: true}), "but it was not found"))
	for _, format := range []output.Format{output.Markdown, output.GitHub} {
		var out strings.Builder
		require.NoError(t, r.Write(format, &out, report.Style{}))
		assert.Equal(t, 100, strings.Count(out.String(), "but it was not found"), format)
		assert.Contains(t, out.String(), "5 more that are stale in the baseline", format)
	}
}

func TestABaselineDecidesWhatHolds(t *testing.T) {
	within, after := time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC), time.Date(2026, 12, 25, 0, 0, 0, 0, time.UTC)
	drift, rejected := mistake(0, 0), mistake(0, 0)
	drift.Severity, rejected.Severity = contract.Drift, contract.Rejected
	gone := contract.Finding{Rule: contract.ParseRule("response.status"), Severity: contract.Rejected, Operation: "GET /a", At: contract.ParseLocation("status"), Document: contract.Place{Pointer: "/x"}}
	for _, tt := range []struct {
		name            string
		findings        []contract.Finding
		now             time.Time
		lenient, strict bool
	}{
		{"all is known", []contract.Finding{mistake(0, 0), gone}, within, true, true},
		{"drift is known", []contract.Finding{drift, gone}, within, true, true},
		{"an entry is stale", []contract.Finding{mistake(0, 0)}, within, false, false},
		{"entries have expired", []contract.Finding{rejected, gone}, after, false, false},
		{"nothing is found", nil, within, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := report.New(newContract(t))
			r.Add(exchange("/a", 200, contract.Live), tt.findings)
			r.SetBaseline(known(t), tt.now)
			assert.Equal(t, tt.lenient, r.Holds(false), "lenient")
			assert.Equal(t, tt.strict, r.Holds(true), "strict")
			r.SetBaseline(r.UpdatedBaseline(true, tt.now), tt.now)
			assert.Equal(t, !tt.now.Equal(after), r.Holds(true), "an update adds and removes, but makes nothing good for longer")
		})
	}
}

func TestUpdatedBaselineHoldsWhatFails(t *testing.T) {
	r := report.New(newContract(t))
	drift, rejected := mistake(0, 0), mistake(0, 0)
	drift.Rule, drift.Severity = contract.ParseRule("response.property-undeclared"), contract.Drift
	rejected.Rule, rejected.Severity = contract.ParseRule("request.type"), contract.Rejected
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{mistake(0, 0), drift, rejected})
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	assert.Len(t, r.UpdatedBaseline(false, now).Entries(), 1)
	assert.Len(t, r.UpdatedBaseline(true, now).Entries(), 2)

	r.SetBaseline(r.UpdatedBaseline(true, now), now)
	assert.True(t, r.Holds(true))
	shown := text(t, r, report.Style{Strict: true})
	assert.Contains(t, shown, "           known until 2026-12-31: not yet explained\n")
	assert.Contains(t, shown, "holds: 1 exchange (1 live), 0 violations, 1 rejected, 0 drift, 1 cause; known: 1 violation, 0 rejected, 1 drift, 2 causes, 2 not yet explained\n")
}
