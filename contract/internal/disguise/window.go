package disguise

import (
	"regexp"
	"strings"
)

const (
	// lengthOfWindow is how many characters of a secret are enough to find a part of it, with so
	// many letters and digits among them.
	lengthOfWindow = 12
	fewestLetters  = 9
	// windowStep is the distance of two parts that are looked for, and maxWindows how many are.
	windowStep = 3
	maxWindows = 64
)

// commonPart matches what a secret may hold that others hold too: a UUID, a time, and the beginning
// of a URL.
var commonPart = regexp.MustCompile(`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]?[0-9:.]*Z?|[a-z]+://[^/]*|eyJ[A-Za-z0-9_-]*\.`)

// windows returns the letters and digits of parts of a secret by which a part of it is told, such
// as its beginning that a server says back. It leaves out those that look like words.
func windows(text string) []string {
	var found []string
	for _, piece := range commonPart.Split(text, -1) {
		if len(piece) > lengthOfWindow {
			found = appendWindows(found, piece)
		}
	}
	return found
}

func appendWindows(found []string, piece string) []string {
	for start := 0; start+lengthOfWindow <= len(piece) && len(found) < maxWindows; {
		part := piece[start : start+lengthOfWindow]
		if letters := skeletonOf(part); len(letters) >= fewestLetters && isTelling(part) {
			found = append(found, letters)
		}
		left := len(piece) - lengthOfWindow - start
		if left == 0 {
			break
		}
		start += min(windowStep, left)
	}
	return found
}

// isTelling reports whether a part of a secret is more than a word or two: it has letters and
// digits, or characters of three kinds.
func isTelling(part string) bool {
	lower, upper := strings.ToUpper(part) != part, strings.ToLower(part) != part
	digit := strings.ContainsAny(part, "0123456789")
	other := strings.ContainsFunc(part, func(c rune) bool { return c > ' ' && c < 0x80 && !isWordByte(byte(c)) })
	return digit && (lower || upper) || lower && upper && other
}
