package watch

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// writeMarkdown writes the report in GitHub's Markdown. The verdict comes first, and then a table
// of differences for each state.
func (r *Report) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## Watch %s\n\n%s\n", r.verdict(), r.summary())
	for _, c := range r.comparisons {
		fmt.Fprintf(&b, "\n%s\n", output.EscapeMarkdown(title(c)))
		for _, state := range States() {
			differences := r.in(c, state)
			if len(differences) == 0 {
				continue
			}
			rows := [][]string{{"change", "what", "published", "ours"}}
			withReasons := state != StateNew
			if withReasons {
				rows[0] = append(rows[0], "reason")
			}
			for _, d := range differences {
				row := []string{string(d.Change), output.Short(d.Message()), d.Published.String(), d.Ours.String()}
				if withReasons {
					row = append(row, output.Short(r.reason(d)))
				}
				rows = append(rows, row)
			}
			fmt.Fprintf(&b, "\n### %s\n\n%s", heading(state), output.MarkdownTable(rows))
		}
	}
	if len(r.stale) > 0 {
		fmt.Fprintf(&b, "\n### Gone\n\n%s:\n\n", staleTitle)
		for _, entry := range r.stale {
			fmt.Fprintf(&b, "- %s\n", output.EscapeMarkdown(staleLine(entry)))
		}
	}
	return output.WriteMarkdown(w, b.String())
}
