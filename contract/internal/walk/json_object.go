package walk

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// object walks an object.
func (j *jsonWalk) object(i int, c jsonContext) {
	o := j.objectAt(i, c)
	j.enter(i, c.name)
	for name, value := range j.members(i) {
		j.put(j.nodes[value-1], Name)
		j.path = append(j.path, step{name.plain, jsonvalue.NoIndex})
		j.value(value, o.member(name, value))
		j.path = j.path[:len(j.path)-1]
	}
	j.open = j.open[:len(j.open)-1]
}

// jsonObject is what an object says about its members.
type jsonObject struct {
	*jsonWalk

	node            int
	context         jsonContext
	named           namedValue
	isKey, isSchema bool
	vault           vaultSecret
	// ofAPI says that the object is in a list of tokens, and that it is not a token of a parser.
	ofAPI bool
	// isAccess says that the object has nothing but settings for the access to a service.
	isAccess bool
	// isModelToken says that the object is a part of a text of a language model.
	isModelToken bool
	// marks are what objects in the object say about the members of the others.
	marks map[string]map[string]position.Secrecy
}

func (j *jsonWalk) objectAt(i int, c jsonContext) jsonObject {
	o := jsonObject{jsonWalk: j, node: i, context: c, named: j.namedBy(i), isKey: j.isKey(i), isSchema: j.isSchema(i), vault: j.vaultSecret(i), marks: j.marksIn(i), isAccess: j.isAccess(i), isModelToken: j.hasMember(i, "logprob") || j.hasMember(i, "index") || j.hasMember(i, "start_offset")}
	o.context.heads = j.headsIn(i, c.heads)
	o.ofAPI = c.coded && !j.isParserToken(i)
	if c.secrecy != position.NoSecret && (j.isFlow(i) || j.isCurrency(i, c.name) || j.isPackage(i)) {
		o.context.secrecy = position.NoSecret
	}
	if columns := j.columnsFor(i); columns != nil {
		o.context.within = columns
	}
	return o
}

// member returns what is known of a member of the object.
func (o *jsonObject) member(m *memberName, value int) jsonContext {
	name := m.plain
	of := jsonContext{name: name, heads: o.context.heads, columns: o.context.within, within: o.context.within, public: o.isKey && publicKeyMembers[name]}
	of.secrecy, of.coded = o.inherited(m)
	of.secrecy = max(of.secrecy, o.ofKind(m), o.context.columns[name], o.keyIn(m, value))
	if name != "" {
		of.coded = of.coded || name == o.vault.member
		of.secrecy = max(of.secrecy, o.Secrecy(name, false))
	}
	if name == "token" && of.secrecy == position.Certain && o.isModelToken {
		of.secrecy = position.Likely
	}
	if o.headings[value] {
		of.columns, of.within = nil, nil
	}
	if marks := o.marks[name]; marks != nil {
		of.columns = marks
	}
	kind := o.nodes[value].kind
	switch {
	case of.secrecy != position.Certain || kind != '[':
	case position.CountsTokens(name):
		of.secrecy, of.coded = position.Likely, true
	case m.last == "ids": // They are those of rows or of the words that a model knows.
		of.coded = true
	}
	o.named.apply(&of, m, kind, kind == '{' && o.named.secrecy != position.NoSecret && o.hasValue(value), o.named.argumentsOnly && o.holdsArguments(m, value))
	if of.secrecy != position.NoSecret && o.isPlainValue(name, value) {
		of.secrecy = position.NoSecret
	}
	if n := o.nodes[value]; of.secrecy != position.NoSecret && describingMembers[m.last] && (n.kind == '0' || n.kind == '"' && suspect.IsDate(n.text)) {
		of.secrecy = position.NoSecret
	}
	switch {
	case o.isText(name, of.secrecy):
		of.secrecy, of.about = position.NoSecret, true
	case o.isSchema && position.SchemaKeywords[name] && kind != '{' && kind != '[':
		of.secrecy = position.NoSecret
	}
	return of
}

