package report

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

// summary returns what the verdict is based on: the exchanges by who answered, the findings by
// severity, and what the baseline accepts.
func summary(m *model) string {
	exchanges := output.Count(m.Exchanges.Total, "exchange")
	if m.Stated {
		exchanges += " (" + provenances(m.Exchanges) + ")"
	}
	parts := []string{exchanges + ", " + found(m.Findings, m.Fixes)}
	if len(m.Accepted) > 0 {
		known := "known: " + found(m.Known, m.KnownFixes)
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

// found returns the number of findings by severity, and the number of causes.
func found(s severities, causes []fix) string {
	findings := fmt.Sprintf("%s, %d rejected, %d drift", output.Count(s.Violation, "violation"), s.Rejected, s.Drift)
	if len(causes) == 0 {
		return findings
	}
	return findings + ", " + output.Count(len(causes), "cause")
}

// unexplained counts the accepted groups whose entry has no reason.
func unexplained(groups []group) int {
	n := 0
	for _, g := range groups {
		if g.Entry.Reason == baseline.Unexplained {
			n++
		}
	}
	return n
}

// heldAgainst says in one line which document the exchanges were checked against, and with which
// version of the tool.
func heldAgainst(m *model) string {
	d := m.Document
	return output.Short(fmt.Sprintf("checked against %s (%s %s, OpenAPI %s)", d.File, d.Title, d.Version, d.OpenAPI)) +
		" by orgcontract " + version.String()
}

// calledOf says how many operations and responses of the document the exchanges show.
func calledOf(m *model) string {
	operations, responses, seen := 0, 0, 0
	for _, o := range m.Operations {
		if o.Requests.Total > 0 {
			operations++
		}
		for _, r := range o.Responses {
			if !r.Documented {
				continue
			}
			responses++
			if r.Seen.Total > 0 {
				seen++
			}
		}
	}
	return fmt.Sprintf("%d of %s called, %d of %s seen", operations, output.Count(len(m.Operations), "operation"),
		seen, output.Count(responses, "documented response"))
}

// provenances returns the number of exchanges by provenance, such as "1 sandbox, 2 live".
func provenances(t verdict.Tally) string {
	var parts []string
	for _, s := range t.Shares() {
		parts = append(parts, fmt.Sprintf("%d %s", s.Count, s.Provenance))
	}
	return strings.Join(parts, ", ")
}
