package output

import "strings"

// EscapeMarkdown escapes s, so that GitHub's Markdown shows exactly s, on one line.
func EscapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range Printable(s) {
		if strings.ContainsRune("\\`*_[]<>|~&#@", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// MarkdownTable returns a table in Markdown. The first row has the headings.
func MarkdownTable(rows [][]string) string {
	var b strings.Builder
	for i, fields := range rows {
		for _, field := range fields {
			b.WriteString("| " + EscapeMarkdown(field) + " ")
		}
		b.WriteString("|\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(fields)) + "|\n")
		}
	}
	return b.String()
}

// MarkdownFence returns text as a block of code in Markdown. language is the language of the code.
// The fence is longer than any fence in the text, so the text can't end the block.
func MarkdownFence(language, text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + language + "\n" + strings.TrimSuffix(PrintableLines(text), "\n") + "\n" + fence + "\n"
}
