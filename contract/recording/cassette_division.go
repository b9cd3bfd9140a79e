package recording

import (
	"bytes"
	"iter"
	"slices"
	"strings"
)

// division is a cassette in YAML, divided at its list of interactions.
type division struct {
	// head ends with the line that has the name of the list. tail is what follows the list.
	head, list, tail []byte
	// name is the name of the list.
	name string
	// dash is what an interaction begins with: a line break, the indentation and a dash.
	dash []byte
}

// divide divides a cassette in YAML's block style. It returns false if the cassette has another
// style.
func divide(data []byte) (division, bool) {
	at := cassetteStart.FindStringIndex(string(data[:min(len(data), headBytes)]))
	if at == nil {
		return division{}, false
	}
	d := division{name: interactionsName}
	if bytes.Contains(data[at[0]:at[1]], []byte(httpInteractionsName)) {
		d.name = httpInteractionsName
	}
	start := at[1] + len(lineOf(data[at[1]:]))
	if !isBlank(data[at[1]:start]) {
		return division{}, false // The list is in this line, or the name has an anchor or a tag.
	}
	d.head, d.list = data[:start], data[start:]
	indent, end := listEnd(d.list)
	if indent < 0 {
		return division{}, false
	}
	d.list, d.tail = d.list[:end], d.list[end:]
	d.dash = slices.Concat([]byte("\n"), bytes.Repeat([]byte(" "), indent), []byte("-"))
	return d, true
}

// listEnd returns the indentation of the dashes of a list, and the offset of its end. It returns -1
// if the text does not begin with a list in block style.
func listEnd(text []byte) (indent, end int) {
	indent = -1
	for end < len(text) {
		line := lineOf(text[end:])
		column := len(line) - len(bytes.TrimLeft(line, " "))
		isDash := startsWithDash(line[column:])
		switch {
		case isBlank(line):
		case indent < 0 && isDash:
			indent = column
		case column < indent, column <= indent && !isDash, indent < 0:
			return indent, end
		}
		end += len(line)
	}
	return indent, end
}

// pieces goes over the list in pieces of about the given size. Each piece begins with an
// interaction. An interaction that is longer than a piece is a piece of its own.
func (d *division) pieces(size int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for list := d.list; len(list) > 0; {
			end := len(list)
			if end > size {
				end = d.next(list, size)
			}
			if !yield(list[:end]) {
				return
			}
			list = list[end:]
		}
	}
}

// next returns the offset of the first interaction that begins at the offset or after it.
func (d *division) next(list []byte, offset int) int {
	for {
		found := bytes.Index(list[offset-1:], d.dash)
		if found < 0 {
			return len(list)
		}
		offset += found
		if startsWithDash(list[offset+len(d.dash)-2:]) {
			return offset
		}
		offset++
	}
}

// startsWithDash reports whether the text begins with the dash of an item.
func startsWithDash(text []byte) bool {
	return len(text) > 0 && text[0] == '-' && (len(text) == 1 || strings.IndexByte(" \t\r\n", text[1]) >= 0)
}

// lineOf returns the first line of a text, with its line break.
func lineOf(text []byte) []byte {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		return text[:end+1]
	}
	return text
}

// isBlank reports whether a line has nothing but white space and a comment.
func isBlank(line []byte) bool {
	line = bytes.TrimLeft(line, " \t\r\n")
	return len(line) == 0 || line[0] == '#'
}
