package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// SchemaKeywords are the members of a schema, of a parameter in an OpenAPI document, or of an
// attribute in a schema of SCIM that hold no value. exampleWords are the last words of others that
// hold one.
var (
	SchemaKeywords = suspect.WordSet(`type format title description $comment minLength maxLength pattern minimum maximum nullable writeOnly readOnly deprecated required
		properties items allOf anyOf oneOf not $ref in name schema style explode allowReserved allowEmptyValue additionalProperties minItems maxItems uniqueItems externalDocs xml
		discriminator contentEncoding contentMediaType contentSchema summary
		multiValued caseExact mutability returned uniqueness`)
	exampleWords = suspect.WordSet(`default example examples const enum value`)
)

// SchemaTypes are the types of JSON schemas.
var SchemaTypes = suspect.WordSet(`string number integer boolean object array apiKey http oauth2 openIdConnect`)

// schemaText adds what looks like a code in a text of a schema for people. It returns false if a
// line is something else.
func (l *lineSearch) schemaText(n namedValueLine, content string) bool {
	if l.schema == NoSecret || n.name != "description" && n.name != "title" {
		return false
	}
	l.found = append(l.found, shifted(Codes(content[n.from:n.to]), l.start+n.from)...)
	return true
}

// isSchema reports whether a line below the name of a secret is the type of a schema, as in an
// OpenAPI document. Then the lines beside it only describe the secret.
func (l *lineSearch) isSchema(name, value string) bool {
	return name == "type" && SchemaTypes[strings.Trim(value, "\"'")]
}

// beginsSchema reports whether a line below the name of a secret says that a schema is there, and
// notes it.
func (l *lineSearch) beginsSchema(n namedValueLine) bool {
	switch {
	case !l.isSchema(n.name, n.value):
		return false
	case l.below != NoSecret && n.indent > l.indent:
		l.schema, l.schemaIndent, l.below = l.below, l.indent, NoSecret
	case l.named != NoSecret && n.indent >= l.namedIndent:
		l.schema, l.schemaIndent = l.named, l.namedIndent-1
	default:
		return false
	}
	return true
}
