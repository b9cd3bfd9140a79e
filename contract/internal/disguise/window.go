package disguise

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

const (
	// lengthOfWindow is the length of the parts of a secret that the search looks for. A part must
	// have at least fewestLetters letters and digits.
	lengthOfWindow = 12
	fewestLetters  = 9
	// windowStep is the distance between the beginnings of two parts. maxWindows limits the number
	// of parts of a secret.
	windowStep = 3
	maxWindows = 64
)

// commonPart matches parts of a secret that other strings may contain too: a UUID, a time, the
// beginning of a URL, and the header of a JSON web token.
var commonPart = lazyregexp.New(`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]?[0-9:.]*Z?|[a-z]+://[^/]*|eyJ[A-Za-z0-9_-]*\.`)

// windows returns the letters and digits of parts of a secret. A server may repeat only a part of a
// secret, such as its beginning. Parts that look like words are left out.
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

// isTelling reports whether a part of a secret is more than a word or two: it has both letters and
// digits, or characters of three kinds.
func isTelling(part string) bool {
	lower, upper := strings.ToUpper(part) != part, strings.ToLower(part) != part
	digit := strings.ContainsAny(part, "0123456789")
	other := strings.ContainsFunc(part, func(c rune) bool { return c > ' ' && c < 0x80 && !isWordByte(byte(c)) })
	return digit && (lower || upper) || lower && upper && other
}
