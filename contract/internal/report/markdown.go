package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// writeMarkdown writes the report in GitHub's Markdown: the verdict first, then the causes, what is
// stale or was not checked, and the table of operations against statuses.
func writeMarkdown(w io.Writer, m *model) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## Contract %s\n\n%s\n", m.verdict(), output.EscapeMarkdown(summary(m)))
	markdownGroups(&b, "Findings", m.New)
	markdownGroups(&b, "Known", m.Accepted)
	if len(m.Stale) > 0 {
		b.WriteString("\n### Stale in the baseline\n\n")
		for _, entry := range m.Stale {
			fmt.Fprintf(&b, "- %s, %s: %s\n",
				output.EscapeMarkdown(cause(entry.Cause)), output.EscapeMarkdown(entry.Place.String()), staleMessage)
		}
	}
	markdownNotes(&b, "Document", m.ShownFlaws)
	markdownNotes(&b, "Not checked", m.Notes)
	b.WriteString("\n### Seen\n\n" + output.MarkdownTable(tableOf(m.Operations)))
	fmt.Fprintf(&b, "\n%s\n", output.EscapeMarkdown(strings.ReplaceAll(legend, "\n", " ")))
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownNotes(b *strings.Builder, title string, notes []Note) {
	if len(notes) == 0 {
		return
	}
	b.WriteString("\n### " + title + "\n\n")
	for _, note := range notes {
		fmt.Fprintf(b, "- %s: %s\n", output.EscapeMarkdown(note.Place.String()), output.EscapeMarkdown(output.Short(note.Text)))
	}
}

func markdownGroups(b *strings.Builder, title string, groups []group) {
	if len(groups) == 0 {
		return
	}
	rows := [][]string{{"severity", "rule", "operation", "in the message", "in the document", "what was found", "where"}}
	for _, g := range groups {
		found := g.message()
		if g.Entry != nil {
			found += "; " + g.known()
		}
		rows = append(rows, []string{
			string(g.Severity), g.first().Rule.String(), g.answered(), g.at(), g.first().Document.String(), found, g.seen(),
		})
	}
	fmt.Fprintf(b, "\n### %s\n\n%s", title, output.MarkdownTable(rows))
	for _, g := range groups {
		for _, s := range g.Suggestions {
			fmt.Fprintf(b, "\n%s: %s\n\n%s", output.EscapeMarkdown(g.first().Rule.String()), output.EscapeMarkdown(s.Title),
				output.MarkdownFence("diff", s.Diff))
		}
	}
}
