package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// writeMarkdown writes the report in GitHub's Markdown. The verdict comes first. The causes follow,
// then stale entries and what was not checked, and last the table of operations and statuses.
func writeMarkdown(w io.Writer, m *model) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## Contract %s\n\n%s\n\n%s\n", m.verdict(), output.EscapeMarkdown(summary(m)), output.EscapeMarkdown(heldAgainst(m)))
	markdownFixes(&b, "Findings", m.Fixes)
	markdownFixes(&b, "Known", m.KnownFixes)
	if len(m.Stale) > 0 {
		b.WriteString("\n### Stale in the baseline\n\n")
		for _, entry := range shownStale(m.Stale) {
			fmt.Fprintf(&b, "- %s, %s: %s\n",
				output.EscapeMarkdown(cause(entry.Cause)), output.EscapeMarkdown(entry.Place.String()), staleMessage)
		}
		if more := moreStale(len(m.Stale)); more != "" {
			fmt.Fprintf(&b, "- and %s\n", more)
		}
	}
	markdownNotes(&b, "Document", m.ShownFlaws)
	markdownNotes(&b, "Not checked", m.Notes)
	b.WriteString("\n### Seen\n\n" + output.MarkdownTable(tableOf(m.Operations, m.Stated)))
	fmt.Fprintf(&b, "\n%s\n", output.EscapeMarkdown(legend(m)))
	return output.WriteMarkdown(w, b.String())
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

func markdownFixes(b *strings.Builder, title string, fixes []fix) {
	if len(fixes) == 0 {
		return
	}
	rows := [][]string{{"severity", "rule", operationColumn, "in the message", "in the document", "what was found", "where"}}
	for i := range fixes {
		f := &fixes[i]
		found := f.head().message()
		if f.head().Entry != nil {
			found += "; " + f.head().known()
		}
		where := f.where()
		if sites := f.sitesShown(0); len(sites) > 0 {
			where += ": " + strings.Join(sites, "; ")
		}
		rows = append(rows, []string{
			string(f.Severity), f.head().first().Rule.String(), where, f.at(), f.place(), found, f.seen(),
		})
	}
	fmt.Fprintf(b, "\n### %s\n\n%s", title, output.MarkdownTable(rows))
	for i := range fixes {
		for _, commands := range fixes[i].reproductions() {
			fmt.Fprintf(b, "\n%s:\n\n%s", output.EscapeMarkdown(fixes[i].head().first().Rule.String()), output.MarkdownFence("sh", commands+"\n"))
		}
		for _, s := range fixes[i].suggestions() {
			fmt.Fprintf(b, "\n%s: %s\n\n%s", output.EscapeMarkdown(fixes[i].head().first().Rule.String()), output.EscapeMarkdown(s.Title),
				output.MarkdownFence("diff", s.Diff))
		}
	}
}
