package position

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// nameRun is a part of a text that is the name of a secret: letters, digits and what may join them.
// No such character is next to it.
type nameRun struct {
	Span

	says Secrecy
}

// runsOf returns the parts of a text that are names of secrets.
func runsOf(text string, name Naming) []nameRun {
	var runs []nameRun
	for i := 0; i < len(text); {
		start := i
		for i < len(text) {
			c := text[i]
			if c < utf8.RuneSelf {
				if !isRunByte(c) {
					break
				}
				i++
				continue
			}
			r, size := utf8.DecodeRuneInString(text[i:])
			if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
				break
			}
			i += size
		}
		if i == start {
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
			continue
		}
		if says := name(text[start:i]); says != NoSecret {
			runs = append(runs, nameRun{Span{start, i}, says})
		}
	}
	return runs
}

func isRunByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '.' || c == '$' || c == '-'
}

// runPattern matches a run with its value. The first group is the name and the second group is the
// value. It is matched where a run begins, because to search a text for each pattern takes long.
type runPattern struct {
	*lazyregexp.Regexp

	// before are the characters of which one is before the run, and next those of which one is
	// behind it. They are empty if any may be.
	before, next string
	// quote is the quote before the value. Only signs are between the run and this quote. It is
	// zero if there is no such quote.
	quote byte
	// isFirst says that the run is not the value of another run, as in urn:oauth:....
	isFirst bool
}

// newRunPattern returns a pattern of what follows a run. Run stands for the run.
func newRunPattern(before, after string) runPattern {
	return runPattern{Regexp: lazyregexp.New(`^([\pL\pM\pN_.$-]+)` + after), before: before}
}

// first returns the pattern for runs that are not the value of another run.
func (p runPattern) first() runPattern {
	p.isFirst = true
	return p
}

// behind returns the pattern for runs that one of these characters follows.
func (p runPattern) behind(next string) runPattern {
	p.next = next
	return p
}

// quoted returns the pattern for runs with only signs between them and this quote.
func (p runPattern) quoted(quote byte) runPattern {
	p.quote = quote
	return p
}

// at returns the groups of the pattern's match at a run, or nil. A value may reach to the end of
// the text and hold the next runs with their values, so what is read counts for each run.
func (p runPattern) at(text string, run Span, work Work) []int {
	if !work.take(0) {
		return nil
	}
	m := p.FindStringSubmatchIndex(text[run.Start:])
	if m != nil {
		work.take(m[1])
	}
	return m
}

// fits reports whether the pattern may match a run, judged by what is around it. Signs are what is
// between the run and the next letter.
func (p runPattern) fits(text string, run Span, signs string) bool {
	switch {
	case p.next != "" && strings.IndexByte(p.next, text[run.End]) < 0, p.quote != 0 && strings.IndexByte(signs, p.quote) < 0:
		return false
	case p.before != "":
		return run.Start > 0 && strings.IndexByte(p.before, text[run.Start-1]) >= 0
	case p.isFirst:
		return run.Start < 2 || text[run.Start-1] != ':' || !isRunByte(text[run.Start-2])
	default:
		return true
	}
}

// signsAt returns the part of a text from a byte on that has no letters: quotes, brackets, blanks,
// digits, and the signs between a name and its value.
func signsAt(text string, start int) string {
	end := start
	for end < len(text) && strings.IndexByte("\\\"'`[] \t\r\n\f=:>"+suspect.Digits, text[end]) >= 0 {
		end++
	}
	return text[start:end]
}

// valuesOfRuns returns the values of runs.
func valuesOfRuns(text string, runs []nameRun, name Naming, work Work) []Span {
	var found []Span
	for _, run := range runs {
		if !isBeforeValue(text, run.End) {
			continue
		}
		signs := signsAt(text, run.End)
		for _, pattern := range runPatterns {
			if !pattern.fits(text, run.Span, signs) {
				continue
			}
			m := pattern.at(text, run.Span, work)
			if m == nil {
				continue
			}
			value := Span{run.Start + m[4], valueEnd(text, run.Start+m[5])}
			if !work.take(value.End - value.Start) {
				return nil
			}
			if content := text[value.Start:value.End]; !beginsSentence(text, run.Span, value) && !isCount(content) && run.says.Hides(content) && !isPrompt(content) && (!isBare(text, value) || !kinds.MatchString(content) && !isExpression(content)) && !suspect.IsPlainValue(text[run.Start:run.End], content) && !suspect.IsHarmlessValue(content) && !isListed(text, run.Span, value, name) && !isVariableType(text[run.Start:run.End], content) {
				found = append(found, value)
			}
		}
	}
	return found
}

