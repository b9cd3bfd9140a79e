package output

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Style says how text is written.
type Style struct {
	// Color paints severities and the verdict with ANSI escapes, for terminals.
	Color bool
}

// Bad paints what fails, in bold red.
func (s Style) Bad(shown string) string { return s.paint(shown, text.FgRed, text.Bold) }

// Good paints what is right, in bold green.
func (s Style) Good(shown string) string { return s.paint(shown, text.FgGreen, text.Bold) }

// Warning paints what somebody should look at, in yellow.
func (s Style) Warning(shown string) string { return s.paint(shown, text.FgYellow) }

// Quiet paints what needs no attention, faintly.
func (s Style) Quiet(shown string) string { return s.paint(shown, text.Faint) }

func (s Style) paint(shown string, colors ...text.Color) string {
	if !s.Color {
		return shown
	}
	return text.Colors(colors).Sprint(shown)
}

// Diff paints what a unified diff adds in green, and what it removes in red.
func (s Style) Diff(diff string) string {
	var b strings.Builder
	for line := range strings.Lines(diff) {
		shown := Printable(strings.TrimSuffix(line, "\n"))
		switch {
		case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"), strings.HasPrefix(line, "@@"):
			shown = s.Quiet(shown)
		case strings.HasPrefix(line, "+"):
			shown = s.paint(shown, text.FgGreen)
		case strings.HasPrefix(line, "-"):
			shown = s.paint(shown, text.FgRed)
		}
		b.WriteString(shown + "\n")
	}
	return b.String()
}
