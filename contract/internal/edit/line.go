package edit

import (
	"bytes"
	"unicode/utf8"
)

// breakWidth returns the number of bytes of the line break at an offset, or 0 if there is no line
// break. It knows the line breaks of YAML 1.1.
func breakWidth(text []byte, offset int) int {
	if offset == len(text) {
		return 0
	}
	rest := text[offset:]
	switch rest[0] {
	case '\n':
		return 1
	case '\r':
		if bytes.HasPrefix(rest, []byte("\r\n")) {
			return 2
		}
		return 1
	case "\u0085"[0]:
		if bytes.HasPrefix(rest, []byte("\u0085")) {
			return 2
		}
	case "\u2028"[0]:
		if bytes.HasPrefix(rest, []byte("\u2028")) || bytes.HasPrefix(rest, []byte("\u2029")) {
			return 3
		}
	}
	return 0
}

// lineEnd returns the offset where the line of an offset ends, before its line break.
func lineEnd(text []byte, offset int) int {
	for offset < len(text) && breakWidth(text, offset) == 0 {
		offset++
	}
	return offset
}

// lineStart returns the offset where the line of an offset begins, after a byte order mark.
func lineStart(text []byte, offset int) int {
	start := offset
	for start > 0 && !endsLine(text[:start]) {
		start--
	}
	if start == 0 && bytes.HasPrefix(text, []byte(byteOrderMark)) {
		return len(byteOrderMark)
	}
	return start
}

func endsLine(text []byte) bool {
	if last := text[len(text)-1]; last != '\n' && last != '\r' && last < utf8.RuneSelf { // A whole document may be one line.
		return false
	}
	for _, lineBreak := range []string{"\n", "\r", "\u0085", "\u2028", "\u2029"} {
		if bytes.HasSuffix(text, []byte(lineBreak)) {
			return true
		}
	}
	return false
}

// breakBefore returns the number of bytes of the line break before an offset.
func breakBefore(text []byte, offset int) int {
	for width := 3; width > 0; width-- {
		if offset >= width && breakWidth(text, offset-width) == width {
			return width
		}
	}
	return 0
}

// beginsLine reports whether only white space is before an offset in its line.
func beginsLine(text []byte, offset int) bool {
	before := bytes.TrimRight(text[:offset], " \t")
	return len(before) == 0 || string(before) == byteOrderMark || endsLine(before)
}

// leading returns the number of spaces at the beginning of a line.
func leading(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " ")) }

func isBlank(text []byte, offset int) bool {
	return text[offset] == ' ' || text[offset] == '\t' || breakWidth(text, offset) > 0
}

// isWhite reports whether a character is white space or a line break.
func isWhite(c rune) bool {
	switch c {
	case ' ', '\t', '\n', '\r', '\u0085', '\u2028', '\u2029':
		return true
	default:
		return false
	}
}

// skipEmptyLines returns the offset of the first line that has more than white space. It begins
// with the line at start.
func skipEmptyLines(text []byte, start int) int {
	for start < len(text) {
		end := lineEnd(text, start)
		if len(bytes.TrimLeft(text[start:end], " \t")) > 0 || end == len(text) {
			return start
		}
		start = end + breakWidth(text, end)
	}
	return start
}
