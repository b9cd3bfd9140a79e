// Package latin1 reads texts in which UTF-8 and ISO-8859-1 may be mixed, as in headers (RFC 9110,
// section 5.5).
package latin1

import (
	"strings"
	"unicode/utf8"
)

// Text returns a text as UTF-8. It reads each byte that is not UTF-8 as ISO-8859-1. If the text is
// UTF-8 already, it returns the text unchanged.
func Text(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && size == 1 {
			r = rune(text[0])
		}
		b.WriteRune(r)
		text = text[size:]
	}
	return b.String()
}
