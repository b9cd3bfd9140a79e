package walk

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// namedValue is what an object says about its members if one of them holds a name, as in {"name":
// "DB_PASSWORD", "value": "..."}.
type namedValue struct {
	secrecy position.Secrecy
	// valuesOnly says that the name is only about members whose own name is in position.ValueWords.
	valuesOnly bool
	// argumentsOnly says that the name is that of an operation, and only about its arguments.
	argumentsOnly bool
	// isLastArgument says that the last string of the arguments is a secret, whatever it looks
	// like.
	isLastArgument bool
	// counts says that the name is that of a number of tokens.
	counts bool
	// isKey says that the name is that of a key, which a member with that name may hold.
	isKey bool
	// isFault says that the name is that of an error, as in invalid_token. The other members may
	// say where the error is.
	isFault bool
	// isPath says that the name is a path to a value, as validators write it into an error. The
	// other members may describe the error.
	isPath bool
}

// attributeWords are the names of objects that have the attributes of an element.
var attributeWords = suspect.WordSet(`source $ @ @attributes attributes _attributes attrs`)

// describedWords are the names of objects that contain the name of the value beside them.
var describedWords = suspect.WordSet(`attr option param parameter field property input setting`)

// argumentWords are the names of members that hold the arguments of an operation. So do
// messageWords if the member is a list of strings.
var (
	argumentWords = suspect.WordSet(`params args arguments`)
	messageWords  = suspect.WordSet(`data payload`)
)

// holdsArguments reports whether a member holds the arguments of an operation, if there is one.
func (j *jsonWalk) holdsArguments(m *memberName, value int) bool {
	if argumentWords[m.last] || !messageWords[m.last] || j.nodes[value].kind != '[' {
		return argumentWords[m.last]
	}
	for item := range j.items(value) {
		if j.nodes[item].kind == '"' {
			return true
		}
	}
	return false
}

// referenceEndings are the last words of the names of objects that say where a secret is, as in
// secretKeyRef and valueFrom.
var referenceEndings = suspect.WordSet(`ref from`)

