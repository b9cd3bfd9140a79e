package position

import "strings"

// longestName is the maximum length in bytes of a path, or a name with its value, that is only
// letters, digits and the signs of base64.
const longestName = 1 << 10

// IsLongBase64 reports whether a text is base64, and too long to be anything else. Any name is
// between two of its signs by chance.
func IsLongBase64(text string) bool {
	return len(text) > longestName && strings.IndexFunc(strings.TrimRight(text, "="), func(c rune) bool {
		return (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '+' && c != '/'
	}) < 0
}
