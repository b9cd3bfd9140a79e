package schema

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// The constants are keywords that are used in several places.
const (
	constKey                 = "const"
	containsKey              = "contains"
	contentEncodingKey       = "contentEncoding"
	dynamicRefKey            = "$dynamicRef"
	unevaluatedItemsKey      = "unevaluatedItems"
	unevaluatedPropertiesKey = "unevaluatedProperties"
)

var referenceKeywords = []string{"$ref", dynamicRefKey}

// maxReferences is how many references are followed one after the other, because references may
// form a loop.
const maxReferences = 100

// target follows references as long as a schema consists only of a reference. It returns the last
// node and its dynamic scope, or nil if a reference leads to nothing.
func (c *Compiler) target(node *document.Node, in *scope) (*document.Node, *scope) {
	if c.Dialect == OpenAPI30 {
		return node.Target(), nil
	}
	for range maxReferences {
		in = c.dynamic.enter(in, node)
		keyword := soleReference(node)
		if keyword == "" {
			return node, in
		}
		if node, in = c.follow(node, keyword, in); node == nil {
			return nil, nil
		}
	}
	return nil, nil
}

// RefersOnly reports whether a schema of JSON Schema 2020-12 consists only of a reference. It is
// then the same as the target of the reference.
func RefersOnly(node *document.Node) bool { return soleReference(node) != "" }

// soleReference returns the keyword of the reference in a schema, if no other keyword of the schema
// affects values or examples. It returns an empty string if there is none.
func soleReference(node *document.Node) string {
	if node.Get("$ref") == nil && node.Get(dynamicRefKey) == nil {
		return ""
	}
	keyword := ""
	for name, value := range node.Fields() {
		switch {
		case slices.Contains(referenceKeywords, name) && value.Kind() == document.String && keyword == "":
			keyword = name
		case !isSilent(name):
			return ""
		}
	}
	return keyword
}

// isSilent reports whether a keyword has no effect on values.
func isSilent(keyword string) bool {
	switch keyword {
	case "$anchor", "$comment", "$defs", "$dynamicAnchor", "$id", "$schema", "$vocabulary", "definitions", "deprecated", "description",
		"externalDocs", "summary", "title", "xml":
		return true
	default:
		return strings.HasPrefix(keyword, "x-")
	}
}

// follow returns the schema that a reference in a node points to, and its dynamic scope. It returns
// nil if the reference points to nothing.
func (c *Compiler) follow(node *document.Node, keyword string, in *scope) (*document.Node, *scope) {
	ref := node.StringAt(keyword)
	target, err := node.Resolve(ref)
	if err != nil || target.Kind() != document.Object && target.Kind() != document.Bool {
		return nil, nil
	}
	if keyword == dynamicRefKey {
		c.dynamic.isFound = true
		_, anchor, _ := strings.Cut(ref, "#")
		if outermost := in.find(anchor); outermost != nil && target.StringAt("$dynamicAnchor") == anchor {
			target = outermost
		}
	}
	return target, c.dynamic.enter(in, target)
}
