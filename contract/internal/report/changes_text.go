package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
)

// writeText writes changes for people: what was compared, each change with what it touches, what is to be announced, and the verdict.
func (c *Changes) writeText(w io.Writer, style Style) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", printable(c.documents()))
	for _, found := range c.Changes {
		severity := style.change(found.Severity, fmt.Sprintf("%-*s", indent, string(found.Severity)))
		fmt.Fprintf(&b, "%s %s  %s\n%*s %s\n", severity, printable(found.Rule), printable(places(found)), indent, "", printable(found.Message))
		for _, a := range c.asides(found, 3) {
			fmt.Fprintf(&b, "%*s %s %s\n", indent, "", a.word, printable(a.names))
		}
	}
	if len(c.Changes) > 0 {
		b.WriteByte('\n')
	}
	if ids := c.missing(); len(ids) > 0 {
		fmt.Fprintf(&b, "Not announced; name each in backticks under the heading Unreleased in %s, or raise info.version:\n", printable(c.Changelog))
		for _, id := range ids {
			fmt.Fprintf(&b, "  `%s`\n", printable(id))
		}
		b.WriteByte('\n')
	}
	color := text.FgGreen
	if !c.Holds() {
		color = text.FgRed
	}
	fmt.Fprintf(&b, "%s: %s\n", style.paint(text.Colors{color, text.Bold}, c.verdict()), c.summary())
	_, err := io.WriteString(w, b.String())
	return err
}

func (s Style) change(severity change.Severity, shown string) string {
	switch severity {
	case change.Breaking:
		return s.paint(text.Colors{text.FgRed, text.Bold}, shown)
	case change.Unclear:
		return s.paint(text.Colors{text.FgYellow}, shown)
	default:
		return s.paint(text.Colors{text.Faint}, shown)
	}
}
