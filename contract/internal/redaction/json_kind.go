package redaction

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// publicKeyMembers are the public members of a JSON web key that look generated.
var publicKeyMembers = position.WordSet(`n e x y kid x5t x5t#S256 x5c`)

// flowMembers are the members of an OAuth flow in an OpenAPI document.
var flowMembers = position.WordSet(`authorizationUrl tokenUrl refreshUrl deviceAuthorizationUrl scopes`)

// isFlow reports whether an object is an OAuth flow in an OpenAPI document. Its name may be
// clientCredentials, but it only describes how to get some.
func (j *jsonWalk) isFlow(i int) bool {
	hasScopes := false
	for name := range j.members(i) {
		plain := j.plain(name)
		if !flowMembers[plain] {
			return false
		}
		hasScopes = hasScopes || plain == "scopes"
	}
	return hasScopes
}

// isSchemaType reports whether a value is the type of a JSON schema, or several of them.
func (j *jsonWalk) isSchemaType(i int) bool {
	n := j.nodes[i]
	if n.kind != '[' {
		return position.SchemaTypes[string(j.raw[n.start:n.end])]
	}
	count := 0
	for item := range j.items(i) {
		n := j.nodes[item]
		if of := string(j.raw[n.start:n.end]); !position.SchemaTypes[of] && of != `"null"` {
			return false
		}
		count++
	}
	return count > 0
}

// nameLists are the names of arrays that list names, none of which is the value of another.
var nameLists = position.WordSet(`columns fields required properties attributes permissions features labels titles select supported allowed`)

// sessionSecrets are the last words of the names of members that hold the secret of a session.
var sessionSecrets = position.WordSet(`id key name code hash cookie sid`)

// parserMembers are members of the tokens of a parser.
var parserMembers = position.WordSet(`type kind tag pos lemma start end offset line column loc range index text word`)

// isParserToken reports whether an object in a list of tokens is one of a parser. Otherwise it is
// that of an API, whose value is a secret.
func (j *jsonWalk) isParserToken(i int) bool {
	for name := range j.members(i) {
		if parserMembers[j.plain(name)] {
			return true
		}
	}
	return false
}

// describesSession reports whether a member of an object named session, pin or signature describes
// it. The object may also be a talk at a conference, a place on a map or the parameters of a
// function.
func describesSession(object, member string) bool {
	last := position.LastWord(member)
	return (object == "session" || object == "pin" || object == "signature") && !position.ValueWords[last] && !sessionSecrets[last]
}
