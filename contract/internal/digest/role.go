package digest

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
)

// role is the role of a node in the document. It decides which parts of the node the digest covers.
type role int

const (
	anObject role = iota // an object of OpenAPI: its keys are keywords, and the order of its lists doesn't count
	anOrder              // a list of objects whose order counts
	names                // its keys are names, and its values are objects
	headers              // its keys are names of headers, and its values are objects
	statuses             // its keys are statuses, and its values are responses
	anEnum               // a list of data in any order
	data                 // a value of JSON, in which no key is a keyword
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

// decidesNothing reports whether no verdict depends on a keyword.
func decidesNothing(key string) bool {
	switch key {
	case "title", "description", "summary", "example", "examples", "tags", "externalDocs", "deprecated", "default", "xml", "links", "callbacks",
		"bearerFormat", "flows", "openIdConnectUrl", "oauth2MetadataUrl", "message", // The message of an invariant.
		"$comment", "$anchor", "$schema", "$vocabulary", "$defs", "definitions": // References lead to what is in definitions.
		return true
	default:
		return strings.HasPrefix(key, "x-") && key != invariant.Key
	}
}

// saysNothing reports whether no verdict depends on a keyword of an object, because of the keywords
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
