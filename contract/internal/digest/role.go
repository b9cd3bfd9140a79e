package digest

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
)

// role is the role of a node in the document. It decides which parts of the node the digest covers.
type role int

const (
	anObject role = iota // It is an object of OpenAPI. Its keys are keywords, and the order of its lists has no meaning.
	anOrder              // It is a list of objects whose order has a meaning.
	names                // Its keys are names, and its values are objects.
	headers              // Its keys are names of headers, and its values are objects.
	statuses             // Its keys are statuses, and its values are responses.
	anEnum               // It is a list of data in any order.
	data                 // It is a JSON value in which no key is a keyword.
)

func roleOf(key string) role {
	switch key {
	case "properties", "content", "encoding", "mapping", "patternProperties", "dependentSchemas", "dependentRequired", "additionalOperations":
		return names
	case "prefixItems", "prefixEncoding":
		return anOrder
	case "headers":
		return headers
	case "responses":
		return statuses
	case "enum":
		return anEnum
	case "const":
		return data
	default:
		return anObject
	}
}

// decidesNothing reports whether a keyword can't change a finding.
func decidesNothing(key string) bool {
	switch key {
	case "title", "description", "summary", "example", "examples", "tags", "externalDocs", "deprecated", "default", "xml", "links", "callbacks",
		"bearerFormat", "flows", "openIdConnectUrl", "oauth2MetadataUrl", "message", // The message is that of an invariant.
		"$comment", "$anchor", "$schema", "$vocabulary", "$defs", "definitions": // If definitions matter, references lead to them.
		return true
	default:
		return strings.HasPrefix(key, "x-") && key != invariant.Key
	}
}

// saysNothing reports whether a keyword of an object can't change a finding because of the keywords
// beside it.
func saysNothing(object *document.Node, key string) bool {
	switch key {
	case "then", "else":
		return object.Get("if") == nil
	case "minContains", "maxContains":
		return object.Get("contains") == nil
	default:
		return decidesNothing(key)
	}
}
