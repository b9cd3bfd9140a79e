package edit

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// scalarEnd returns the offset where a scalar ends. Its anchor and tag end at written, and its
// content begins at content.
func (s *scanner) scalarEnd(y *yaml.Node, written, content, indent int) (int, error) {
	var end int
	switch {
	case y.Style&yaml.DoubleQuotedStyle != 0 && s.at(content, '"'):
		end = s.doubleQuotedEnd(content)
	case y.Style&yaml.SingleQuotedStyle != 0 && s.at(content, '\''):
		end = s.singleQuotedEnd(content)
	case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && (s.at(content, '|') || s.at(content, '>')):
		return s.blockScalarEnd(content, indent), nil
	case y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		end = -1
	case y.Value == "":
		return written, nil
	default:
		end = s.plainEnd(content, y.Value)
	}
	if end < 0 {
		return 0, s.lost(y)
	}
	return end, nil
}

func (s *scanner) doubleQuotedEnd(offset int) int {
	for offset++; offset < len(s.text); offset++ {
		switch s.text[offset] {
		case '\\':
			offset++
		case '"':
			return offset + 1
		}
	}
	return -1
}

func (s *scanner) singleQuotedEnd(offset int) int {
	for offset++; offset < len(s.text); offset++ {
		if s.text[offset] != '\'' {
			continue
		}
		if !s.at(offset+1, '\'') {
			return offset + 1
		}
		offset++
	}
	return -1
}

// plainEnd returns the offset where a plain scalar ends. Such a scalar has no escapes, and its
// lines are folded. So its text and its value have the same characters, except white space.
func (s *scanner) plainEnd(offset int, value string) int {
	for _, c := range value {
		if isWhite(c) {
			continue
		}
		for {
			got, width := utf8.DecodeRune(s.text[offset:])
			offset += width
			if got == c {
				break
			}
			if width == 0 || !isWhite(got) {
				return -1
			}
		}
	}
	return offset
}

// blockScalarEnd returns the offset where a literal or folded scalar ends, which is the end of its
// last line. Empty lines at the end are part of the scalar if its header says so. The block around
// the scalar is indented by indent spaces.
func (s *scanner) blockScalarEnd(offset, indent int) int {
	end := lineEnd(s.text, offset)
	header := s.text[offset:end]
	if comment := bytes.IndexByte(header, '#'); comment > 0 {
		header = header[:comment]
	}
	keep := bytes.IndexByte(header, '+') > 0
	inner := s.contentIndent(end, indent)
	if digit := bytes.IndexFunc(header, unicode.IsDigit); digit > 0 {
		inner = max(indent, 0) + int(header[digit]-'0')
	}
	for next := end; next < len(s.text); {
		start := next + breakWidth(s.text, next)
		if start == len(s.text) {
			break
		}
		next = lineEnd(s.text, start)
		spaces := leading(s.text[start:next])
		switch {
		case spaces >= inner && start+spaces < next || spaces > inner:
			end = next
		case start+spaces < next:
			return end
		case keep:
			end = next
		}
	}
	return end
}

// contentIndent returns how far the content of a block scalar is indented. The header of the scalar
// ends at the offset.
func (s *scanner) contentIndent(offset, indent int) int {
	inner := max(indent+1, 1)
	for offset < len(s.text) {
		start := offset + breakWidth(s.text, offset)
		offset = lineEnd(s.text, start)
		spaces := leading(s.text[start:offset])
		inner = max(inner, spaces)
		if start+spaces < offset {
			break
		}
	}
	return inner
}
