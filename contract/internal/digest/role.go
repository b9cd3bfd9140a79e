package digest

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
)

// role is the role of a node in the document. It decides which parts of the node the digest covers.
type role int

const (
	anObject role = iota // an object of OpenAPI: its keys are keywords, and the order of its lists doesn't count
	names                // its keys are names, and its values are objects
	headers              // its keys are names of headers, and its values are objects
	statuses             // its keys are statuses, and its values are responses
	anEnum               // a list of data in any order
	data
)

func roleOf(key string) role {
	switch key {
	case "properties", "content", "encoding", "mapping":
		return names
	case "headers":
		return headers
	case "responses":
		return statuses
	case "enum":
		return anEnum
	default:
		return anObject
	}
}

// decidesNothing reports whether no verdict depends on a keyword.
func decidesNothing(key string) bool {
	switch key {
	case "title", "description", "summary", "example", "examples", "tags", "externalDocs", "deprecated", "default", "xml", "links", "callbacks",
		"bearerFormat", "flows", "openIdConnectUrl", "message": // The message of an invariant.
		return true
	default:
		return strings.HasPrefix(key, "x-") && key != invariant.Key
	}
}
