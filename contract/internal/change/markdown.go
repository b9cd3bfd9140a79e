package change

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// mostInTable is how many names of each kind a cell of the table shows.
const mostInTable = 20

// writeMarkdown writes changes in GitHub's Markdown. The verdict comes first, then a table of the
// changes, then the changes that must be announced.
func (r *Report) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## Change %s\n\n%s: %s\n", r.verdict(), output.EscapeMarkdown(r.documents()), r.summary())
	if len(r.Changes) > 0 {
		rows := [][]string{{"severity", "change", "in the document", "what changed", "what it touches"}}
		for _, found := range r.Changes {
			var touched []string
			for _, a := range r.asides(found, mostInTable) {
				touched = append(touched, a.word+" "+a.names)
			}
			rows = append(rows, []string{
				string(found.Severity), found.Rule, places(found), output.Short(found.Message), strings.Join(touched, "; "),
			})
		}
		b.WriteString("\n" + output.MarkdownTable(rows))
	}
	if unread := r.unread(); len(unread) > 0 {
		b.WriteString("\n### Not compared\n\n" + unreadTitle + ":\n\n")
		for _, line := range unread {
			fmt.Fprintf(&b, "- %s\n", output.EscapeMarkdown(line))
		}
	}
	if ids := r.missing(); len(ids) > 0 {
		fmt.Fprintf(&b, "\n### Not announced\n\nName each in backticks under the heading Unreleased in %s, or raise info.version:\n\n",
			output.EscapeMarkdown(r.Changelog))
		for _, id := range ids {
			fmt.Fprintf(&b, "- %s\n", output.EscapeMarkdown(id))
		}
	}
	return output.WriteMarkdown(w, b.String())
}
