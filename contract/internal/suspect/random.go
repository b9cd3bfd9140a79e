package suspect

import (
	"regexp"
	"strings"
)

const (
	lowers = "abcdefghijklmnopqrstuvwxyz"
	uppers = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

var uuidPattern = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// lengthOfUUID is the length of a UUID as it is written.
const lengthOfUUID = 36

// ShortestRandom is the length in bytes from which a text can look generated.
const ShortestRandom = 20

func hasLetterAndDigit(text string) bool {
	return strings.ContainsAny(text, digits) && strings.ContainsAny(text, lowers+uppers)
}

func hasDigitOrTwoCases(text string) bool {
	return strings.ContainsAny(text, digits) || strings.ContainsAny(text, lowers) && strings.ContainsAny(text, uppers) && len(text) >= 16
}

// LooksRandom reports whether a long text looks generated rather than written: it has digits, and
// changes often from one class of characters to another. A UUID is an identifier and not a secret.
// Words and dates with hyphens change too seldom.
func LooksRandom(text string) bool {
	if len(text) == lengthOfUUID && uuidPattern.MatchString(text) {
		return false
	}
	changes, numbers, different := 0, 0, 0
	var seen [256]bool
	class := 0
	for i := range len(text) {
		c, next := text[i], 0
		switch {
		case c >= '0' && c <= '9':
			next = 1
			numbers++
		case c >= 'a' && c <= 'z':
			next = 2
		case c >= 'A' && c <= 'Z':
			next = 3
		}
		if next != 0 && class != 0 && next != class {
			changes++
		}
		class = next
		if !seen[c] {
			seen[c] = true
			different++
		}
	}
	return numbers >= 2 && changes >= len(text)/6 && different >= 8
}
