package position

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// spokenStems are the parts of the names of secrets in sentences. phrases are such names that have
// several words.
var (
	spokenStems = strings.Fields(`pass pw jwt csrf session contrase senha wachtwoord secret token key credential pin otp code`)
	phrases     = lazyregexp.Needing(`(?i)\b(session[ -](?:with[ -])?id|secret[ -](?:word|phrase)|(?:one[ -]?time|verification|security|access|recovery|backup|login|confirmation|activation)[ -]code)`, " code", "-code", "session", "secret word", "secret-word", "secret phrase", "secret-phrase")
)

// linking are the verbs, by language, that say what a secret is. possessive are the words before
// whose it is.
const (
	linking    = `is|was|are|lautet|ist|est|es|è|é|är|er|je|on|to|adalah|είναι`
	possessive = `of|for|de|del|di|da|do|für|von|för|van|til|pour|para`
)

// changedFrom matches what is between the name of a secret and its old value.
const changedFrom = `[ \t]+(?:(?:of|for)[ \t]+\S+[ \t]+)?(?:(?:was|has[ \t]+been)[ \t]+)?(?:changed|updated|reset|rotated)[ \t]+from[ \t]+`

// told match what follows the name of a secret in a sentence: the value, or what it was before and
// is now. The last one is for names in quotes.
var told = []*lazyregexp.Regexp{
	lazyregexp.New(`(?i)^(?:['’]s\b)?(?:[ \t]*\??[ \t]*(?:\([^()\r\n]{1,40}\)|\[[^\[\]\r\n]{1,40}\]))?(?:[ \t]+\pL{4,16}[ \t]+(?:est|es|è|é|är)|[ \t]+(?:(?:` + possessive + `)(?:[ \t]+[^\s]+){1,4}?[ \t]+)?(?:` + linking + `|has|now|from|to|set to|changed to|equals|provided|given|value|received|contains|(?:must|can|may|should)(?:[ \t]?not)?[ \t]+be|(?:starts|begins|ends)[ \t]+with)(?:[ \t]+(?:been|now|set|reset|changed|updated|to))*)?(?:[ \t]*[)\]>*_?]{1,2}[ \t]*:?[ \t]*|[ \t]*:[*_]{1,2}[ \t]*|[ \t]*(?::|=+>?|[-~]>|<-|→|⇒|➜|←|≔|[.…]{2,}|…|—|–|\||•|·|~)[ \t]*|[ \t]+|[ \t]*:?[ \t]*\r?\n[ \t]*)(?:["'` + "`(" + `]|[“„«‹][ \t]?|<[a-z]{1,10}>)?([^\s"'` + "`" + `<>()]{4,})`),
	lazyregexp.New(`(?i)^(?:` + changedFrom + `|[ \t]+(?:was[ \t]+)?(?:(?:changed|updated)\b:?[ \t]*)?(?:from[ \t]+)?)\S+[ \t]+(?:to|-+>|=+>|→)[ \t]+["'` + "`" + `]?([^\s"'` + "`" + `<>]{4,})`),
	lazyregexp.New(`(?i)^` + changedFrom + `["'` + "`" + `]?([^\s"'` + "`" + `<>]{4,})["'` + "`" + `]?[ \t]+to\b`),
	lazyregexp.New(`^["']?\]?\\*["'][^"'\r\n]{1,30}["']((?:[^"'\\\r\n]|\\[^"'])+)`),
}

// workOfSentence is what it costs to read a sentence, in bytes.
const workOfSentence = 400

// isSpokenName reports whether the name of a secret is one that sentences have.
func isSpokenName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(spokenStems, func(stem string) bool { return strings.Contains(name, stem) })
}

// apiBefore returns how long "api " is before the name of a secret, or 0 if it isn't there.
func apiBefore(text string) int {
	const api = "api "
	if strings.EqualFold(text[max(0, len(text)-len(api)):], api) {
		return len(api)
	}
	return 0
}

// toldOf returns the values behind the names of secrets in sentences. A name inside what an
// expression matched is not the beginning of another match, so that each part is read once.
func toldOf(text string, names []nameRun, name Naming, work Work) []Span {
	var found []Span
	done := make([]int, len(told))
	for _, of := range names {
		of.End = of.Start + len(strings.TrimRight(text[of.Start:of.End], ".$-"))
		isSpoken := isSpokenName(text[of.Start:of.End])
		isQuoted := of.Start > 0 && strings.IndexByte("\"'#@[=", text[of.Start-1]) >= 0
		if of.says != Certain || !isSpoken && !isQuoted {
			continue
		}
		if !work.take(workOfSentence) {
			return nil
		}
		for i, pattern := range told {
			if isLast := i == len(told)-1; of.Start < done[i] || isLast && !isQuoted || !isLast && !isSpoken {
				continue
			}
			m := pattern.FindStringSubmatchIndex(text[of.End:])
			if m == nil {
				continue
			}
			done[i] = of.End + m[1]
			said := Span{of.Start - apiBefore(text[:of.Start]), of.End}
			if value := withoutStop(text, Span{of.End + m[2], of.End + m[3]}); isSaid(text, said, value, name) {
				found = append(found, value)
			}
		}
	}
	return found
}
