package disguise

import "strings"

// The constants are the lengths of a word that may be base 85 of an encoded secret.
const (
	shortest85 = 20
	longest85  = 64 << 10
)

// decode85 decodes the words in a text that may be base 85, in each alphabet. It ignores words that
// are base64.
func decode85(text string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(text) {
		if len(word) < shortest85 || len(word) > longest85 || isBase64(word) {
			continue
		}
		for _, decode := range wholeTokens85 {
			b.WriteString(legible(decode(word)))
		}
	}
	return b.String()
}

// isBase64 reports whether all bytes of a word may be those of base64.
func isBase64(word string) bool {
	for i := range len(word) {
		if base64Digits[word[i]] == 0 && word[i] != '=' {
			return false
		}
	}
	return true
}
