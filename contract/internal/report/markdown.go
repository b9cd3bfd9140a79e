package report

import (
	"fmt"
	"io"
	"strings"
)

// writeMarkdown writes the report in GitHub's Markdown: the verdict first, then the causes, what is stale or was not checked, and the
// table of operations against statuses.
func writeMarkdown(w io.Writer, m *model) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## Contract %s\n\n%s\n", m.verdict(), escapeMarkdown(summary(m)))
	markdownGroups(&b, "Findings", m.New)
	markdownGroups(&b, "Known", m.Accepted)
	if len(m.Stale) > 0 {
		b.WriteString("\n### Stale in the baseline\n\n")
		for _, entry := range m.Stale {
			fmt.Fprintf(&b, "- %s, %s: %s\n", escapeMarkdown(cause(entry.Cause)), escapeMarkdown(entry.Place.String()), staleMessage)
		}
	}
	if len(m.Notes) > 0 {
		b.WriteString("\n### Not checked\n\n")
		for _, note := range m.Notes {
			fmt.Fprintf(&b, "- %s: %s\n", escapeMarkdown(note.Place.String()), escapeMarkdown(note.Text))
		}
	}
	b.WriteString("\n### Seen\n\n")
	for i, line := range tableOf(m.Operations) {
		markdownRow(&b, line)
		if i == 0 {
			markdownRule(&b, len(line))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", escapeMarkdown(strings.ReplaceAll(legend, "\n", " ")))
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownGroups(b *strings.Builder, title string, groups []group) {
	if len(groups) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### %s\n\n", title)
	head := []string{"severity", "rule", "operation", "in the message", "in the document", "what was found", "where"}
	markdownRow(b, head)
	markdownRule(b, len(head))
	for _, g := range groups {
		first := g.first()
		found := first.Message()
		if g.Entry != nil {
			found += "; " + g.known()
		}
		markdownRow(b, []string{string(g.Severity), first.Rule.String(), g.answered(), first.At.String(), first.Document.String(), found, g.seen()})
	}
	for _, g := range groups {
		for _, s := range g.Suggestions {
			fence := fenceFor(s.Diff)
			fmt.Fprintf(b, "\n%s: %s\n\n%sdiff\n%s\n%s\n", escapeMarkdown(g.first().Rule.String()), escapeMarkdown(s.Title), fence, strings.TrimSuffix(s.Diff, "\n"), fence)
		}
	}
}

func markdownRow(b *strings.Builder, fields []string) {
	for _, field := range fields {
		b.WriteString("| " + escapeMarkdown(field) + " ")
	}
	b.WriteString("|\n")
}

func markdownRule(b *strings.Builder, fields int) {
	b.WriteString(strings.Repeat("|---", fields) + "|\n")
}

// escapeMarkdown makes a text that comes from anywhere stand for itself, on one line.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range printable(s) {
		if strings.ContainsRune("\\`*_[]<>|~&#@", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// fenceFor returns a fence that is longer than any in the text.
func fenceFor(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence
}
