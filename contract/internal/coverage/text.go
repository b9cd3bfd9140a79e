package coverage

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// WriteText writes a table of claims by kind and by who answered. Stale and uncovered claims
// follow, with their lines.
func (m *Map) WriteText(w io.Writer) error {
	var b strings.Builder
	b.WriteString(output.Table(m.table(), output.Right))
	b.WriteString("\nEach column counts the claims that such exchanges cover. A claim can be in several\ncolumns, so they are never added up.\n")
	writeClaims(&b, "Stale", m.in(Stale))
	writeClaims(&b, "Uncovered", m.in(Uncovered, Unreachable))
	b.WriteByte('\n')
	for _, note := range m.notes() {
		b.WriteString(output.Printable(note) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// maxListed is how many claims the text lists under a title. A document of a few megabytes may have
// half a million, which nobody reads.
const maxListed = 10_000

func writeClaims(b *strings.Builder, title string, claims []*Claim) {
	if len(claims) == 0 {
		return
	}
	listed := claims[:min(len(claims), maxListed)]
	rows := make([][]string, len(listed))
	for i, c := range listed {
		pointer := c.Place.Pointer
		if c.Unreachable {
			pointer += " (no operation uses it)"
		}
		rows[i] = []string{"  " + c.Place.String(), string(c.Kind), string(c.Aspect), pointer}
	}
	fmt.Fprintf(b, "\n%s:\n%s", title, output.Table(rows, output.Left))
	if more := len(claims) - len(listed); more > 0 {
		fmt.Fprintf(b, "  and %d more, which the JSON lists\n", more)
	}
}