// marksIn returns what the objects in an object say about the members of the objects beside them,
// as Terraform marks secrets: {"after": {"x": "..."}, "after_sensitive": {"x": true}}.
func (j *jsonWalk) marksIn(i int) map[string]map[string]position.Secrecy {
	var marks map[string]map[string]position.Secrecy
	for name, value := range j.members(i) {
		marked := strings.TrimPrefix(strings.TrimSuffix(name.plain, "_sensitive"), "sensitive_")
		if marked == name.plain || j.nodes[value].kind != '{' {
			continue
		}
		says := map[string]position.Secrecy{}
		for member, mark := range j.members(value) {
			if j.nodes[mark].kind == 't' {
				says[member.plain] = position.Certain
			}
		}
		if marks == nil {
			marks = map[string]map[string]position.Secrecy{}
		}
		marks[marked] = says
	}
	return marks
}

// isPlainValue reports whether a member with the name of a secret holds something else: a word, or,
// beside the parts of an address, the code of a post office.
func (o *jsonObject) isPlainValue(name string, value int) bool {
	switch n := o.nodes[value]; {
	case n.kind == '"' && suspect.IsPlainValue(name, n.text) && !isWordedKey(name, n.text) && (!o.isAccess || !suspect.LooksChosen(n.text)):
		return true
	case (n.kind == '"' || n.kind == '0') && o.isCurrency(o.node, tokenName) && strings.Trim(n.text, suspect.Digits) == "":
		return true // It is a number of a currency, or the number of one of its pieces.
	case n.kind == '"' || n.kind == '0':
		return suspect.IsPINName(name) && suspect.IsPostalCode(n.text) && o.hasAddress()
	default:
		return false
	}
}

// hasAddress reports whether the object has parts of the address of a house.
func (o *jsonObject) hasAddress() bool {
	for name := range o.members(o.node) {
		if suspect.IsAddressName(name.plain) {
			return true
		}
	}
	return false
}

// describingMembers are the last words of the names of members that describe a secret beside them
// or in them. Their numbers and dates are no secrets.
var describingMembers = suspect.WordSet(`at in on age count created date duration enabled expires expiry idle length max maxage method methods min modified origin provider providers role roles
	samesite site scope scopes size label tags ttl type types updated used version`)

// inherited returns what the position of the object says about a member, and whether the member is
// in a list of tokens.
func (o *jsonObject) inherited(m *memberName) (says position.Secrecy, coded bool) {
	if o.context.secrecy == position.NoSecret && !o.context.coded {
		return position.NoSecret, false
	}
	name, last := m.plain, m.last
	switch {
	case strings.HasPrefix(name, "@odata."), m.last == "scopes": // It is where the object is, how it is called in the model of an API, or what OAuth allows.
		return position.NoSecret, false
	case o.ofAPI && name == "value":
		return position.Certain, false
	case o.context.secrecy == position.Certain && (describingMembers[last] || (strings.HasSuffix(o.context.name, "s") || strings.HasSuffix(o.context.name, "List")) && (name == "name" || name == "Name")):
		return position.Likely, o.context.coded
	case o.context.secrecy == position.Certain && describesSession(o.context.name, name):
		return position.Likely, true
	case o.context.secrecy == position.Certain || o.context.coded:
		return o.context.secrecy, o.context.coded
	default:
		return position.NoSecret, false
	}
}

// ofKind returns what the kind of the object says about a member.
func (o *jsonObject) ofKind(m *memberName) position.Secrecy {
	name := m.plain
	switch {
	case o.isKey && position.KeyMembers[strings.TrimSuffix(name, "_value")]:
		return position.Certain
	case name != "" && name == o.vault.member:
		return o.vault.secrecy
	case name == "value" && o.hasMember(o.node, "acl"): // It is a key, and the list says what the key may do.
		return position.Likely
	case m.last == "answer" && strings.Contains(o.context.name, "security") && o.hasMember(o.node, "question"):
		return position.Certain
	default:
		return position.OfMember(o.context.name, name)
	}
}

// isText reports whether a member is a text for people about the value that the object describes.
func (o *jsonObject) isText(name string, says position.Secrecy) bool {
	return says != position.NoSecret && (o.isSchema && schemaTexts[name] || name == "help")
}

// schemaTexts are the names of the texts of a schema for people.
var schemaTexts = suspect.WordSet(`title description $comment`)

// isSchema reports whether an object is a JSON schema: its property type says so.
func (j *jsonWalk) isSchema(i int) bool {
	for name, value := range j.members(i) {
		if name.plain == "type" && j.isSchemaType(value) {
			return true
		}
	}
	return false
}

// vaultSecret is the member of an answer of Vault that holds secrets under names of their own.
type vaultSecret struct {
	member  string
	secrecy position.Secrecy
}

