package watch

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// indent is the width of the column of changes. The other lines begin after it.
const indent = 8

// writeText writes the report as text for people. It names the compared documents, and shows the
// differences by their state and the verdict. Each difference has its places, the subject, and the
// reason if there is one.
func (r *Report) writeText(w io.Writer, style output.Style) error {
	var b strings.Builder
	for _, c := range r.comparisons {
		fmt.Fprintf(&b, "%s\n\n", output.Printable(title(c)))
		for _, state := range States() {
			differences := r.in(c, state)
			if len(differences) == 0 || state == StateKnown {
				continue // The summary only counts the known differences.
			}
			fmt.Fprintf(&b, "%s:\n", heading(state))
			for _, d := range differences {
				fmt.Fprintf(&b, "%s %s\n%*s %s\n", painted(style, state, d.Change), output.Printable(places(d)), indent, "", output.Short(d.Message()))
				if why := r.reason(d); why != "" {
					fmt.Fprintf(&b, "%*s %s\n", indent, "", style.Quiet(output.Short(why)))
				}
			}
			b.WriteByte('\n')
		}
	}
	if len(r.stale) > 0 {
		b.WriteString(staleTitle + ":\n")
		for _, entry := range r.stale {
			fmt.Fprintf(&b, "  %s\n", output.Printable(staleLine(entry)))
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

// painted returns a change, padded and in the colour of the state.
func painted(style output.Style, state State, change Change) string {
	word := fmt.Sprintf("%-*s", indent, string(change))
	if state == StateNew || state == StateExpired {
		return style.Bad(word)
	}
	return style.Quiet(word)
}
