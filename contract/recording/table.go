package recording

import "strings"

// columnsOf returns the values in the columns of tables with the name of a secret: of CSV and its like, and of Markdown. A line
// that names a secret in one of its cells is the head of a table, wherever it stands. The lines after it that have as many cells
// are its rows.
func columnsOf(text string, isSecret func(string) bool) []span {
	var t tableSearch
	start := 0
	for whole := range strings.Lines(text) {
		t.line(strings.TrimRight(whole, "\r\n"), start, isSecret)
		start += len(whole)
	}
	for i := range t.found {
		t.found[i] = unquoted(text, t.found[i])
	}
	return t.found
}

// separators are what is between the cells of a line.
var separators = []string{"\t", ";", "|", ","}

const (
	maxHead = 10_000
	maxCell = 60
)

// tableSearch is the work of columnsOf.
type tableSearch struct {
	found     []span
	separator string
	cells     int
	// secret are the columns of the table that hold secrets; nil outside of one.
	secret map[int]bool
}

func (t *tableSearch) line(content string, start int, isSecret func(string) bool) {
	if t.secret != nil {
		if strings.Trim(content, "-+=|: ") == "" { // A line of a frame.
			return
		}
		if cells := cellsOf(content, t.separator); len(cells) >= t.cells || t.separator != "|" && len(cells) > 1 {
			for i, cell := range cells {
				if t.secret[i] && strings.TrimSpace(content[cell.start:cell.end]) != "" {
					t.found = append(t.found, span{start + cell.start, start + cell.end})
				}
			}
			return
		}
	}
	t.head(content, start, isSecret)
}

// head begins a table if the line names a secret. A row of a name and a value, as psql writes it, has a secret in itself.
func (t *tableSearch) head(content string, start int, isSecret func(string) bool) {
	t.secret = nil
	if len(content) > maxHead || strings.ContainsAny(content, "{}<>=") {
		return
	}
	for _, separator := range separators {
		if !strings.Contains(content, separator) {
			continue
		}
		cells := cellsOf(content, separator)
		filled := 0
		secret := map[int]bool{}
		for i, cell := range cells {
			name := strings.Trim(content[cell.start:cell.end], "\"' ")
			if name != "" {
				filled++
			}
			if len(name) <= maxCell && isSecret(name) {
				secret[i] = true
			}
		}
		if len(secret) == 0 {
			continue
		}
		t.separator, t.cells, t.secret = separator, len(cells), secret
		for i, cell := range cells {
			if value := content[cell.start:cell.end]; separator == "|" && filled == 2 && i > 0 && secret[i-1] && !secret[i] && strings.ContainsAny(value, digits) {
				t.found = append(t.found, span{start + cell.start, start + cell.end})
			}
		}
		return
	}
}

// cellsOf returns the cells of a line. A separator in quotes is part of a cell (RFC 4180).
func cellsOf(content, separator string) []span {
	var cells []span
	start, quoted := 0, false
	for i := range len(content) {
		switch {
		case content[i] == '"' && separator != "|":
			quoted = !quoted && strings.IndexByte(content[i+1:], '"') >= 0
		case !quoted && content[i] == separator[0]:
			cells = append(cells, span{start, i})
			start = i + 1
		}
	}
	return append(cells, span{start, len(content)})
}
