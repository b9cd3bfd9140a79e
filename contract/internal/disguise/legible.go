package disguise

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// isText reports whether bytes without control characters are probably text and not random bytes.
// They are text if they are UTF-8, or if most of them are ASCII.
func isText(part []byte) bool {
	ascii, others, high := 0, 0, 0
	for _, c := range part {
		if c > 0xa0 && c < 0xff {
			high++
		}
		switch {
		case c == 0:
		case c < utf8.RuneSelf:
			ascii++
		default:
			others++
		}
	}
	return others == 0 || high == len(part) && high >= shortestSkeleton || ascii >= 6 && ascii >= others || utf8.Valid(part)
}

// textOf returns bytes as UTF-8, without the zero bytes of UTF-16. It reads bytes that are not
// UTF-8 as Latin-1.
func textOf(part []byte) string { return latin(bytes.ReplaceAll(part, []byte{0}, nil)) }

// latin returns a text as UTF-8. It reads bytes that are not UTF-8 as Latin-1.
func latin(text []byte) string {
	if utf8.Valid(text) {
		return string(text)
	}
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 {
			r = rune(text[0])
		}
		b.WriteRune(r)
		text = text[size:]
	}
	return b.String()
}
