package position

import (
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// namedLine matches a line of an INI, YAML, Markdown or properties file, of a shell script or a
// header: its indentation, its name and its value.
var namedLine = lazyregexp.New(`^([ \t]*)(?:export[ \t]+|set[ \t]+|env[ \t]+|[-#;>*?][ \t]*|//[ \t]*)*["'*_` + "`" + `]*([\pL\pN_$](?:[\pL\pM\pN_ .$/"'-]{0,60}[\pL\pM\pN_$])?)["'*_` + "`" + `]*[ \t]*(?:=>|[:?]?=|:|：)["'*_]*[ \t]*(.*?)[ \t,;]*$`)

// linesOf returns the values on lines whose name says that they are secrets. It also returns the
// lines below such a line that are indented further.
func linesOf(text string, name Naming) []Span {
	l := lineSearch{text: text, name: name, isAccess: isAccess(text)}
	if secretKind.MatchString(text) {
		l.data = Certain
	}
	for whole := range strings.Lines(text) {
		l.line(strings.TrimRight(whole, "\r\n"))
		l.start += len(whole)
	}
	return append(l.found, anchoredOf(text, l.found)...)
}

// lineSearch is the state of linesOf.
type lineSearch struct {
	text  string
	name  Naming
	found []Span
	start int
	// below is the secrecy of the lines that are indented by more than indent.
	below  Secrecy
	indent int
	// isOther says that the name above these lines may also be that of something else, as in auth.
	isOther bool
	// schema is the secrecy of the values in a schema of a secret. The lines of the schema are
	// indented by more than schemaIndent.
	schema       Secrecy
	schemaIndent int
	// until is the end of a secret string that goes over several lines.
	until string
	// named is what a line before says about a value, as in "name: DB_PASSWORD". namedIndent is the
	// column of that name, where the other members of the same object begin.
	named       Secrecy
	namedIndent int
	// next is what a title says about the word on the next line.
	next Secrecy
	// key is what a YAML key says about its value on a later line, as in "? password". keyBelow
	// says that the next line has the key.
	key      Secrecy
	keyBelow bool
	// valueBefore is the value on the line before, whose name may follow, as in "- value: ...".
	valueBefore Span
	// section is what the section of an INI file says about its values, and sectionValue what it
	// says about those without another name, as in "[token]" above "value = ...".
	section, sectionValue Secrecy
	// isAccess says that the text has nothing but settings for the access to a service.
	isAccess bool
	// data is what the name data says, which holds secrets in a file of Kubernetes.
	data Secrecy
}

// sectionLine matches the line that begins a section of an INI file. secretSections are the names
// of sections with the secret of each user.
var (
	sectionLine    = lazyregexp.New(`^\[([\w. -]+)\]$`)
	secretSections = suspect.WordSet(`admins basicauth passwords passwd`)
)

// secretKind matches the line of a file of Kubernetes that says that it holds secrets.
var secretKind = lazyregexp.New(`(?m)^kind:[ \t]*["']?Secret\b`)

func (l *lineSearch) line(content string) {
	n := l.namedIn(content)
	if n.trimmed != "" && n.indent <= l.schemaIndent {
		l.schema = NoSecret
	}
	if n.indent < l.namedIndent || n.trimmed == "" || l.namedIndent == 0 && l.named != NoSecret && !ValueWords[strings.ToLower(n.name)] {
		l.named = NoSecret
	}
	if m := sectionLine.FindStringSubmatch(n.trimmed); m != nil {
		l.section, l.sectionValue = NoSecret, l.name(m[1])
		if secretSections[strings.ToLower(m[1])] {
			l.section = Certain
		}
	}
	switch {
	case n.trimmed == "":
	case l.until != "":
		if strings.HasPrefix(n.trimmed, l.until) {
			l.until = ""
			return
		}
		l.add(Certain, n.indent, len(content))
	case l.yamlKey(content, n.trimmed, n.indent):
	case l.beginsSchema(n):
	case l.below != NoSecret && (n.indent > l.indent || n.indent == l.indent && strings.HasPrefix(n.trimmed, "- ")):
		switch {
		case n.trimmed[0] == '#':
			l.codes(content, 0)
		case n.value != "":
			l.add(l.belowAs(n), n.from, n.to)
		case !yamlName.MatchString(n.trimmed):
			l.add(l.below, n.indent, len(content))
		}
	case n.says != NoSecret:
		l.below, l.indent, l.isOther = n.says, n.indent, suspect.HasOtherMeaning(n.name)
		if n.value != "" && n.value[0] == '=' { // It compares, and the lines below are what it does then.
			l.below = NoSecret
		}
		l.value(n, content)
		l.names(n)
		l.announce(n.trimmed)
	case l.schemaText(n, content):
	default:
		l.other(n, content)
	}
}

// belowAs returns what the name above says about a line with a name of its own. A name that may
// also be that of something else says less.
func (l *lineSearch) belowAs(n namedValueLine) Secrecy {
	if l.isOther && n.says == NoSecret && n.name != "" && !ValueWords[strings.ToLower(n.name)] {
		return min(l.below, Worded)
	}
	if suspect.IsHarmlessValue(n.value) {
		return NoSecret
	}
	return l.below
}

// yamlName matches a name of YAML whose value is on the lines below.
var yamlName = lazyregexp.New(`^[a-z][a-z_-]*:$`)

// other handles a line without the name of a secret.
func (l *lineSearch) other(n namedValueLine, content string) {
	l.below = NoSecret
	l.title(content, n.trimmed, n.indent)
	l.announce(n.trimmed)
	l.names(n)
	l.valueBefore = Span{}
	if ValueWords[strings.ToLower(n.name)] {
		l.valueBefore = Span{l.start + n.from, l.start + n.to}
	}
}

// namedValueLine is a line, with its name and its value if it has them.
type namedValueLine struct {
	trimmed     string
	indent      int
	name, value string
	// column is where the name begins, and from and to are where the value begins and ends.
	column, from, to int
	// says is what the name says about the value.
	says Secrecy
}

// namedIn returns the name and the value on a line.
func (l *lineSearch) namedIn(content string) namedValueLine {
	n := namedValueLine{trimmed: strings.TrimSpace(content), indent: len(content) - len(strings.TrimLeft(content, " \t"))}
	if !mayHaveName(content) {
		return n
	}
	m := namedLine.FindStringSubmatchIndex(content)
	if m == nil {
		return n
	}
	n.column, n.from, n.to = m[4], m[6], quoteEnd(content, m)
	properties := nodeProperties.FindString(content[n.from:n.to])
	n.from += len(properties)
	n.name, n.value = content[m[4]:m[5]], strings.TrimSpace(content[n.from:n.to])
	if sentence := strings.LastIndex(n.name, ". "); sentence >= 0 {
		n.name = n.name[sentence+len(". "):]
	}
	if first, _, _ := strings.Cut(n.name, " "); n.value != "" || !conditions[first] {
		n.says = l.says(n.name, n.value)
	}
	if label, found := strings.CutPrefix(properties, "&"); found && n.value != "" {
		label, _, _ = strings.Cut(label, " ")
		n.says = max(n.says, l.says(label, n.value))
	}
	return n
}

// conditions are words that begin a condition of a program, whose colon is not before a value.
var conditions = suspect.WordSet(`assert elif except for if unless when while with`)

// mayHaveName reports whether a line may match namedLine: before its first colon or equals sign are
// only characters that may be before the value.
func mayHaveName(content string) bool {
	for i := range len(content) {
		switch c := content[i]; {
		case c == ':' || c == '=' || c >= utf8.RuneSelf:
			return true
		case !besideName[c]:
			return false
		}
	}
	return false
}

// besideName are the characters of ASCII that may be before the value in a match of namedLine.
var besideName = func() (beside [utf8.RuneSelf]bool) {
	for _, c := range []byte(suspect.Digits + suspect.Lowers + suspect.Uppers + "_ \t.$/\"'*`-#;>?") {
		beside[c] = true
	}
	return beside
}()

// names notes what a name that is the value of a line says about the lines around it, as in
// "name: DB_PASSWORD".
func (l *lineSearch) names(n namedValueLine) {
	if !NamingWords[strings.ToLower(n.name)] || strings.Contains(n.value, " ") {
		return
	}
	l.named, l.namedIndent = l.name(strings.Trim(n.value, `"'`)), n.column
	if s := unquoted(l.text, l.valueBefore); s.End > s.Start && l.named.Hides(l.text[s.Start:s.End]) {
		l.found = append(l.found, s)
	}
}

// says returns what a name says about the value on its line.
func (l *lineSearch) says(name, value string) Secrecy {
	says := l.name(name)
	if ValueWords[strings.ToLower(name)] {
		says = max(says, l.named, l.sectionValue)
	}
	if name == "data" {
		says = max(says, l.data)
	}
	says = max(says, l.section)
	switch {
	case suspect.IsFingerprintName(name[strings.LastIndexByte(name, ' ')+1:]) && strings.Contains(name, " "):
		return NoSecret // As in go.sum.
	case strings.EqualFold(name, keyWord) && l.isAccess && suspect.LooksChosen(value):
		return Certain
	case suspect.IsPlainValue(name, value), strings.HasPrefix(value, "//") && strings.Contains(name, " "):
		return NoSecret // The latter is an address, whose scheme is the last word of the name.
	case CountsTokens(name) && value != "" && strings.Trim(value, suspect.Digits+",.") == "":
		return NoSecret
	case CountsTokens(name), isProse(name, value), isOtherValue(name, value):
		says = min(says, Likely) // It may be a number of tokens, or the name of something else.
	}
	if l.schema != NoSecret && !SchemaKeywords[name] && (!strings.HasPrefix(name, "x-") || exampleWords[LastWord(name)]) {
		says = max(says, l.schema)
	}
	return says
}

// value adds the value on a line, or notes on which lines the value continues.
func (l *lineSearch) value(n namedValueLine, content string) {
	start := n.from + strings.Index(content[n.from:n.to], n.value)
	switch value := n.value; {
	case value == `"""` || value == `'''`:
		l.until = value
	case strings.HasPrefix(value, "<<"):
		l.until = strings.Trim(value, "<-\"'")
	case strings.HasPrefix(value, hereDocument):
		l.until = strings.Trim(value[len(hereDocument):], "<-\"'")
	case value == "":
		l.next = Likely
	case suspect.IsHarmlessValue(strings.Trim(value, `"'`)), isStatement(value), isCount(value):
	case value[0] == '=', parameterOfSQL.MatchString(value): // The line compares the name with a value; see comparisonsOf.
	case isExpression(value):
		l.literals(n.says, value, start)
	case value[0] == '[' || value[0] == '{':
		l.flow(n.says, value, start)
	case n.says == Likely && strings.ContainsAny(value, " \t"):
		l.codes(value, start)
	case !strings.ContainsAny(value[:1], "|>"):
		l.add(n.says, start, n.to)
	}
}

// hereDocument is what a shell has before the end of a string over several lines.
const hereDocument = "$(cat <<"

// shortestNumber is the number of digits from which a number on a line may be a secret. A shorter
// one is that of a field in a message, or a count.
const shortestNumber = 3

// isStatement reports whether a value ends a statement and says only where the secret is, as in
// "token = newToken(); use(token)".
func isStatement(value string) bool {
	first, _, found := strings.Cut(value, "; ")
	return found && suspect.IsHarmlessValue(first)
}

// codes adds the words of a sentence that look like codes, other than numbers.
func (l *lineSearch) codes(sentence string, start int) {
	for _, word := range wordsOf(sentence, 1) {
		word.End = word.Start + len(strings.TrimRight(sentence[word.Start:word.End], ".,:;!?"))
		if strings.Trim(sentence[word.Start:word.End], suspect.Digits+".,:-/%") != "" {
			l.add(Likely, start+word.Start, start+word.End)
		}
	}
}

// flow adds the values in a list or an object on one line.
func (l *lineSearch) flow(of Secrecy, value string, start int) {
	_, kind, _ := strings.Cut(value, "type: ")
	isSchema := l.isSchema("type", kind[:max(0, strings.IndexAny(kind, ",}"))])
	for at := 0; at < len(value); {
		length := strings.IndexAny(value[at:], "[]{},")
		if length < 0 {
			length = len(value) - at
		}
		item, says := Span{at, at + length}, of
		if value[0] == '{' {
			if name, _, found := strings.Cut(value[item.Start:item.End], ": "); found {
				item.Start += len(name) + len(": ")
				if name = strings.TrimSpace(name); isSchema && SchemaKeywords[name] {
					says = min(says, Likely)
				}
			}
		}
		l.add(says, start+item.Start, start+item.End)
		at += length + 1
	}
}

// yamlKey handles a key and a value of YAML on lines of their own: "? password" and ": ...".
func (l *lineSearch) yamlKey(content, trimmed string, indent int) bool {
	trimmed = strings.TrimPrefix(trimmed, "- ")
	switch {
	case strings.HasPrefix(trimmed, "? "):
		key := strings.Trim(trimmed[1:], " \t\"'")
		l.key, l.keyBelow = l.name(key), strings.ContainsAny(key[:min(1, len(key))], "|>")
	case l.keyBelow:
		l.key, l.keyBelow = l.name(strings.Trim(trimmed, "\"'")), false
	case l.key != NoSecret && strings.HasPrefix(trimmed, ":"):
		start := indent + 1 + len(nodeProperties.FindString(strings.TrimLeft(content[indent+1:], " \t")))
		l.below, l.indent = l.key, indent
		if value := strings.TrimSpace(content[start:]); value != "" && !strings.ContainsAny(value[:1], "{[|>") {
			l.add(l.key, start, len(content))
		}
		l.key = NoSecret
	default:
		return false
	}
	return true
}

// nodeProperties matches the anchor and the tag before a YAML value.
var nodeProperties = lazyregexp.New(`^(?:[&!]\S*[ \t]+)*`)

// add adds the part of the line to the result if it is a secret.
func (l *lineSearch) add(says Secrecy, start, end int) {
	s := unquoted(l.text, Span{l.start + start, l.start + end})
	if says.Hides(l.text[s.Start:s.End]) {
		l.found = append(l.found, s)
	}
}

// anchor matches a YAML anchor with its value.
var anchor = lazyregexp.New(`&([\pL\pN_-]+)[ \t]+([^\s][^\n]*?)[ \t]*\r?\n`)

// anchoredOf returns the anchored values whose YAML aliases are the values of secrets.
func anchoredOf(text string, values []Span) []Span {
	aliases := map[string]bool{}
	for _, s := range values {
		if alias, found := strings.CutPrefix(text[s.Start:s.End], "*"); found {
			aliases[alias] = true
		}
	}
	if len(aliases) == 0 {
		return nil
	}
	var found []Span
	for _, m := range anchor.FindAllStringSubmatchIndex(text, -1) {
		if aliases[text[m[2]:m[3]]] {
			found = append(found, unquoted(text, Span{m[4], m[5]}))
		}
	}
	return found
}

// unquoted returns a part without the quotes and dashes around it.
func unquoted(text string, s Span) Span {
	for s.Start < s.End && strings.IndexByte("\"'`- ", text[s.Start]) >= 0 {
		s.Start++
	}
	for s.End > s.Start && strings.IndexByte("\"'` ,\r", text[s.End-1]) >= 0 {
		s.End--
	}
	return s
}
