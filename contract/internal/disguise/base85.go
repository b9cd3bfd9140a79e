package disguise

import (
	"iter"
	"strings"
)

// The constants are the lengths of a word that may be base 85 of an encoded secret.
const (
	shortest85 = 20
	longest85  = 64 << 10
	// shortestBinary85 is the length from which a word may also be base 85 of binary data with a
	// secret in it. Many shorter words, such as a string of JSON with its quotes, decode to bytes
	// that are only noise.
	shortestBinary85 = 80
)

// decode85 decodes the words in a text that may be base 85, in each alphabet. It ignores words that
// are base64.
func decode85(b *output, text string) {
	for start := 0; start+shortest85 <= len(text); {
		// The last byte of the shortest word is looked at first, because most words are shorter.
		end := start + shortest85
		last := end - 1
		for last >= start && isVisible(text[last]) {
			last--
		}
		if last >= start {
			start = last + 1
			continue
		}
		for end < len(text) && isVisible(text[end]) {
			end++
		}
		b.writeWord85(text[start:end])
		for quoted := range quotedIn(text[start:end]) {
			b.writeWord85(quoted)
		}
		start = end + 1
	}
}

// writeWord85 writes what is legible in a word decoded from base 85.
func (b *output) writeWord85(word string) {
	if len(word) < shortest85 || len(word) > longest85 || isBase64(word) {
		return
	}
	for _, decode := range wholeTokens85 {
		if decoded := decode(word); len(word) >= shortestBinary85 || isMostlyText(decoded) {
			b.writeLegible(decoded)
		} else {
			b.writeExpanded(decoded)
		}
	}
}

// quotedIn yields the parts of a word in quotes, as in {"a":"..."}. A quote begins a part behind
// one of a few signs, and ends it before one of a few others, because it is also a digit of
// Ascii85.
func quotedIn(word string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := -1
		for i := strings.IndexByte(word, '"'); i >= 0; {
			switch {
			case i == 0 || strings.IndexByte(":,[{(=", word[i-1]) >= 0:
				start = i + 1
			case start >= 0 && (i+1 == len(word) || strings.IndexByte(":,]})", word[i+1]) >= 0):
				if !yield(word[start:i]) {
					return
				}
				start = -1
			}
			next := strings.IndexByte(word[i+1:], '"')
			if next < 0 {
				return
			}
			i += next + 1
		}
	}
}

// isVisible reports whether a byte is a character of ASCII that is not white space.
func isVisible(c byte) bool { return c > ' ' && c < 0x7f }

// isBase64 reports whether all bytes of a word may be those of base64.
func isBase64(word string) bool {
	for i := range len(word) {
		if base64Digits[word[i]] == 0 && word[i] != '=' {
			return false
		}
	}
	return true
}
