package disguise

import "strings"

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
		if len(word) < shortest85 || len(word) > longest85 || strings.IndexFunc(word, func(c rune) bool { return c >= 0x80 || !isBase64Byte(byte(c)) && c != '=' }) < 0 {
			continue
		}
		for _, decode := range wholeTokens85 {
			b.WriteString(legible(decode(word)))
		}
	}
	return b.String()
}