// vaultSecret returns which member of an object holds secrets of Vault. The metadata of a version
// says whether it was destroyed, each answer has a lease, and the keys that unseal a server come in
// two encodings.
func (j *jsonWalk) vaultSecret(i int) vaultSecret {
	var found vaultSecret
	for name, value := range j.members(i) {
		switch name.plain {
		case "keys_base64":
			return vaultSecret{"keys", position.Certain}
		case "lease_id":
			found = vaultSecret{"data", position.Likely}
		case "metadata":
			if j.nodes[value].kind == '{' && j.hasMember(value, "destroyed") {
				return vaultSecret{"data", position.Certain}
			}
		}
	}
	return found
}

// hasMember reports whether an object has a member with a name.
func (j *jsonWalk) hasMember(i int, plain string) bool {
	for name := range j.members(i) {
		if name.plain == plain {
			return true
		}
	}
	return false
}

// isKey reports whether an object is a JSON web key.
func (j *jsonWalk) isKey(i int) bool {
	return j.hasMember(i, "kty")
}

// publicKeyMembers are the public members of a JSON web key that look generated.
var publicKeyMembers = suspect.WordSet(`n e x y kid x5t x5t#S256 x5c`)

// flowMembers are the members of an OAuth flow in an OpenAPI document.
var flowMembers = suspect.WordSet(`authorizationUrl tokenUrl refreshUrl deviceAuthorizationUrl scopes`)

// isFlow reports whether an object is an OAuth flow in an OpenAPI document. Its name may be
// clientCredentials, but it only describes how to get some.
func (j *jsonWalk) isFlow(i int) bool {
	hasScopes := false
	for name := range j.members(i) {
		plain := name.plain
		if !flowMembers[plain] {
			return false
		}
		hasScopes = hasScopes || plain == "scopes"
	}
	return hasScopes
}

// tokenName is the name of an object that is a currency if it has a symbol.
const tokenName = "token"

// isCurrency reports whether an object with the name of a token is a currency of a block chain.
func (j *jsonWalk) isCurrency(i int, name string) bool {
	return strings.HasPrefix(position.LastWord(name), "token") && j.hasMember(i, "symbol")
}

// isPackage reports whether an object is a package that a program needs, whose name may be that of
// a secret.
func (j *jsonWalk) isPackage(i int) bool {
	return j.hasMember(i, "version") && (j.hasMember(i, "resolved") || j.hasMember(i, "license") || j.hasMember(i, "integrity"))
}

// isSchemaType reports whether a value is the type of a JSON schema, or several of them.
func (j *jsonWalk) isSchemaType(i int) bool {
	n := j.nodes[i]
	if n.kind != '[' {
		return position.SchemaTypes[n.text]
	}
	count := 0
	for item := range j.items(i) {
		n := j.nodes[item]
		if n.kind != '"' || !position.SchemaTypes[n.text] && n.text != "null" {
			return false
		}
		count++
	}
	return count > 0
}

// wordLists are the last words of the names of arrays that list words, which name no columns
// either.
var wordLists = suspect.WordSet(`actions categories keywords ranking required roles supported tags topics`)

// nameLists are the last words of the names of arrays that list names, none of which is the value
// of another.
var nameLists = suspect.WordSet(`columns fields required properties attributes permissions features labels titles select supported allowed methods types schemes factors`)

// sessionSecrets are the last words of the names of members that hold the secret of a session.
var sessionSecrets = suspect.WordSet(`id key code hash cookie sid`)

// parserMembers are members of the tokens of a parser.
var parserMembers = suspect.WordSet(`type kind tag pos lemma start end offset line column loc range index text word`)

// isParserToken reports whether an object in a list of tokens is one of a parser. Otherwise it is
// that of an API, whose value is a secret.
func (j *jsonWalk) isParserToken(i int) bool {
	for name := range j.members(i) {
		if parserMembers[name.plain] {
			return true
		}
	}
	return false
}

// describesSession reports whether a member of an object named session, pass, pin or signature
// describes it. The object may also be a talk at a conference, a place on a map or the parameters
// of a function.
func describesSession(object, member string) bool {
	last := position.LastWord(member)
	return (object == "session" || object == "pass" || object == "pin" || object == "signature") && !position.ValueWords[last] && !sessionSecrets[last]
}
