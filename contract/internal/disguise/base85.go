package disguise

import "strings"

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
func decode85(text string) string {
	var b strings.Builder
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
		if word := text[start:end]; len(word) <= longest85 && !isBase64(word) {
			for _, decode := range wholeTokens85 {
				if decoded := decode(word); len(word) >= shortestBinary85 || isMostlyText(decoded) {
					writeLegible(&b, decoded)
				} else {
					b.WriteString(legibleExpanded(decoded))
				}
			}
		}
		start = end + 1
	}
	return b.String()
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
