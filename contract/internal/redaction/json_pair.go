package redaction

import (
	"slices"
	"strings"
	"unicode"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// namedValue is what an object says about its members if one of them holds a name, as in {"name":
// "DB_PASSWORD", "value": "..."}.
type namedValue struct {
	secrecy secrecy
	// valuesOnly says that the name is only about members whose own name is in valueWords.
	valuesOnly bool
	// argumentsOnly says that the name is only about the arguments of a call.
	argumentsOnly bool
	// counts says that the name is that of a number of tokens.
	counts bool
	// isPath says that the name is a path to a value, as validators write it into an error. The
	// other members may describe the error.
	isPath bool
}

// namingWords are names of elements, attributes and properties whose value is a name.
var namingWords = wordSet(`name key id field property header variable var label param parameter attribute title env type kind code
	k n ref attr th td dt b strong em option setting entry claim column question prompt q left envvar format tag inputtype input_type fieldtype field_type`)

// namingEndings are the last words of other names whose value is a name, as in displayName.
var namingEndings = wordSet(`name key field label header variable property parameter attribute column setting`)

// pathWords are the last words of names whose value is the path of a value.
var pathWords = wordSet(`path loc pointer instance selector sel xpath`)

// attributeWords are the names of objects that have the attributes of an element.
var attributeWords = wordSet(`source $ @ @attributes attributes _attributes attrs`)

// describedWords are the names of objects that contain the name of the value beside them.
var describedWords = wordSet(`attr option param parameter field property input setting`)

// valueWords are the names of members that hold the value for a name.
var valueWords = wordSet(`value val values content data default v text _text input received current given actual old new before after
	previous rejected answer a right body string s contents is was`)

// methodWords are the names of members that say which function is called. argumentWords are the
// names of members that hold the arguments of the call.
var (
	methodWords   = wordSet(`method function procedure action call`)
	argumentWords = wordSet(`params args arguments`)
)

// sensitiveWords are the last words of names that say of a value that it is a secret, as Terraform
// and GitLab mark it.
var sensitiveWords = wordSet(`sensitive masked secret confidential`)

// describingWords are the last words of names whose values describe an error or a request.
var describingWords = wordSet(`op method verb status type code kind location in url uri href host ip agent referer referrer duration latency bytes size
	length protocol scheme level time timestamp date rule keyword severity line column row index id required`)

// tellingWords are the last words of names whose values are sentences.
var tellingWords = wordSet(`message msg detail details description title reason error summary text`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// lastWord returns the last word of a name, in lower case.
func lastWord(name string) string {
	name = strings.TrimFunc(name, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	start := 0
	var before rune
	for i, c := range name {
		switch {
		case unicode.IsUpper(c) && unicode.IsLower(before):
			start = i
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
			start = i + len(string(c))
		}
		before = c
	}
	return strings.ToLower(name[start:])
}

// isNaming reports whether members with this name hold a name.
func isNaming(name string) bool {
	return namingWords[strings.ToLower(strings.Trim(name, "@$#_-:"))] || namingEndings[lastWord(name)]
}

// apply adds the secrecy of a member to the member's context.
func (n namedValue) apply(c *jsonContext) {
	last := lastWord(c.name)
	switch {
	case n.secrecy == noSecret, isNaming(c.name), n.isPath && (pathWords[last] || attributeWords[strings.ToLower(c.name)]):
	case n.valuesOnly && !valueWords[last], n.argumentsOnly && !argumentWords[last], n.isPath && describingWords[last]:
	case tellingWords[last] && (n.isPath || last != "text"):
		c.about = true
	default:
		c.secrecy, c.counts = max(c.secrecy, n.secrecy), n.counts
	}
}

// namedBy returns what the names in an object say about its other members.
func (j *jsonWalk) namedBy(i int) namedValue {
	all, ok := j.named[i]
	if !ok {
		all = j.namedByMembers(i)
		j.named[i] = all
	}
	return all
}

func (j *jsonWalk) namedByMembers(i int) namedValue {
	var all namedValue
	for name, value := range j.members(i) {
		plain := j.plain(name)
		last := lastWord(plain)
		var says namedValue
		switch n := j.nodes[value]; {
		case n.kind == '"' && isNaming(plain):
			says = j.namedByText(j.plain(n), strings.ToLower(plain) == last && !namingEndings[last])
		case n.kind == 't' && sensitiveWords[last]:
			says = namedValue{secrecy: certain, valuesOnly: true}
		case n.kind == '"' && methodWords[last] && suspect.IsLoginName(j.plain(n)):
			says = namedValue{secrecy: likely, argumentsOnly: true}
		case n.kind == '"' && pathWords[last], n.kind == '[' && pathWords[last]:
			says = j.namedByPath(value)
		case n.kind == '{' && (attributeWords[strings.ToLower(plain)] || describedWords[last]):
			says = j.namedByAttributes(value)
		}
		if says.secrecy > all.secrecy || says.secrecy == all.secrecy && all.valuesOnly && !says.valuesOnly {
			all = says
		}
	}
	return all
}

// maxNameWords is the maximum number of words in a name. A longer string is a sentence.
const maxNameWords = 4

// namedByText returns what a name says about the values beside it. A type or an id of one word may
// also be the name of something else.
func (j *jsonWalk) namedByText(text string, isType bool) namedValue {
	words := strings.Fields(text)
	if len(text) >= 60 || len(words) == 0 || len(words) > maxNameWords || text == "key" {
		return namedValue{}
	}
	n := namedValue{secrecy: j.secrecy(text, true), valuesOnly: len(words) > 1, counts: countsTokens(text)}
	switch {
	case n.secrecy == likely && isType:
		return namedValue{}
	case n.secrecy == likely:
		n.valuesOnly = true
	case n.secrecy == noSecret && strings.ContainsAny(text, "/.["):
		n = namedValue{secrecy: j.pathSecrecy(text), isPath: true}
	}
	return n
}

// namedByPath returns what a path says about the values beside it. The path is a JSON pointer,
// names with dots, or a list of names.
func (j *jsonWalk) namedByPath(i int) namedValue {
	n := namedValue{isPath: true}
	if j.nodes[i].kind == '"' {
		n.secrecy = j.pathSecrecy(j.plain(j.nodes[i]))
		return n
	}
	for item := range j.items(i) {
		if j.nodes[item].kind == '"' {
			n.secrecy = max(n.secrecy, j.pathSecrecy(j.plain(j.nodes[item])))
		}
	}
	return n
}

// pathSecrecy returns the secrecy that the names in a path give to a value.
func (j *jsonWalk) pathSecrecy(path string) secrecy {
	return pathSecrecy(path, func(name string) secrecy { return j.secrecy(name, true) })
}

// pathSecrecy returns what the names in a path say.
func pathSecrecy(path string, says naming) secrecy {
	if len(path) > 200 || strings.ContainsAny(path, " \t\r\n?") || strings.Contains(path, "://") {
		return noSecret
	}
	names := strings.FieldsFunc(path, func(c rune) bool { return strings.ContainsRune("/.[]'\"$#@()=", c) })
	if slices.ContainsFunc(names, says.isCertain) {
		return certain
	}
	return noSecret
}

// namedByAttributes returns what the attributes of an element say about the values beside them.
func (j *jsonWalk) namedByAttributes(i int) namedValue {
	var all namedValue
	for name, value := range j.members(i) {
		if n := j.nodes[value]; n.kind == '"' && (isNaming(j.plain(name)) || pathWords[lastWord(j.plain(name))]) {
			all.secrecy = max(all.secrecy, j.namedByText(j.plain(n), true).secrecy)
		}
	}
	all.isPath = true
	return all
}

// afterLine returns what the object on the line before says about the members of an object, as in
// {"name": "password"} before {"value": "..."}. If it says nothing, it returns what is known
// otherwise.
func (j *jsonWalk) afterLine(before, i int, otherwise map[string]secrecy) map[string]secrecy {
	if j.nodes[before].kind != '{' {
		return otherwise
	}
	says := j.namedBy(before)
	if says.secrecy == noSecret || says.isPath || j.hasValue(before) {
		return otherwise
	}
	columns := map[string]secrecy{}
	for name := range j.members(i) {
		if plain := j.plain(name); valueWords[lastWord(plain)] {
			columns[plain] = says.secrecy
		}
	}
	return columns
}

// hasValue reports whether an object has a member that holds the value of its name.
func (j *jsonWalk) hasValue(i int) bool {
	for name := range j.members(i) {
		if valueWords[lastWord(j.plain(name))] {
			return true
		}
	}
	return false
}
