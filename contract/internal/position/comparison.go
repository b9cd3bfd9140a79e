package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// comparison matches a run that a program compares with a string.
var comparison = newRunPattern("", `["'\])]{0,2}[ \t]*(?:[!=]==?|<>|-eq|-ne|\beq|\bne)[ \t]*(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^\s"'(){}\[\],;:]+))`)

// comparisonsOf returns the strings that a program compares with the name of a secret. The tokens
// of a parser are words, and those of an API look like codes.
func comparisonsOf(text string, runs []nameRun, work Work) []Span {
	var found []Span
	for _, run := range runs {
		if run.End == len(text) || !mayCompare(text[run.End]) {
			continue
		}
		m := comparison.at(text, run.Span, work)
		for group := 4; group < len(m); group += 2 {
			isBareWord := group == len(m)-2
			if m[group] < 0 || isBareWord && !endsComparison(text[run.Start+m[1]:]) {
				continue
			}
			name, says := text[run.Start:run.End], run.says
			if last := LastWord(name); last == tokenWord || suspect.HasOtherMeaning(name) || isBareWord {
				says = min(says, Likely)
			}
			if value := (Span{run.Start + m[group], run.Start + m[group+1]}); says.Hides(text[value.Start:value.End]) {
				found = append(found, value)
			}
		}
	}
	return found
}

// endsComparison reports whether a word without quotes that is compared may end before a text.
func endsComparison(text string) bool {
	return text == "" || strings.IndexByte(" \t\r\n\f)]:;", text[0]) >= 0
}

// mayCompare reports whether a character may be between a name and what it is compared with.
func mayCompare(c byte) bool {
	switch c {
	case ' ', '\t', '=', '!', '<', '"', '\'', ']', ')':
		return true
	default:
		return false
	}
}
