package suspect

import (
	"strings"
	"unicode/utf8"
)

// The constants are the letters and the digits of ASCII.
const (
	Lowers = "abcdefghijklmnopqrstuvwxyz"
	Uppers = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	Digits = "0123456789"
)

// WordSet returns the set of the words in a text.
func WordSet(list string) map[string]bool { return setOf(strings.Fields(list)) }

// setOf returns the set of phrases.
func setOf(phrases []string) map[string]bool {
	set := make(map[string]bool, len(phrases))
	for _, phrase := range phrases {
		set[phrase] = true
	}
	return set
}

// IsASCII reports whether a text has only characters of ASCII.
func IsASCII(text string) bool {
	return strings.IndexFunc(text, func(c rune) bool { return c >= utf8.RuneSelf }) < 0
}
