package disguise

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// isText reports whether bytes without control characters are probably text and not random bytes.
// They are text if they are UTF-8, or if most of them are ASCII. Of the others, letters are visible
// characters in Latin-1.
func isText(part []byte, ascii, others, letters int) bool {
	return others == 0 || letters == len(part) && letters >= shortestSkeleton || ascii >= 6 && ascii >= others || utf8.Valid(part)
}

// isMostlyText reports whether bytes are UTF-8, or at least half of them are ASCII or the zeros of
// UTF-16.
func isMostlyText(decoded []byte) bool {
	plain := 0
	for _, c := range decoded {
		if kind := kindOfByte[c]; kind == asciiByte || kind == zeroByte {
			plain++
		}
	}
	return 2*plain >= len(decoded) || utf8.Valid(decoded)
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