// isListed reports whether a value is another name: the next one of an object, or one in a list, as
// in ["token", "secret-sharing"]. The latter has only letters and signs.
func isListed(text string, run, value Span, name Naming) bool {
	content := text[value.Start:value.End]
	if !strings.Contains(text[run.End:value.Start], ",") {
		return false
	}
	if behind := strings.TrimLeft(text[value.End:], "\\\"'` \t"); strings.HasPrefix(behind, ":") && text[value.End] != ':' {
		return true // It is the name of the next value.
	}
	return plainArgument.MatchString(content) &&
		slices.ContainsFunc(strings.FieldsFunc(content, isBetweenWords), name.isCertain)
}

// variableType matches the type of a variable of GraphQL.
var variableType = lazyregexp.New(`^\[*(?:[A-Z]\w*!|String|ID|Int)[\]!]*\)?$`)

// isVariableType reports whether a value is the type of a variable of GraphQL, as in $token: ID!.
func isVariableType(name, value string) bool {
	return name[0] == '$' && variableType.MatchString(value)
}

// signsAfterBlank are the characters that may follow a blank between a name and its value. The last
// two begin the type of a value in Windows' registry, as in REG_SZ.
const signsAfterBlank = ":=.{/R"

// isBeforeValue reports whether a value may follow a run that ends at a byte. If a blank follows,
// one of a few signs is after it.
func isBeforeValue(text string, end int) bool {
	if end == len(text) || !mayPrecedeValue(text[end]) {
		return false
	}
	next := skipBlanks(text, end)
	return next == end || next < len(text) && strings.IndexByte(signsAfterBlank, text[next]) >= 0
}

// The patterns match a block of HCL behind its last label, and an attribute in it.
var (
	block          = lazyregexp.New(`^"[ \t]*\{([^{}]{0,1000})`)
	blockAttribute = lazyregexp.New(`(\w+)[ \t]*=[ \t]*"([^"\r\n]+)`)
)

// describingAttributes are attributes of a block that only describe it.
var describingAttributes = suspect.WordSet(`description type name id key`)

// blocksOf returns the values in blocks whose label says that they hold a secret.
func blocksOf(text string, runs []nameRun) []Span {
	var found []Span
	for _, run := range runs {
		if run.Start == 0 || text[run.Start-1] != '"' || run.End == len(text) || text[run.End] != '"' {
			continue
		}
		m := block.FindStringSubmatchIndex(text[run.End:])
		if m == nil {
			continue
		}
		start := run.End + m[2]
		for _, a := range blockAttribute.FindAllStringSubmatchIndex(text[start:run.End+m[3]], -1) {
			value := Span{start + a[4], start + a[5]}
			if !describingAttributes[text[start+a[2]:start+a[3]]] && run.says.Hides(text[value.Start:value.End]) {
				found = append(found, value)
			}
		}
	}
	return found
}

// report matches the beginning of what a program reports behind the name of its part.
var report = lazyregexp.New(`^[A-Z][a-z]+ [a-z]+ [a-z]+`)

// beginsSentence reports whether a value is the first word of a sentence behind the name of a part
// of a program, as in "AUTH: Received control message".
func beginsSentence(text string, run, value Span) bool {
	return suspect.HasOtherMeaning(text[run.Start:run.End]) && text[run.End] == ':' && report.MatchString(text[value.Start:min(len(text), value.Start+MaxCell)])
}

// kinds matches what is behind the first word of the name of a kind, as in token:software:totp.
var kinds = lazyregexp.New(`^[a-z]+(?::[a-z]+)+$`)

// isCount reports whether a value is a number of one or two digits.
func isCount(value string) bool {
	return len(value) < shortestNumber && strings.Trim(value, suspect.Digits) == ""
}

// isPrompt reports whether a value asks for another one, as in input("Password: ").
func isPrompt(value string) bool { return strings.HasSuffix(value, ": ") }

// isBare reports whether no quote is before a value.
func isBare(text string, value Span) bool {
	return value.Start == 0 || strings.IndexByte("\"'`", text[value.Start-1]) < 0
}

// mayPrecedeValue reports whether a character may be between a name and its value.
func mayPrecedeValue(c byte) bool {
	return c <= ' ' || strings.IndexByte("\\\"'`=:[]),{", c) >= 0
}
