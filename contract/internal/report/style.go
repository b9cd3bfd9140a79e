package report

import (
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Style says how a report is written.
type Style struct {
	// Color paints severities and the verdict with ANSI escapes, for terminals. Only text is painted.
	Color bool
	// Strict makes drift part of the verdict.
	Strict bool
}

func (s Style) severity(severity contract.Severity, shown string) string {
	switch severity {
	case contract.Violation:
		return s.paint(text.Colors{text.FgRed, text.Bold}, shown)
	case contract.Drift:
		return s.paint(text.Colors{text.FgYellow}, shown)
	default:
		return s.paint(text.Colors{text.Faint}, shown)
	}
}

func (s Style) verdict(m *model) string {
	if m.Holds {
		return s.paint(text.Colors{text.FgGreen, text.Bold}, m.verdict())
	}
	return s.paint(text.Colors{text.FgRed, text.Bold}, m.verdict())
}

func (s Style) paint(colors text.Colors, shown string) string {
	if !s.Color {
		return shown
	}
	return colors.Sprint(shown)
}
