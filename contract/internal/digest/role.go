package digest

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
)

// role is what a node is in the document, which decides what in it counts.
type role int

const (
	anObject role = iota // of OpenAPI: its keys are keywords, and the order of its lists counts for nothing
	names                // its keys are names, and its values objects
	headers              // its keys are names of headers, and its values objects
	statuses             // its keys are statuses, and its values responses
	anEnum               // a list of data, in any order
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
		"bearerFormat", "flows", "openIdConnectUrl", "message": // That of an invariant.
		return true
	default:
		return strings.HasPrefix(key, "x-") && key != invariant.Key
	}
}
