package document

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// role says what the keys of an object are: keywords, names or data. It decides whether a $ref in
// the object is a reference.
type role uint8

const (
	keywords role = iota // of OpenAPI or JSON Schema
	names                // of anything: properties, components, media types
	examples             // names of Example Objects
	example              // keywords of an Example Object
	data                 // no references
)

// roleOf returns the role of the value under a key.
func roleOf(key string, of role) role {
	switch of {
	case names:
		return keywords
	case examples:
		return example
	case example:
		if key == "value" {
			return data
		}
		return keywords
	case data:
		return data
	case keywords:
	}
	switch key {
	case "example", "default", "enum", "const":
		return data
	case "examples":
		return examples
	case "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "responses", "parameters", "requestBodies", "headers",
		"securitySchemes", "links", "callbacks", "pathItems", "paths", "webhooks", "content", "encoding", "variables", "mapping", "scopes":
		return names
	}
	if strings.HasPrefix(key, "x-") {
		return data
	}
	return keywords
}

// references goes over the references below a node. A $ref in an example, a default, an enum or an
// extension is not a reference.
func references(n *Node, of role, seen map[*Node]bool, yield func(ref *Node) bool) bool {
	if seen[n] || of == data {
		return true
	}
	seen[n] = true
	for name, child := range n.Fields() {
		if name == refKey && of != names && of != examples && child.kind == String && !yield(child) {
			return false
		}
		if !references(child, roleOf(name, of), seen, yield) {
			return false
		}
	}
	for child := range n.Items() {
		if !references(child, roleOfItem(of), seen, yield) {
			return false
		}
	}
	return true
}

// roleOfItem returns the role of the items of a list. Parameters may be in a list or under names.
// The examples of JSON Schema are data.
func roleOfItem(of role) role {
	switch of {
	case names:
		return keywords
	case examples, example:
		return data
	default:
		return of
	}
}

// checkReferences returns an error for the first $ref that does not lead to an object. It also
// checks the target of each reference, even if the target is in an extension.
func (d *Document) checkReferences() error {
	var err error
	seen := map[*Node]bool{}
	var check func(ref *Node) bool
	check = func(ref *Node) bool {
		target, wrong := ref.Resolve(ref.text)
		if wrong == nil && target.kind != Object {
			wrong = fmt.Errorf("the $ref %s points to something that is not an object; correct it", wording.Quote(ref.text))
		}
		if wrong == nil {
			if !references(target, keywords, seen, check) {
				return false
			}
			if target.Target() == nil {
				wrong = fmt.Errorf("the $ref %s leads back to itself through other references; let one of them point to an object", wording.Quote(ref.text))
			}
		}
		if wrong != nil {
			err = fmt.Errorf("%s:%d:%d: %w", ref.file.name, ref.value.Line, ref.value.Column, wrong)
		}
		return wrong == nil
	}
	references(d.Root(), keywords, seen, check)
	return err
}