// apply adds the secrecy of a member to the member's context. An object with a value doesn't hold a
// name, whatever its own name is.
func (n namedValue) apply(c *jsonContext, m *memberName, kind jsontext.Kind, hasValue, isArguments bool) {
	isObject, isScalar := kind == '{', kind != '{' && kind != '['
	last := m.last
	switch {
	case n.secrecy == position.NoSecret, m.isNaming && !hasValue, isObject && referenceEndings[last], last == "color", n.isPath && attributeWords[strings.ToLower(c.name)], (n.isPath || n.isFault) && position.PathWords[last]:
	case n.valuesOnly && !position.ValueWords[last], n.argumentsOnly && !isArguments, n.isPath && position.DescribingWords[last]:
	case isScalar && kindMembers[last] && !n.isPath && !n.argumentsOnly:
	case position.TellingWords[last] && (n.isPath || last != "text"):
		c.about = true
	case isScalar && !position.ValueWords[last] && !n.isPath && !n.argumentsOnly: // It may say something else of what has the name.
		c.secrecy, c.counts = max(c.secrecy, min(n.secrecy, position.Worded)), n.counts
	default:
		c.secrecy, c.counts, c.isLastSecret = max(c.secrecy, n.secrecy), n.counts, n.isLastArgument && argumentWords[last]
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

// namedByMembers returns what the members of an object say together.
func (j *jsonWalk) namedByMembers(i int) namedValue {
	var all namedValue
	hasArguments := false
	for name, value := range j.members(i) {
		hasArguments = hasArguments || j.holdsArguments(name, value)
	}
	for name, value := range j.members(i) {
		says := j.namedByMember(i, name, value)
		if n := j.nodes[value]; n.kind == '"' && hasArguments && says.secrecy == position.NoSecret && isLoginOperation(n.text) {
			says = namedValue{secrecy: position.Likely, argumentsOnly: true, isLastArgument: suspect.TakesSecretLast(n.text)}
		}
		if says.secrecy > all.secrecy || says.secrecy == all.secrecy && all.valuesOnly && !says.valuesOnly {
			all = says
		}
	}
	return all
}

// namedByMember returns what one member of an object says about the other ones.
func (j *jsonWalk) namedByMember(i int, name *memberName, value int) namedValue {
	plain, last := name.plain, name.last
	switch n := j.nodes[value]; {
	case n.kind == 't' && position.MarkWords[last], n.kind == '"' && kindMembers[last] && saysSecret(n.text):
		return namedValue{secrecy: position.Certain, valuesOnly: true}
	case n.kind == '"' && plain == "id" && secretAddress.MatchString(n.text):
		return namedValue{secrecy: position.Certain, valuesOnly: true}
	case n.kind == '"' && position.TellingWords[last] && j.handsOut(n.text):
		return namedValue{secrecy: position.Worded, valuesOnly: true}
	case n.kind == '"' && name.isNaming:
		return j.namedByName(i, name, n.text)
	case n.kind == '"' && position.PathWords[last], n.kind == '[' && position.PathWords[last]:
		return j.namedByPath(value)
	case n.kind == '"' && plain == "object":
		says := j.namedByText(n.text, true)
		says.valuesOnly = true
		return says
	case plain == "url":
		return j.namedByExtension(i, n)
	case n.kind == '{' && (attributeWords[strings.ToLower(plain)] || describedWords[last]):
		return j.namedByAttributes(value)
	default:
		return namedValue{}
	}
}

// secretAddress matches the address of a secret in a store, which is the identifier of the secret.
var secretAddress = lazyregexp.New(`^https?://[^/\s]+/secrets/[^/\s]+(?:/[^/\s]*)?$`)

// seenOnce matches what a message says of a secret that is shown only now, beside the secret.
var seenOnce = lazyregexp.New(`(?i)\b(?:copy|displayed|keep|save|see|shown|store|view|visible|write)\b.*\b(?:again|later|now|once|safely?|securely)\b`)

// handsOut reports whether a message says that it hands a secret out.
func (j *jsonWalk) handsOut(message string) bool {
	const longest = 200
	if len(message) > longest || !seenOnce.MatchString(message) {
		return false
	}
	return slices.ContainsFunc(strings.Fields(message), func(word string) bool { return j.isCertain(strings.Trim(word, ".,:;!?()")) })
}

// isLoginOperation reports whether a string is the name of an operation whose arguments are a
// credential, as auth is.
func isLoginOperation(text string) bool {
	return len(text) <= longestOperation && !strings.Contains(text, " ") && (suspect.IsLoginName(text) || suspect.TakesSecretLast(text))
}

// longestOperation is the maximum length in bytes of the name of an operation.
const longestOperation = 60

// namedByName returns what a member of an object that holds a name says about the other members.
func (j *jsonWalk) namedByName(i int, member *memberName, text string) namedValue {
	says := j.namedByText(text, strings.ToLower(member.plain) == member.last && !position.NamingEndings[member.last])
	switch {
	case says.secrecy != position.NoSecret:
		says.valuesOnly = says.valuesOnly || j.isOtherThing(i, member.last, text)
		says.isKey = member.plain != keyName && suspect.IsKeyName(text)
	case !j.namesSecret(member.plain):
	case j.hasMember(i, "permissions"): // It is a key of Azure.
		return namedValue{secrecy: position.Certain, valuesOnly: true}
	default:
		return namedValue{secrecy: position.Worded, valuesOnly: true}
	}
	return says
}

// kindMembers are the last words of the names of members that say of which kind a value is.
var kindMembers = suspect.WordSet(`class kind type`)

// saysSecret reports whether a kind is that of secret values, as in encrypted and in
// shop.PasswordValue.
func saysSecret(kind string) bool {
	kind = kind[strings.LastIndexByte(kind, '.')+1:]
	return secretKinds[strings.ToLower(kind)] || position.LastWord(kind) == "value" && suspect.IsSecretName(kind)
}

var secretKinds = suspect.WordSet(`concealed confidential encrypted masked sensitive`)

// isOtherThing reports whether a name in an object may also be that of something without a value:
// the title of a text, the id of a key to a door, or the type of a parameter that FHIR documents.
func (j *jsonWalk) isOtherThing(i int, member, name string) bool {
	switch member {
	case "title":
		return true
	case "id":
		return suspect.IsKeyName(name) && !suspect.IsSecretName(name)
	case "type":
		return name == tokenName && (j.hasMember(i, "resourceType") || j.hasMember(i, "documentation"))
	default:
		return false
	}
}

// namedByExtension returns what the address of an extension of FHIR says about its value. The name
// of the value says of which type it is, as valueString does.
func (j *jsonWalk) namedByExtension(i int, address jsonNode) namedValue {
	if address.kind != '"' {
		return namedValue{}
	}
	for name := range j.members(i) {
		if kind, found := strings.CutPrefix(name.plain, "value"); found && kind != "" && unicode.IsUpper(rune(kind[0])) {
			text := address.text
			return namedValue{secrecy: j.Secrecy(text[strings.LastIndexAny(text, "/#")+1:], true), isPath: true}
		}
	}
	return namedValue{}
}

// namedByText returns what a name says about the values beside it. A type or an id of one word may
// also be the name of something else.
func (j *jsonWalk) namedByText(text string, isType bool) namedValue {
	text = position.PlainName(text)
	words := strings.Fields(text)
	if len(text) >= 60 || len(words) == 0 || len(words) > position.MaxNameWords || text == "key" {
		return namedValue{}
	}
	switch says := j.Secrecy(text, true); {
	case says == position.NoSecret && strings.ContainsAny(text, "/.[") && !suspect.IsAbout(text):
		return namedValue{secrecy: j.pathSecrecy(text), isPath: true}
	case says == position.NoSecret, says == position.Likely && isType:
		return namedValue{}
	default:
		valuesOnly := says == position.Likely || len(words) > 1 || strings.Contains(text, "://")
		return namedValue{secrecy: says, valuesOnly: valuesOnly, isFault: suspect.NamesFault(text), counts: position.CountsTokens(text)}
	}
}

// namesSecret reports whether a member holds the name of a secret, as keyName and token_name do.
func (j *jsonWalk) namesSecret(member string) bool {
	const name = "name"
	if len(member) <= len(name) || position.LastWord(member) != name {
		return false
	}
	return j.isCertain(strings.TrimRight(member[:len(member)-len(name)], "_-. "))
}

// namedByPath returns what a path says about the values beside it. The path is a JSON pointer,
// names with dots, or a list of names.
func (j *jsonWalk) namedByPath(i int) namedValue {
	n := namedValue{isPath: true}
	if j.nodes[i].kind == '"' {
		n.secrecy = j.pathSecrecy(j.nodes[i].text)
		return n
	}
	for item := range j.items(i) {
		if j.nodes[item].kind == '"' {
			n.secrecy = max(n.secrecy, j.pathSecrecy(j.nodes[item].text))
		}
	}
	return n
}

// pathSecrecy returns the secrecy that the names in a path give to a value.
func (j *jsonWalk) pathSecrecy(path string) position.Secrecy {
	return position.PathSecrecy(path, func(name string) position.Secrecy { return j.Secrecy(name, true) })
}

// namedByAttributes returns what the attributes of an element say about the values beside them.
func (j *jsonWalk) namedByAttributes(i int) namedValue {
	var all namedValue
	for name, value := range j.members(i) {
		if n := j.nodes[value]; n.kind == '"' && (name.isNaming || position.PathWords[name.last]) {
			all.secrecy = max(all.secrecy, j.namedByText(n.text, true).secrecy)
		}
	}
	all.isPath = true
	return all
}

// afterLine returns what the object on the line before says about the members of an object, as in
// {"name": "password"} before {"value": "..."}. If it says nothing, it returns what is known
// otherwise.
func (j *jsonWalk) afterLine(before, i int, otherwise map[string]position.Secrecy) map[string]position.Secrecy {
	if j.nodes[before].kind != '{' {
		return otherwise
	}
	says := j.namedBy(before)
	if says.secrecy == position.NoSecret || says.isPath || j.hasValue(before) {
		return otherwise
	}
	columns := map[string]position.Secrecy{}
	for name := range j.members(i) {
		if position.ValueWords[name.last] {
			columns[name.plain] = says.secrecy
		}
	}
	return columns
}

// hasValue reports whether an object has a member that holds the value of its name.
func (j *jsonWalk) hasValue(i int) bool {
	for name := range j.members(i) {
		if position.ValueWords[name.last] {
			return true
		}
	}
	return false
}
