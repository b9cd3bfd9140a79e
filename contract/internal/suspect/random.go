package suspect

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// lengthOfUUID is the length of a UUID in its text form.
const lengthOfUUID = 36

// ShortestRandom is the minimum length in bytes of a text that looks generated.
const ShortestRandom = 20

func hasLetterAndDigit(text string) bool {
	return strings.ContainsAny(text, Digits) && strings.ContainsAny(text, Lowers+Uppers)
}

func hasDigitOrTwoCases(text string) bool {
	return strings.ContainsAny(text, Digits) || strings.ContainsAny(text, Lowers) && strings.ContainsAny(text, Uppers) && len(text) >= 16
}

// LooksRandom reports whether a long text looks generated and not typed. Such a text has digits,
// and often changes from one class of characters to another. Words and dates with hyphens change
// less often. A long word of letters and digits also looks generated, as 0123456789abcdef twice
// does. A UUID is an identifier and doesn't count.
func LooksRandom(text string) bool {
	if IsUUID(text) {
		return false
	}
	if rest := withoutTime(text); rest != text && len(rest) < ShortestRandom {
		return false
	}
	if numbersWords(text) {
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
	if different < 8 {
		return false
	}
	return numbers >= 2 && changes >= len(text)/6 || alternates(text) || changesLikeNoWords(text) || len(text) >= ShortestDigest && numbers >= ShortestDigest/4 && hasLongCode(text)
}

// numbersWords reports whether a text is words in small letters and a short code or number that
// tells it from others with the same words, as in mail-worker-3bd69ca2.
func numbersWords(text string) bool {
	const shortestWord, longestNumber = 3, 8
	at := strings.LastIndexByte(text, '-') + 1
	if at == 0 || len(text)-at > longestNumber {
		return false
	}
	for word := range strings.SplitSeq(text[:at-1], "-") {
		if len(word) < shortestWord || strings.Trim(word, Lowers) != "" {
			return false
		}
	}
	return true
}

// withoutTime returns a text without the time at its beginning, as in 20260101T100000Z-4f.
func withoutTime(text string) string {
	const date, hour = len("20260101"), len("100000")
	if len(text) <= date+1+hour || text[date] != 'T' || strings.Trim(text[:date]+text[date+1:date+1+hour], Digits) != "" {
		return text
	}
	return strings.TrimLeft(text[date+1+hour:], "Z-_")
}

// hasLongCode reports whether a word of a text is as long as a digest, and at least a quarter of it
// are digits and at least a quarter letters.
func hasLongCode(text string) bool {
	for _, word := range pieces(text, isLetterOrDigit) {
		if len(word) < ShortestDigest {
			continue
		}
		numbers := 0
		for i := range len(word) {
			if word[i] <= '9' {
				numbers++
			}
		}
		if numbers >= len(word)/4 && numbers <= len(word)*3/4 {
			return true
		}
	}
	return false
}

// alternates reports whether nearly every letter of a text has another case than the one before it.
// No name is written like this.
func alternates(text string) bool {
	letters, changes := 0, 0
	var last byte
	for i := range len(text) {
		if c := text[i]; c|0x20 >= 'a' && c|0x20 <= 'z' {
			if letters > 0 && (c^last)&0x20 != 0 {
				changes++
			}
			letters++
			last = c
		}
	}
	return letters >= shortestVendorCode && changes >= letters*3/4
}

// datePattern matches dates and times, which are not secrets.
var datePattern = lazyregexp.New(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?$`)

// IsDate reports whether a text is a date or a time.
func IsDate(text string) bool {
	return len(text) >= len("2006-01-02") && text[4] == '-' && datePattern.MatchString(text)
}

// IsUUID reports whether a text is a UUID.
func IsUUID(text string) bool {
	if len(text) != lengthOfUUID {
		return false
	}
	for i := range len(text) {
		switch c := text[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f'):
			return false
		}
	}
	return true
}

// The constants are lengths in bytes of texts that look like codes.
const (
	shortestNumber = 4
	longestNumber  = 8
	shortestCode   = 6
)

// LooksGenerated reports whether a text looks like a code that nobody typed. It must satisfy
// [LooksCoded], and have capital letters, small letters and digits.
func LooksGenerated(text string) bool {
	return len(text) >= 8 && LooksCoded(text) && strings.ContainsAny(text, Digits) && strings.ToLower(text) != text && strings.ToUpper(text) != text
}

// colorPattern matches a color of CSS.
var colorPattern = lazyregexp.New(`^#(?:[0-9A-Fa-f]{3,4}){1,2}$`)

// LooksCoded reports whether a text looks like a code rather than a word. A code has no white
// space. It has a digit, or an unusual sign between letters, or it is long and has capital and
// small letters, or more letters than a word has. Dates, UUIDs, addresses and colors are not codes.
// A number is a code if it has as few digits as the codes that people type.
func LooksCoded(text string) bool {
	switch {
	case strings.Trim(text, Digits) == "":
		return len(text) >= shortestNumber && len(text) <= longestNumber
	case len(text) < shortestCode, strings.ContainsAny(text, " \t\r\n"), strings.Contains(text, "://"):
		return false
	}
	return (hasDigitOrTwoCases(text) || strings.ContainsAny(text[1:len(text)-1], "!#$%&*+=?@^~|") || longLetters.MatchString(text)) &&
		!IsUUID(text) && !colorPattern.MatchString(text) && !IsDate(text) && !IsHarmlessValue(text)
}

// joinedWords matches several words that are joined, as in velvetRiver, velvet.river and
// velvet-river-barley. Two words with a hyphen are often one word, as in case-sensitive.
var joinedWords = lazyregexp.New(`^(?:[A-Za-z][a-z]{2,}(?:[A-Z][a-z]{2,})+|[A-Za-z]{3,}(?:[._][A-Za-z]{3,})+|[A-Za-z]{3,}(?:-[A-Za-z]{3,}){2,})$`)

// hyphenated matches two words with a hyphen.
var hyphenated = lazyregexp.New(`^[A-Za-z]{3,}-[A-Za-z]{3,}$`)

// LooksChosen reports whether a text is what somebody chose at a place that holds nothing but a
// code: several words that are joined, other than the code of an error such as access_denied. Two
// words with a hyphen count too, unless they are one word, as in case-sensitive.
func LooksChosen(text string) bool {
	return !strings.Contains(text, "_") && (JoinsWords(text) || hyphenated.MatchString(text) && !IsHarmlessValue(text) && !NamesFault(text)) && !isCompound(text)
}

// isCompound reports whether a text with hyphens is a word of its own, as in user-defined, built-in
// and Indonesian kata-kata.
func isCompound(text string) bool {
	first, _, found := strings.Cut(strings.ToLower(text), "-")
	last := strings.ToLower(text[strings.LastIndexByte(text, '-')+1:])
	return found && (first == last || compoundStarts[first] || compoundEnds[last] || strings.HasSuffix(last, "ed"))
}

// The words begin or end a compound.
var (
	compoundStarts = WordSet(`all anti auto built case cross double half high http low multi must non not one pre read same self semi short single sub third too two well write zero`)
	compoundEnds   = WordSet(`aware bit bound code console cookie dependent domain end field file flow form free friendly generating header hand hard house in language length level life like link lived
		loaded mail manager meter name number off on only origin out page policy prompt reset running safe sensitive side site size source specific string term time token type user valid vault wide word yet`)
)

// JoinsWords reports whether a text is several words that are joined. Programs name things like
// this, and people choose such passwords. The name of a file or a host doesn't count, nor does what
// is wrong with a secret, as in too_short.
func JoinsWords(text string) bool {
	if !joinedWords.MatchString(text) || IsHarmlessValue(text) || strings.Contains(text, ".") && (strings.Count(text, ".") == 1 && hasFileEnding(text) || hostEndings[text[strings.LastIndexByte(text, '.')+1:]]) {
		return false
	}
	return !NamesFault(text)
}

// hostEndings are the last words of the names of hosts.
var hostEndings = WordSet(`com dev example internal invalid local localhost net org svc test`)
