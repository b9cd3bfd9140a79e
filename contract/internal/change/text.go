package change

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

const (
	// indent is the width of the column of severities. The other lines of a change begin after it.
	indent = 11
	// mostInText is how many names of each kind a line shows.
	mostInText = 3
)

// writeText writes changes as text for people. It names the compared documents, and shows each
// change with what it affects, the changes that must be announced, and the verdict.
func (r *Report) writeText(w io.Writer, style output.Style) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", output.Printable(r.documents()))
	for _, found := range r.Changes {
		severity := painted(style, found.Severity)
		fmt.Fprintf(&b, "%s %s  %s\n%*s %s\n",
			severity, output.Printable(found.Rule), output.Printable(places(found)), indent, "", output.Short(found.Message))
		for _, a := range r.asides(found, mostInText) {
			fmt.Fprintf(&b, "%*s %s %s\n", indent, "", a.word, output.Printable(a.names))
		}
	}
	if len(r.Changes) > 0 {
		b.WriteByte('\n')
	}
	if unread := r.unread(); len(unread) > 0 {
		b.WriteString(unreadTitle + ":\n")
		for _, line := range unread {
			fmt.Fprintf(&b, "  %s\n", output.Short(line))
		}
		b.WriteByte('\n')
	}
	if ids := r.missing(); len(ids) > 0 {
		fmt.Fprintf(&b, "Not announced; name each in backticks under the heading Unreleased in %s, or raise info.version:\n",
			output.Printable(r.Changelog))
		for _, id := range ids {
			fmt.Fprintf(&b, "  `%s`\n", output.Printable(id))
		}
		b.WriteByte('\n')
	}
	paint := style.Good
	if !r.Holds() {
		paint = style.Bad
	}
	fmt.Fprintf(&b, "%s: %s\n", paint(r.verdict()), r.summary())
	_, err := io.WriteString(w, b.String())
	return err
}

// painted returns a severity in its colour and padded.
func painted(style output.Style, severity Severity) string {
	word := fmt.Sprintf("%-*s", indent, string(severity))
	switch severity {
	case Breaking:
		return style.Bad(word)
	case Unclear:
		return style.Warning(word)
	default:
		return style.Quiet(word)
	}
}
