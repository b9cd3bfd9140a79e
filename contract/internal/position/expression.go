package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

var (
	// expression matches the expression of a program that gives a name its value: calls and
	// accesses whose arguments are strings, names, numbers and calls, or a function. The group is
	// what is called, without which a password such as hush(4711) would be an expression.
	expression = lazyregexp.New(`^(?:(?:await|new|return|yield|throw)[ \t]+)?(` + pathOfNames + `(?:` + arguments + `(?:\.` + pathOfNames + `)?)+)[;,]?$|^\([\w, ]*\)[ \t]*=>.*$`)
	// access matches a name in one of the usual objects of a program.
	access = lazyregexp.New(`^(?:this|self|state|req|request|res|response|props|config|cfg|conf|ctx|context|params|data|options|opts|args|session|store|app|event|body|form|input|settings|user)(?:(?:\.|->|\?\.)[A-Za-z_]+)+[;,]?$`)
	// literal matches a string in an expression. The groups are the word before it and the string.
	literal = lazyregexp.New("([\\pL_]\\w*)?[ \\t]*[(\\[]?[ \\t]*(?:\"([^\"\\r\\n]+)\"|'([^'\\r\\n]+)'|`([^`\\r\\n]+)`)")
	// parameterOfSQL matches the parameter of a statement with which a name is compared.
	parameterOfSQL = lazyregexp.New(`^(?:\$\d{1,2}|\?\d{0,2}|[:@][a-z_]+)[ \t]*(?:$|[,;)]|(?i:and|or|where|limit|order|group|returning|for)\b)`)
)

// The constants match the parts of an expression.
const (
	pathOfNames    = `(?:bin2hex|base64[a-z_]*|b64[a-z]+|sha\d+|md5|uuid4|[A-Za-z_$][A-Za-z_]*)(?:(?:\.|->|::|\?\.)[A-Za-z_]+)*`
	argumentOfCall = `(?:"[^"]*"|'[^']*'|\{(?:[A-Za-z_$][\w$]*|"[^"]*"|'[^']*'|[\s,:.])*\}|[A-Za-z_&*!-]*` + pathOfNames + `(?:\([^()]*\))?|\d+)`
	arguments      = `[(\[][ \t]*(?:` + argumentOfCall + `(?:[ \t]*,[ \t]*` + argumentOfCall + `)*)?[ \t]*[)\]]`
)

// keyedFunctions are the last words of functions that look a string up, and don't use it as a
// value.
var keyedFunctions = suspect.WordSet(`attr body args cookie cookies delete env environ error errors errorf fetch field find form get getenv header headers has input item label open params param patch post prompt put
	property props query read request require select session setting t translate values with`)

// isExpression reports whether the value of a name on a line is an expression of a program.
func isExpression(value string) bool {
	if !strings.ContainsAny(value, "([.") {
		return false
	}
	m := expression.FindStringSubmatch(value)
	return m != nil && !numberCall.MatchString(m[1]) || access.MatchString(value)
}

// numberCall matches the call of a function with a number.
var numberCall = lazyregexp.New(`^[A-Za-z_$]+[(\[]\d+[)\]]$`)

// literals adds the strings in the expression on a line that are secrets.
func (l *lineSearch) literals(says Secrecy, value string, start int) {
	for _, m := range literal.FindAllStringSubmatchIndex(value, -1) {
		for group := 4; group < len(m); group += 2 {
			if m[group] < 0 {
				continue
			}
			text := value[m[group]:m[group+1]]
			says := says
			if m[2] >= 0 && keyedFunctions[LastWord(value[m[2]:m[3]])] {
				says = min(says, Likely)
			}
			if strings.ContainsAny(text, " \t") || l.name(text) != NoSecret && !strings.ContainsAny(text, suspect.Digits) {
				continue // It is a sentence or a name.
			}
			l.add(says, start+m[group], start+m[group+1])
		}
	}
}
