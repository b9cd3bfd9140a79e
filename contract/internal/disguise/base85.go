package disguise

import (
	"strings"
	"unicode/utf8"
)

// The lengths of a word that can be base 85 of something that is encoded once more.
const (
	shortest85 = 20
	longest85  = 64 << 10
)

// decode85 decodes the words in a text that can be base 85, in each alphabet. A word of base64 is
// none.
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
