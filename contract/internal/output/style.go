package output

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Style says how text for people is written.
type Style struct {
	// Color turns on ANSI escapes, which colour severities and the verdict on a terminal.
	Color bool
}

// Bad returns the text in bold red. It is for what makes a check fail.
func (s Style) Bad(shown string) string { return s.paint(shown, text.FgRed, text.Bold) }

// Good returns the text in bold green. It is for what is right.
func (s Style) Good(shown string) string { return s.paint(shown, text.FgGreen, text.Bold) }

// Warning returns the text in yellow. It is for what somebody should look at.
func (s Style) Warning(shown string) string { return s.paint(shown, text.FgYellow) }

// Quiet returns the text in a faint colour. It is for what needs no attention.
func (s Style) Quiet(shown string) string { return s.paint(shown, text.Faint) }

func (s Style) paint(shown string, colors ...text.Color) string {
	if !s.Color {
		return shown
	}
	return text.Colors(colors).Sprint(shown)
}

// Diff returns a unified diff with added lines in green and removed lines in red.
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
