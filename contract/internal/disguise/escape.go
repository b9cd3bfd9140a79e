package disguise

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/latin1"
)

// Unescape decodes the escapes of URLs, JSON, JavaScript, C and HTML in a text. It decodes one
// level. If the result holds compressed data, Unescape takes the work of decompressing it from the
// budget.
func Unescape(text string, budget *Budget) string {
	b := output{budget: budget}
	if b.unescapeNear(text, len(text)); b.Len() > 0 {
		return b.String()
	}
	return text
}

// unescape decodes the escapes of URLs, JSON, JavaScript, C and HTML. It writes what is around
// them, or nothing if the text has no escape.
func unescape(b *output, text string) { b.unescapeNear(text, nearEnough) }

func (b *output) unescapeNear(text string, near int) {
	decoded := around{text: text, near: near}
	var buffer [utf8.UTFMax]byte
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '%', '\\':
			if plain, size := appendEscape(buffer[:0], text[i:]); size > 0 {
				decoded.until(i, size)
				decoded.plain = append(decoded.plain, plain...)
				i += size - 1
			}
		case '&':
			if plain, size := entity(text[i:]); size > 0 {
				decoded.until(i, size)
				decoded.plain = append(decoded.plain, plain...)
				i += size - 1
			}
		}
	}
	decoded.end()
	b.add(latin1.Text(string(decoded.plain)))
	b.writeExpanded(decoded.plain)
}

// entity decodes the character reference at the beginning of a text, such as &#97; or &amp;. It
// returns the characters and the length of the reference. The length is 0 if no reference is there.
func entity(text string) (plain string, size int) {
	if r, size := numericEntity(text); size > 0 {
		return string(r), size
	}
	if end := strings.IndexByte(text[:min(len(text), maxEntity)], ';'); end > 0 {
		if plain := html.UnescapeString(text[:end+1]); plain != text[:end+1] {
			return plain, end + 1
		}
	}
	return "", 0
}

// maxEntity is the length of the longest character name in HTML.
const maxEntity = 33

// numericEntity decodes the character reference at the beginning of a text, such as &#97; or
// &#x61;. It returns the character and the length of the reference. The semicolon may be missing,
// and the number may begin with zeros.
func numericEntity(text string) (r rune, size int) {
	if !strings.HasPrefix(text, "&#") {
		return 0, 0
	}
	base, start := 10, 2
	if len(text) > start && text[start]|0x20 == 'x' {
		base, start = 16, start+1
	}
	first := start
	for first < len(text) && text[first] == '0' {
		first++
	}
	end := first
	for end < len(text) && end-first < 7 && (isDigit(text[end]) || base == 16 && isHexLetter(text[end])) {
		end++
	}
	if r, ok := number(text, first, end, base); ok {
		size = end
		if end < len(text) && text[end] == ';' {
			size++
		}
		return r, size
	}
	return 0, 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isHexLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'f' }

// appendEscape decodes the escape at the beginning of a text and appends the character. It also
// returns the length of the escape, or 0 if the text doesn't begin with an escape.
func appendEscape(plain []byte, text string) ([]byte, int) {
	if r, size := unicodeEscape(text); size > 0 {
		if utf16.IsSurrogate(r) {
			if low, lowSize := unicodeEscape(text[size:]); lowSize > 0 {
				r, size = utf16.DecodeRune(r, low), size+lowSize
			}
		}
		return utf8.AppendRune(plain, r), size
	}
	if text[0] == '%' {
		if c, ok := number(text, 1, 3, 16); ok {
			return append(plain, byte(c&0xff)), 3
		}
		return plain, 0
	}
	if len(text) < 2 {
		return plain, 0
	}
	switch text[1] {
	case '\\', '/', '"', '\'':
		return append(plain, text[1]), 2
	case 'n', 'r', 't', 'b', 'f':
		return append(plain, '\n'), 2
	case 'x', 'X':
		if c, ok := number(text, 2, 4, 16); ok {
			return append(plain, byte(c&0xff)), 4
		}
	case '0', '1', '2', '3':
		if c, ok := number(text, 1, 4, 8); ok {
			return append(plain, byte(c&0xff)), 4
		}
	}
	return plain, 0
}

// unicodeEscape decodes \u0041, %u0041, \u{41} or \U00000041 at the beginning of a text.
func unicodeEscape(text string) (r rune, size int) {
	if len(text) < 2 || text[0] != '\\' && text[0] != '%' {
		return 0, 0
	}
	switch {
	case strings.HasPrefix(text[1:], "u{"):
		end := strings.IndexByte(text[:min(len(text), 12)], '}')
		if c, ok := number(text, 3, end, 16); ok {
			return c, end + 1
		}
		return 0, 0
	case text[1] != 'u' && text[1] != 'U':
		return 0, 0
	}
	if c, ok := number(text, 2, 10, 16); ok && text[1] == 'U' {
		return c, 10
	}
	if c, ok := number(text, 2, 6, 16); ok {
		return c, 6
	}
	return 0, 0
}

// number parses a part of a text as a number of at most 31 bits.
func number(text string, from, to, base int) (rune, bool) {
	if to > len(text) || from >= to {
		return 0, false
	}
	n, err := strconv.ParseInt(text[from:to], base, 32)
	return rune(n), err == nil && n >= 0
}

// unescapeQuoted decodes quoted-printable (RFC 2045). It writes what is around the escapes, or
// nothing if the text has none.
func unescapeQuoted(b *output, text string) {
	decoded := around{text: text, near: nearEnough}
	for i := 0; i < len(text); i++ {
		next := strings.IndexByte(text[i:], '=')
		if next < 0 {
			break
		}
		i += next
		rest := text[i+1:]
		if c, ok := number(text, i+1, i+3, 16); ok {
			decoded.until(i, len("=00"))
			decoded.plain = append(decoded.plain, byte(c&0xff))
			i += len("00")
		} else if strings.HasPrefix(rest, "\n") || strings.HasPrefix(rest, "\r\n") {
			end := strings.IndexByte(rest, '\n') + 1
			decoded.until(i, 1+end)
			i += end
		}
	}
	decoded.end()
	b.add(latin1.Text(string(decoded.plain)))
}

func isHexDigit(c byte) bool { return isDigit(c) || isHexLetter(c) }

var cdata = strings.NewReplacer("<![CDATA[", "", "]]>", "")

// untag removes the tags from a text, because a string may be spread over several elements.
func untag(b *output, text string) {
	if strings.IndexByte(text, '<') < 0 {
		return
	}
	rest := text
	if strings.Contains(text, "]]>") || strings.Contains(text, "<![CDATA[") {
		rest = cdata.Replace(text)
	}
	b.Grow(len(rest))
	for rest != "" {
		before, after, found := strings.Cut(rest, "<")
		b.add(before)
		end := strings.IndexAny(after, "<>")
		switch {
		case !found:
			return
		case end >= 0 && after[end] == '>':
			rest = after[end+1:]
		case end >= 0: // The < was not the beginning of a tag.
			b.add(after[:end])
			rest = after[end:]
		default:
			b.add(after)
			return
		}
	}
}
