package position

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// numbered matches the name of something that has a number, as in "Session 3".
var numbered = lazyregexp.New(`[\pL\pN][ \t]+#?\d{1,3}$`)

// isOtherValue reports whether the value of a name with another meaning is not a secret: it is a
// sentence or a list, or the name has a number.
func isOtherValue(name, value string) bool {
	const fewestWords = 3
	words := len(strings.Fields(value))
	if !suspect.HasOtherMeaning(name) { // As in "Token economy: an overview".
		return words > 1 && suspect.IsAboutSecret(name) && !IsPassphrase(value)
	}
	return numbered.MatchString(name) || suspect.IsInOtherName(name) || words >= fewestWords && !IsPassphrase(value)
}

// IsPassphrase reports whether a value is a secret of several words: small letters, without the
// words that join those of a sentence.
func IsPassphrase(value string) bool {
	const fewestWords, mostWords, shortestPhraseWord = 4, 24, 3
	words := strings.Fields(value)
	if len(words) < fewestWords || len(words) > mostWords {
		return false
	}
	return !slices.ContainsFunc(words, func(word string) bool {
		return len(word) < shortestPhraseWord || sentenceWords[word] || strings.Trim(word, suspect.Lowers) != ""
	})
}

// sentenceWords are words of sentences, which no passphrase has.
var sentenceWords = suspect.WordSet(`all and any are below but can each for from has have into its must not one only see that the their then these this until was were when which will with you your`)

// isProse reports whether a name is the beginning of a sentence, as in "The session begins at
// 10:30". A time of the day has a colon too.
func isProse(name, value string) bool {
	isTime := value != "" && strings.IndexByte(suspect.Digits, value[0]) >= 0 && strings.IndexByte(suspect.Digits, name[len(name)-1]) >= 0
	return len(strings.Fields(name)) > MaxNameWords && len(strings.Fields(foreignPhrase.ReplaceAllString(name, "x"))) > MaxNameWords && (isTime || !strings.ContainsAny(name, "-/.$_'\""))
}

// foreignPhrase matches the name of a secret in several words, which counts as one word of a name.
var foreignPhrase = lazyregexp.New(`(?i)(?:` + foreignPhrases + `)`)

// quoteEnd returns the end of the value of a line. If a quote begins in the name, as in curl -H
// "Authorization: ...", the value ends with the quote.
func quoteEnd(content string, m []int) int {
	name := content[m[4]:m[5]]
	for _, quote := range []string{`"`, "'"} {
		if strings.Count(name, quote)%2 == 0 {
			continue
		}
		if length := strings.Index(content[m[6]:m[7]], quote); length >= 0 {
			return m[6] + length
		}
	}
	return m[7]
}
