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
	if IsUUID(text) {
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

// datePattern matches dates and times, which are not secrets.
var datePattern = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?$`)

// IsDate reports whether a text is a date or a time.
func IsDate(text string) bool { return datePattern.MatchString(text) }

// IsUUID reports whether a text is a UUID.
func IsUUID(text string) bool { return len(text) == lengthOfUUID && uuidPattern.MatchString(text) }

// The lengths in bytes of what looks like a code.
const (
	shortestNumber = 4
	longestNumber  = 8
	shortestCode   = 6
)

// LooksGenerated reports whether a text looks like a code that nobody typed: besides what
// [LooksCoded] asks for, it has letters of both cases and digits.
func LooksGenerated(text string) bool {
	return len(text) >= 8 && LooksCoded(text) && strings.ContainsAny(text, digits) && strings.ToLower(text) != text && strings.ToUpper(text) != text
}

// LooksCoded reports whether a text looks like a code rather than a word. A code is one run of
// characters. It has a digit, or a sign between letters where words have no sign, or it is long and
// has letters of both cases. Dates, UUIDs and addresses don't look like codes. A number looks like
// a code if it has as few digits as a code that people type.
func LooksCoded(text string) bool {
	switch {
	case strings.Trim(text, digits) == "":
		return len(text) >= shortestNumber && len(text) <= longestNumber
	case len(text) < shortestCode, strings.ContainsAny(text, " \t\r\n"), strings.Contains(text, "://"):
		return false
	}
	return (hasDigitOrTwoCases(text) || strings.ContainsAny(text[1:len(text)-1], "!#$%&*+=?@^~|")) &&
		!IsUUID(text) && !IsDate(text) && !IsHarmlessValue(text)
}
