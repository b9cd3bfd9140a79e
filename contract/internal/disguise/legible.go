package disguise

import (
	"bytes"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/latin1"
)

// writeMixed writes the parts of bytes that are text, of bytes without control characters that are
// not all UTF-8. The others are taken for Latin-1, and those that have no visible character there
// separate the parts.
func (b *output) writeMixed(decoded []byte) {
	start := 0
	for i := 0; i <= len(decoded); {
		size := 1
		isEnd := i == len(decoded)
		if !isEnd && decoded[i] >= utf8.RuneSelf {
			var r rune
			r, size = utf8.DecodeRune(decoded[i:])
			isEnd = r == utf8.RuneError && size == 1 && !isLatinLetter(decoded[i])
		}
		if isEnd {
			if part := decoded[start:i]; isText(part) {
				b.add(textOf(part))
				b.add("\n")
			}
			start = i + 1
		}
		i += size
	}
}

// isLatinLetter reports whether a byte that is not ASCII is a visible character of Latin-1.
func isLatinLetter(c byte) bool { return c > 0xa0 && c < 0xff }

// isText reports whether bytes are probably text and not random bytes: enough of them are ASCII, or
// all are text whose highest bits are set.
func isText(part []byte) bool {
	ascii, others, letters := 0, 0, 0
	for _, c := range part {
		switch {
		case c == 0:
		case c < utf8.RuneSelf:
			ascii++
		default:
			others++
			if isLatinLetter(c) {
				letters++
			}
		}
	}
	return others == 0 && ascii >= shortest || letters == len(part) && letters >= shortestSkeleton || ascii >= fewestASCII && ascii >= others
}

// fewestASCII is how many bytes of a text that is not all ASCII are ASCII, unless none is.
const fewestASCII = 6

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
func textOf(part []byte) string { return latin1.Text(string(bytes.ReplaceAll(part, []byte{0}, nil))) }
