package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

var (
	// asserting matches the words with which a test says what it expected.
	asserting = lazyregexp.New(`(?i)\b(?:expect(?:ed|s)?|assert[a-z]*|mismatch|want(?:ed)?)\b`)
	// operand matches a string in such a sentence.
	operand = lazyregexp.New(`"([^"\r\n]+)"|'([^'\r\n]+)'`)
)

// assertionsOf returns the strings that a test compared, on lines where the name of a secret is
// beside the strings, as in: expected 'velvet' to equal 'river' (password).
func assertionsOf(text string, runs []nameRun) []Span {
	var found []Span
	done := 0
	for _, run := range runs {
		if run.says != Certain || run.Start < done {
			continue
		}
		line := lineAround(text, run.Span)
		if content := text[line.Start:line.End]; !strings.ContainsAny(content, `"'`) || !asserting.MatchString(content) {
			continue
		}
		says := run.says
		if name := text[run.Start:run.End]; LastWord(name) == tokenWord || suspect.HasOtherMeaning(name) {
			says = Likely // It may be a token of a parser.
		}
		var operands []Span
		isBeside := true
		for _, m := range operand.FindAllStringSubmatchIndex(text[line.Start:line.End], -1) {
			value := Span{line.Start + max(m[2], m[4]), line.Start + max(m[3], m[5])}
			isBeside = isBeside && (run.End <= value.Start || run.Start >= value.End)
			if content := text[value.Start:value.End]; says.Hides(content) && !strings.Contains(content, " ") && !suspect.IsHarmlessValue(content) {
				operands = append(operands, value)
			}
		}
		if isBeside {
			found, done = append(found, operands...), line.End
		}
	}
	return found
}

// maxAssertion is how many bytes of a line before and behind the name of a secret are searched for
// what a test compared.
const maxAssertion = 300

// lineAround returns the line of a part of a text, or, if it is long, what of it is near the part.
func lineAround(text string, part Span) Span {
	before, behind := max(0, part.Start-maxAssertion), min(len(text), part.End+maxAssertion)
	line := Span{before + strings.LastIndexByte(text[before:part.Start], '\n') + 1, behind}
	if length := strings.IndexByte(text[part.End:behind], '\n'); length >= 0 {
		line.End = part.End + length
	}
	return line
}
