package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// measure matches a cell that is no name: a price, how long something took, or a date.
var measure = lazyregexp.New(`(?:^|[\s,;|])(?:-?\d+\.\d+(?:[nuµm]?s|%)?|\d{1,4}[/-]\d{1,2}[/-]\d{1,4})(?:$|[\s,;|])`)

// stackFrame matches a line of the stack of a program on a virtual machine of Java, and a place in
// a program.
var stackFrame = lazyregexp.New(`^(?:at )?[\w.$]+\([\w.$]+(?::\d+)?\)?$|^[\w./-]+\.[a-z]{1,4}:(?::\w+|\d+(?::\d+)?)$`)

// bareCell returns the content of a cell without quotes and blanks.
func bareCell(content string, cell Span) string {
	return strings.Trim(content[cell.Start:cell.End], "\"'`*_ :\t")
}

// filledOf returns the cells that are not empty.
func filledOf(content string, cells []Span) []Span {
	var filled []Span
	for _, cell := range cells {
		if bareCell(content, cell) != "" {
			filled = append(filled, cell)
		}
	}
	return filled
}

// cellsOf returns the cells of a line. A quoted separator is part of its cell (RFC 4180).
func cellsOf(content, separator string) []Span {
	var cells []Span
	start, quoted := 0, false
	for i := range len(content) {
		switch {
		case content[i] == '"' && separator != "|":
			quoted = !quoted && strings.IndexByte(content[i+1:], '"') >= 0
		case !quoted && content[i] == separator[0]:
			cells = append(cells, Span{start, i})
			start = i + 1
		}
	}
	return append(cells, Span{start, len(content)})
}

// wordsOf returns the parts of a line that are separated by at least this many blanks.
func wordsOf(content string, blanks int) []Span {
	var cells []Span
	start, end := -1, 0
	for i := 0; i <= len(content); i++ {
		if i < len(content) && content[i] != ' ' && content[i] != '\t' {
			if start >= 0 && i-end >= blanks {
				cells = append(cells, Span{start, end})
				start = -1
			}
			if start < 0 {
				start = i
			}
			end = i + 1
		}
	}
	if start >= 0 {
		cells = append(cells, Span{start, end})
	}
	return cells
}
