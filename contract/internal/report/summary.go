package report

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// summary returns what the verdict is based on: the exchanges by who answered, the findings by
// severity, and what is known.
func summary(m *model) string {
	exchanges := output.Count(m.Exchanges.Total, "exchange")
	if m.Exchanges.Total > 0 {
		exchanges += " (" + provenances(m.Exchanges) + ")"
	}
	parts := []string{exchanges + ", " + found(m.Findings, m.New)}
	if len(m.Accepted) > 0 {
		known := "known: " + found(m.Known, m.Accepted)
		if n := unexplained(m.Accepted); n > 0 {
			known += fmt.Sprintf(", %d %s", n, baseline.Unexplained)
		}
		parts = append(parts, known)
	}
	if len(m.Stale) > 0 {
		parts = append(parts, fmt.Sprintf("%d stale in the baseline", len(m.Stale)))
	}
	return strings.Join(parts, "; ")
}

// found returns findings by severity and by cause.
func found(s severities, causes []group) string {
	findings := fmt.Sprintf("%s, %d rejected, %d drift", output.Count(s.Violation, "violation"), s.Rejected, s.Drift)
	if len(causes) == 0 {
		return findings
	}
	return findings + ", " + output.Count(len(causes), "cause")
}

// unexplained counts the accepted groups without a reason.
func unexplained(groups []group) int {
	n := 0
	for _, g := range groups {
		if g.Entry.Reason == baseline.Unexplained {
			n++
		}
	}
	return n
}

// exchanges returns a tally as "3 exchanges: 1 sandbox, 2 live".
func exchanges(t tally) string {
	return output.Count(t.Total, "exchange") + ": " + provenances(t)
}

// provenances returns a tally as "1 sandbox, 2 live".
func provenances(t tally) string {
	var parts []string
	for _, s := range t.shares() {
		parts = append(parts, fmt.Sprintf("%d %s", s.Count, s.Provenance))
	}
	return strings.Join(parts, ", ")
}
