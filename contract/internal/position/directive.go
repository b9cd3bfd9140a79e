package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

var (
	// directive matches the value at the end of a line, behind a run.
	directive = newRunPattern("", `[ \t]+["']?([^\s"'=:;,]+)["']?[ \t]*;?[ \t\r]*(?:\n|$)`)
	// beforeDirective matches the words before the run on its line.
	beforeDirective = lazyregexp.New(`^[ \t]*(?:[\w/-]+[ \t]+){0,7}$`)
)

// directivesOf returns the values at the ends of lines of configurations that are behind the name
// of a secret of several words, as in: user me plain-text-password velvet.river. In quotes, and
// behind the name of nothing but a secret, the value may be any word.
func directivesOf(text string, runs []nameRun) []Span {
	var found []Span
	for _, run := range runs {
		if name := text[run.Start:run.End]; run.says != Certain || !strings.ContainsAny(name, "-_") || run.End == len(text) || text[run.End] != ' ' && text[run.End] != '\t' {
			continue
		}
		m := directive.FindStringSubmatchIndex(text[run.Start:])
		if m == nil || !beforeDirective.MatchString(text[lineAround(text, run.Span).Start:run.Start]) {
			continue
		}
		value := Span{run.Start + m[4], run.Start + m[5]}
		if content := text[value.Start:value.End]; !strings.Contains(content, "/") && (suspect.JoinsWords(content) || Likely.Hides(content) || !isBare(text, value) && namesItself(LastWord(text[run.Start:run.End])) && !suspect.IsHarmlessValue(content)) {
			found = append(found, value)
		}
	}
	return found
}

// namesItself reports whether the last word of a name says that it is that of a secret, unlike that
// of token-list.
func namesItself(last string) bool { return suspect.IsSecretName(last) || suspect.IsKeyName(last) }
