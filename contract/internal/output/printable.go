package output

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Printable returns s as one line that is safe to show, as [wording.Printable] does.
func Printable(s string) string { return wording.Printable(s) }

// PrintableLines returns s after calling [Printable] for each of its lines. Only "\n" separates
// lines.
func PrintableLines(s string) string { return wording.PrintableLines(s) }

// Source is like [Printable], for a line of a document: it keeps tabs.
func Source(line string) string {
	parts := strings.Split(line, "\t")
	for i, part := range parts {
		parts[i] = Printable(part)
	}
	return strings.Join(parts, "\t")
}
