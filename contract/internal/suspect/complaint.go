package suspect

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// complaintWords are the words of messages that validators and forms write about a secret.
var complaintWords = WordSet(`a access again already an and api are as at be been before blank can can't cannot character characters
	code common compromised confirm confirmation contain contains current did didn't different digit digits do does doesn't don't eight empty enter
	entered entirely expired fewer field fields for forgot forgotten format from given has have hide in include incorrect incorrectly invalid is it it's key
	least length log less letter letters long longer lower lowercase match matches maximum may minimum missing more most must needs new not null
	number numbers numeric of old one only or out password password's passwords please present previous provided repeat required reset
	retype same secret session short shorter should show sign similar simple six special string symbol symbols than that the this to token too twelve two
	up uppercase used valid was weak with wrong you your`)

// complaintVerbs are words of which each complaint has one, as in "at least eight characters". The
// verbs of a form come first in it.
var (
	complaintVerbs = WordSet(`at is was are must may should can can't cannot has have does doesn't did didn't do don't needs contain contains`)
	formVerbs      = WordSet(`confirm enter forgot hide log repeat reset retype show sign`)
)

// isComplaint reports whether a text is a message about a secret, as validators and forms write it:
// "The password field is required." and "Forgot your password?". It must consist of complaintWords
// and short numbers.
func isComplaint(text string) bool {
	const longestNumber = 3
	if !strings.Contains(text, " ") {
		return false
	}
	hasVerb, count := false, 0
	for word := range strings.FieldsSeq(text) {
		word = strings.Trim(word, ".,:;!?()")
		if strings.Trim(word, Digits) == "" {
			if len(word) > longestNumber {
				return false
			}
			continue
		}
		word = strings.ToLower(strings.ReplaceAll(word, "’", "'"))
		if !complaintWords[word] {
			return false
		}
		hasVerb = hasVerb || complaintVerbs[word] || count == 0 && formVerbs[word]
		count++
	}
	return hasVerb && count > 1
}

// faultWords are words that say what is wrong, as in the codes of errors.
var faultWords = WordSet(`already bad cannot denied empty expired failed forbidden incorrect invalid malformed mismatch missing must no not required
	revoked short too unknown unsupported weak wrong`)

// NamesFault reports whether a text has a word that says what is wrong, as in invalid_token and
// too-short. A password of several words may have other words of complaints, as in letmein-please.
func NamesFault(text string) bool {
	return slices.ContainsFunc(words(text), func(word string) bool { return faultWords[word] })
}

// sentenceEnds are the characters at the end of a sentence.
const sentenceEnds = ".!?。！？।۔"

// isSentenceAboutSecret reports whether a text is a sentence of any language that names a secret,
// as validators write it: "Das Passwort ist zu kurz." It begins with a capital letter, ends as a
// sentence does, and consists of words and short numbers. In a script without capital letters and
// blanks, it is longer than the name.
func isSentenceAboutSecret(text string) bool {
	const fewestWords, longestWithoutBlanks = 3, 40
	first, _ := utf8.DecodeRuneInString(text)
	if first < utf8.RuneSelf && (!unicode.IsUpper(first) || !strings.Contains(text, " ")) || !LooksWorded(text) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	ends := strings.ContainsRune(sentenceEnds, last)
	switch words := len(strings.Fields(text)); {
	case unicode.IsUpper(first):
		return (ends && words >= fewestWords || words > fewestWords && !tells(text)) && namesSecret(text)
	case unicode.IsLower(first):
		return false
	default:
		return (ends || words >= fewestWords || words == 1 && utf8.RuneCountInString(text) < longestWithoutBlanks) && !isForeignWord(text) && namesSecret(text)
	}
}

// tells reports whether a sentence may tell the secret, as in "My password is sesame".
func tells(text string) bool {
	return strings.Contains(text, ":") || slices.ContainsFunc(strings.Fields(strings.ToLower(text)), func(word string) bool { return tellingVerbs[word] })
}

// tellingVerbs are words before a secret in a sentence.
var tellingVerbs = WordSet(`are es est ist is lautet lauten to use was with`)

// namesSecret reports whether a sentence has the name of a secret, also with another ending.
func namesSecret(text string) bool {
	const shortestStem = 5
	if slices.ContainsFunc(strings.Fields(text), func(word string) bool { return IsSecretName(strings.Trim(word, sentenceEnds+",:;")) }) {
		return true
	}
	joined := strings.Join(words(text), "")
	return slices.ContainsFunc(foreignParts, func(part string) bool {
		if _, size := utf8.DecodeLastRuneInString(part); utf8.RuneCountInString(part) > shortestStem {
			part = part[:len(part)-size]
		}
		return strings.Contains(joined, part)
	})
}

// LooksWorded reports whether a text consists of words in letters and of short numbers, as a
// sentence does.
func LooksWorded(text string) bool {
	const longestNumber = 3
	count := 0
	for word := range strings.FieldsSeq(text) {
		word = strings.Trim(word, sentenceEnds+",:;()\"'«»„“”、，")
		if strings.Trim(word, Digits) == "" {
			if len(word) > longestNumber {
				return false
			}
			continue
		}
		if strings.ContainsFunc(withoutNumber(word), func(c rune) bool {
			return !unicode.In(c, unicode.L, unicode.M) && !strings.ContainsRune("'’-、，", c)
		}) {
			return false
		}
		if changesCase(word) {
			return false
		}
		count++
	}
	return count > 0
}

// withoutNumber returns a word of a script without blanks without a number in it, as Japanese
// writes the length of a password.
func withoutNumber(word string) string {
	const longest = 3
	at := strings.IndexAny(word, Digits)
	if at <= 0 || word[at-1] < utf8.RuneSelf {
		return word
	}
	rest := strings.TrimLeft(word[at:], Digits)
	if len(word)-at-len(rest) > longest || rest == "" || rest[0] < utf8.RuneSelf {
		return word
	}
	return word[:at] + rest
}
