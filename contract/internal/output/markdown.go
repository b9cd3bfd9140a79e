package output

import (
	"io"
	"strings"
)

// EscapeMarkdown escapes s, so that GitHub's Markdown shows exactly s, on one line. GitHub looks for
// the names of people after it has read the Markdown, so a comment parts an @ from what follows.
// Otherwise, an issue with the text would notify them.
func EscapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range Printable(s) {
		if strings.ContainsRune("\\`*_[]<>|~&#@", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		if r == '@' {
			b.WriteString("<!-- -->")
		}
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

// maxMarkdown limits a report in Markdown. GitHub shows nothing of a summary that is longer than 1
// MiB, and others may add to the summary.
const maxMarkdown = 900 << 10

// WriteMarkdown writes a report in Markdown. If the report is too long for the summary of a job, it
// writes only the beginning, up to the end of a line.
func WriteMarkdown(w io.Writer, report string) error {
	if len(report) > maxMarkdown {
		report = report[:strings.LastIndexByte(report[:maxMarkdown], '\n')+1]
		if fence := openFence(report); fence != "" {
			report += fence + "\n"
		}
		report += "\nThe rest is left out, because a summary may have at most 1 MiB. The other kinds of reports are whole.\n"
	}
	_, err := io.WriteString(w, report)
	return err
}

// openFence returns the fence of the block of code at the end of a text. It returns "" if the text
// doesn't end within a block.
func openFence(text string) string {
	fence := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			fence = line[:len(line)-len(strings.TrimLeft(line, "`"))]
		case line == fence:
			fence = ""
		}
	}
	return fence
}
