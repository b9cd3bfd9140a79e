package contract

import (
	"slices"
	"strings"
)

// The rules that are no keywords of schemas, without the side that begins them.
var (
	requestRules = []string{
		"path", "method", "security", "query-malformed", "query-required", "query-empty", "query-repeated", "query-undeclared",
		"path-required", "path-empty", "path-repeated", "cookie-required", "cookie-empty", "cookie-repeated", "readOnly",
	}
	responseRules = []string{"status", "body-forbidden", "writeOnly"}
	commonRules   = []string{
		"header-required", "header-empty", "header-repeated", "header-undeclared", "property-undeclared", "media-type", "body-required",
		"body-undeclared", "body-unchecked", "json", "byte-order-mark", string(notUTF8), string(duplicateName),
		// The keywords of schemas.
		"type", "nullable", "enum", "required", "additionalProperties", "minProperties", "maxProperties", "minItems", "maxItems",
		"uniqueItems", "minLength", "maxLength", "pattern", "format", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum",
		"multipleOf", "anyOf", "oneOf", "not", "discriminator",
	}
)

// KnownRule reports whether a finding may have the rule: those of this package, and one for each invariant of the document.
func (c *Contract) KnownRule(rule string) bool {
	side, what, _ := strings.Cut(rule, ".")
	switch Side(side) {
	case RequestSide:
		return slices.Contains(requestRules, what) || slices.Contains(commonRules, what)
	case ResponseSide:
		return slices.Contains(responseRules, what) || slices.Contains(commonRules, what)
	default:
		return c.invariantsByID[what] != nil && rule == invariantRule(what)
	}
}
