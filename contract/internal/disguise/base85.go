package disguise

import (
	"strings"
	"unicode/utf8"
)

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
		if len(word) < shortest85 || len(word) > longest85 || !strings.ContainsFunc(word, func(c rune) bool { return c >= utf8.RuneSelf || !isBase64Byte(byte(c)) && c != '=' }) { //nolint:gosec // c is a byte.
			continue
		}
		for _, decode := range wholeTokens85 {
			b.WriteString(legible(decode(word)))
		}
	}
	return b.String()
}
