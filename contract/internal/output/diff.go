package output

import (
	"strings"
	"unicode/utf8"
)

// The constants limit a short diff, in bytes.
const (
	// maxDiffLine is the length of the longest line that is shown whole.
	maxDiffLine = 200
	// diffContext is how much of a longer line is shown before and after the change.
	diffContext = 40
)

// cut replaces the part of a line that is left out.
const cut = "..."

// ShortDiff returns a unified diff for people. If a line is long, for instance because the document
// is a single line, it shows only the change and a few characters around it. If all lines are
// short, the diff doesn't change and can still be applied.
func ShortDiff(diff string) string {
	var b strings.Builder
	var removed, added []string
	flush := func() {
		writeShort(&b, removed, added)
		removed, added = nil, nil
	}
	for line := range strings.Lines(diff) {
		switch isHead := strings.HasPrefix(line, "---") || strings.HasPrefix(line, "+++"); {
		case !isHead && line[0] == '-':
			if len(added) > 0 {
				flush()
			}
			removed = append(removed, line)
		case !isHead && line[0] == '+':
			added = append(added, line)
		case line[0] == '\\': // The line says that the line before it has no line break at its end.
		default:
			flush()
			if line[0] == ' ' {
				line = shortLine(line, 0, 0)
			}
			b.WriteString(line)
		}
	}
	flush()
	return b.String()
}

// writeShort writes removed lines, and the lines that replace them.
func writeShort(b *strings.Builder, removed, added []string) {
	before, after := make([]string, len(removed)), make([]string, len(added))
	for i, line := range removed {
		other := ""
		if i < len(added) {
			other = added[i]
		}
		start, end := common(line[1:], strings.TrimPrefix(other, "+"))
		before[i] = shortLine(line, start, end)
	}
	for i, line := range added {
		other := ""
		if i < len(removed) {
			other = removed[i]
		}
		start, end := common(line[1:], strings.TrimPrefix(other, "-"))
		after[i] = shortLine(line, start, end)
	}
	b.WriteString(strings.Join(before, "") + strings.Join(after, ""))
}

// common returns how many bytes are the same at the beginning and at the end of two lines.
func common(a, b string) (start, end int) {
	for start < min(len(a), len(b)) && a[start] == b[start] {
		start++
	}
	for end < min(len(a), len(b))-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return start, end
}

// shortLine shortens a line of a diff. It leaves out most of the parts that stay the same, which
// are the first start bytes after the mark and the last end bytes.
func shortLine(line string, start, end int) string {
	mark, text := line[:1], strings.TrimSuffix(line[1:], "\n")
	if len(text) <= maxDiffLine {
		return mark + text + "\n"
	}
	end -= len(line) - 1 - len(text)
	from, to := start-diffContext, len(text)-max(end, 0)+diffContext
	head, tail := cut, cut
	if from <= 0 {
		from, head = 0, ""
	}
	if to >= len(text) {
		to, tail = len(text), ""
	}
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	middle := text[from:to]
	if len(middle) > maxDiffLine {
		middle, tail = strings.ToValidUTF8(middle[:maxDiffLine], ""), cut
	}
	return mark + head + middle + tail + "\n"
}
