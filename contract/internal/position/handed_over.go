package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// linkingWords are between a value and the name of a secret in a sentence that hands the value
// over, as in "velvet-river is your PIN", by language. placingWords are there behind a verb, as in
// "enter velvet-river at the password prompt".
var (
	linkingWords = suspect.WordSet(`as is was als ist como es comme est come è som är er jako jest как`)
	placingWords = suspect.WordSet(`at for in into`)
	handingVerbs = suspect.WordSet(`choose enter pick put set try type use`)
)

// loggedIn matches a login in a sentence, as in "log in with me and ..." and "credentials: me / ...".
var loggedIn = lazyregexp.Needing(`(?i)\b(?:(?:authenticat|log(?:ged|ging)?[ -]?(?:in|on)|sign(?:ed|ing)?[ -]?(?:in|on))[a-z]*(?:[ \t]+(?:to|at|on)[ \t]+\S+)?(?:[ \t]+(?:with|using|as|user)){0,2}|(?:user(?:[ -]?name)?|account|credentials?|creds|log-?in)(?:[ \t]*[:=]|[ \t]+(?:are|is))?)[ \t]+[^\s/]+(?:[ \t]+(?:and|with|using|/)[ \t]+|/|,[ \t]*)(?:the[ \t]+)?["'(]?([^\s"'<>()/]{4,})`,
	"authenticat", "log", "sign", "cred", "user", "account")

// handedOverOf returns the values that are before the name of a secret in a sentence that hands
// them over, and those in a login.
func handedOverOf(text string, runs []nameRun, name Naming) []Span {
	var found []Span
	for _, run := range runs {
		if value := withoutStop(text, handedOverBefore(text, run.Span)); run.says == Certain && isHandedValue(text[value.Start:value.End], name) {
			found = append(found, value)
		}
	}
	for _, m := range loggedIn.FindAllStringSubmatchIndex(text, -1) {
		value := withoutStop(text, Span{m[2], m[3]})
		if content := text[value.Start:value.End]; isHandedValue(content, name) && (Likely.Hides(content) || strings.ContainsAny(content, "-.")) {
			found = append(found, value)
		}
	}
	return found
}

// handedOverBefore returns the value before the name of a secret, or an empty part. Up to three
// words are between the name and what links it to the value.
func handedOverBefore(text string, name Span) Span {
	const longest, most = 120, 4
	start := max(0, name.Start-longest)
	start += strings.LastIndexByte(text[start:name.Start], '\n') + 1
	words := wordsOf(text[start:name.Start], 1)
	isOwned := !suspect.HasOtherMeaning(text[name.Start:name.End])
	for i := len(words) - 1; i > 0 && i >= len(words)-most; i-- {
		word := strings.ToLower(text[start+words[i].Start : start+words[i].End])
		if linkingWords[word] || placingWords[word] && i > 1 && handingVerbs[strings.ToLower(text[start+words[i-2].Start:start+words[i-2].End])] {
			if !isOwned {
				return Span{}
			}
			return unquoted(text, Span{start + words[i-1].Start, start + words[i-1].End})
		}
		isOwned = isOwned || handingWords[word] || word == "api"
	}
	return Span{}
}

// withoutStop returns a value in a sentence without the sign that ends the sentence.
func withoutStop(text string, value Span) Span {
	value = wholeWord(text, value)
	return Span{value.Start, value.Start + len(strings.TrimRight(text[value.Start:value.End], ".,:;!?。，"))}
}

// isHandedValue reports whether a value may be what a sentence hands over.
func isHandedValue(content string, name Naming) bool {
	return Likely.Hides(content) || suspect.LooksChosen(content) && name(content) == NoSecret
}
