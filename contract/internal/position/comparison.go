package position

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// comparison matches a run that a program compares with a string.
var comparison = newRunPattern("", `["'\])]{0,2}[ \t]*(?:[!=]==?|<>|-eq|-ne|\beq|\bne)[ \t]*(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^\s"'(){}\[\],;:]+)(?:$|[\s)\]:;]))`)

// comparisonsOf returns the strings that a program compares with the name of a secret. The tokens
// of a parser are words, and those of an API look like codes.
func comparisonsOf(text string, runs []nameRun) []Span {
	var found []Span
	for _, run := range runs {
		if run.End == len(text) || !mayCompare(text[run.End]) {
			continue
		}
		m := comparison.FindStringSubmatchIndex(text[run.Start:])
		for group := 4; group < len(m); group += 2 {
			if m[group] < 0 {
				continue
			}
			name, says := text[run.Start:run.End], run.says
			if last := LastWord(name); last == tokenWord || suspect.HasOtherMeaning(name) || group == len(m)-2 {
				says = min(says, Likely)
			}
			if value := (Span{run.Start + m[group], run.Start + m[group+1]}); says.Hides(text[value.Start:value.End]) {
				found = append(found, value)
			}
		}
	}
	return found
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
