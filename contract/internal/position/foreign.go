package position

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

var (
	// foreignPhrases are the names of secrets in other languages that have several words.
	foreignPhrases = func() string {
		phrases := slices.DeleteFunc(suspect.ForeignNames(), func(name string) bool { return !strings.Contains(name, " ") })
		return strings.ReplaceAll(strings.Join(phrases, "|"), " ", `[ \t]+`)
	}()
	foreignSaying = lazyregexp.New(`(?i)(?:^|[^\pL\pM\pN])(` + foreignPhrases + `)`)
	// afterForeign matches what follows such a name: its ending, a verb or other short words, and
	// the value.
	afterForeign = lazyregexp.New(`^[\pL\pM]{0,3}(?:(?:[ \t]+[\pL\pM]+){0,7}[ \t]+(?:` + linking + `)|(?:[ \t]+[\pL\pM]{1,8}){0,3})(?:(?:[ \t]*[:=：—–→]|[ \t]+-)?[ \t]*(?:["'“„«「『【]|<[a-z]{1,10}>)|[ \t]*[:=：—–→][ \t]*|[ \t]+(?:-[ \t]+)?)([^\s"'<>()「」『』【】]{4,})`)
	// joinedValue matches a value in ASCII behind other letters, without a blank in between.
	joinedValue = lazyregexp.New(`^[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}ー]+([!#-&*-;=?-~]{4,})`)
)

// withPhrases returns the names of secrets of one word, and those of several words, in order.
func withPhrases(text string, runs []nameRun) []nameRun {
	all := slices.Clone(runs)
	for _, m := range phrases.FindAllStringSubmatchIndex(text, -1) {
		all = append(all, nameRun{Span{m[2], m[3]}, Certain})
	}
	for _, line := range linesWith(text, mayBeForeign) {
		for _, m := range foreignSaying.FindAllStringSubmatchIndex(text[line.Start:line.End], -1) {
			all = append(all, nameRun{Span{line.Start + m[2], line.Start + m[3]}, Certain})
		}
	}
	slices.SortFunc(all, func(a, b nameRun) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	return all
}

// foreignOf returns the values in sentences of other languages.
func foreignOf(text string, names []nameRun, name Naming, work Work) []Span {
	var found []Span
	for _, of := range names {
		if said := text[of.Start:of.End]; suspect.IsASCII(said) && (of.says != Certain || !suspect.IsForeignName(said)) {
			continue
		}
		start := of.End
		m := afterForeign.FindStringSubmatchIndex(text[start:])
		if m == nil {
			start = of.Start
			m = joinedValue.FindStringSubmatchIndex(text[start:])
		}
		if m == nil {
			continue
		}
		if !work.take(m[1]) {
			return nil
		}
		if value := withoutStop(text, Span{start + m[2], start + m[3]}); isHandedValue(text[value.Start:value.End], name) {
			found = append(found, value)
		}
	}
	return found
}

// foreignStarts are the first words of the foreign phrases in ASCII.
var foreignStarts = []string{"kata", "clave", "chave", "chiave", "mot"}

// mayBeForeign reports whether a line has a character beside ASCII, or the beginning of a foreign
// phrase.
func mayBeForeign(line string) bool {
	for i := range len(line) {
		switch c := line[i]; {
		case c >= utf8.RuneSelf:
			return true
		case c != ' ' && c != '\t' || i == 0 || strings.IndexByte("aet", line[i-1]|0x20) < 0:
		case endsInOneOf(line[:i], foreignStarts):
			return true
		}
	}
	return false
}

// endsInOneOf reports whether a text ends in one of the words, in capital or small letters.
func endsInOneOf(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		return len(text) >= len(word) && strings.EqualFold(text[len(text)-len(word):], word)
	})
}
