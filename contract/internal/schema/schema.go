// Package schema validates JSON values against the schemas of an OpenAPI document.
//
//	compiler := schema.NewCompiler(doc)
//	organization := compiler.Schema(doc.Find("/components/schemas/Organization"))
//	for _, m := range schema.Validate(organization, value, schema.Response) {
//		fmt.Println(m.Keyword, m.At, m.Node().Place())
//	}
//
// A schema is compiled once, to the same form for OpenAPI 3.0 and for JSON Schema 2020-12. A
// validation finds all mismatches.
package schema

import (
	"maps"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Schema is a compiled schema. It is safe for concurrent use.
//
// A large document doesn't fit into the caches of the processor, so each part of a schema that is
// read costs time. That is why a schema itself has only what differs from place to place, and is so
// small that it fits into one line of the cache.
type Schema struct {
	*Assertions
	*Composition

	// Items is the schema of all items, or of the items that have no schema in Prefix.
	Items *Schema
	// Additional is the schema under additionalProperties. AdditionalAllowed is the boolean there.
	// At most one of them is set.
	Additional *Schema
	Properties Properties
	// Node is the place of the schema in the document, or nil for [Any].
	Node *document.Node
}

// Composition is the keywords that apply other schemas to the same value. The schemas that have
// none of them share an empty Composition.
type Composition struct {
	AllOf, AnyOf, OneOf []*Schema
	Not                 *Schema
	// Discriminator is nil if the schema has none.
	Discriminator *Discriminator
}

// noComposition is the empty Composition. Nobody changes it.
var noComposition = &Composition{}

// newSchema returns a schema without keywords, at a node.
func newSchema(node *document.Node) Schema {
	return Schema{Node: node, Assertions: newAssertions(), Composition: noComposition}
}

// PatternProperty is a schema of the properties whose names match a pattern.
type PatternProperty struct {
	Pattern string
	Schema  *Schema

	// match is nil if the pattern can't be read.
	match *matcher
}

// IsRead reports whether the pattern can be read.
func (p *PatternProperty) IsRead() bool { return p.match != nil }

// Dependency is a list of properties that an object must have if it has another.
type Dependency struct {
	Name     string
	Required []string
}

// DependentSchema is a schema that applies to an object if the object has a certain property.
type DependentSchema struct {
	Name   string
	Schema *Schema
}

// Discriminator chooses a schema by the value of a property.
type Discriminator struct {
	Property string
	// Branches are the schemas to choose from, by the value of the property.
	Branches map[string]*Schema
}

// Any returns a schema that accepts every value. It is used if a document gives no schema.
func Any() *Schema {
	s := newSchema(nil)
	s.Types = AnyKind | Nulls
	return &s
}

// Array returns a schema that accepts arrays of the items. If whole is not nil, the array must also
// be valid against whole. Mismatches have the place of the node.
func Array(node *document.Node, items, whole *Schema) *Schema {
	s := newSchema(node)
	s.Types, s.Items = Arrays, items
	if whole != nil {
		s.Composition = &Composition{AllOf: []*Schema{whole}}
		s.composed, s.branching = true, true
	}
	return &s
}

// Side is a half of an exchange.
type Side string

// The constants are the halves of an exchange.
const (
	Request  Side = "request"
	Response Side = "response"
)

// forbids reports whether messages of a side must not have a property with this schema.
func (s *Schema) forbids(side Side) bool {
	return side == Request && s.ReadOnly || side == Response && s.WriteOnly
}

// IsClosed reports whether additionalProperties is false.
func (s *Schema) IsClosed() bool { return s.AdditionalAllowed != nil && !*s.AdditionalAllowed }

// ItemAt returns the schema of the item with this index, or nil if no schema applies.
func (s *Schema) ItemAt(index int) *Schema {
	if index < len(s.Prefix) {
		return s.Prefix[index]
	}
	return s.Items
}

// Format returns the format, or an empty string if the schema has none.
func (s *Schema) Format() string { return s.Node.StringAt("format") }

// HasPattern reports whether values are checked against the pattern.
func (s *Schema) HasPattern() bool { return s.pattern != nil }

// HasFormat reports whether values are checked against the format.
func (s *Schema) HasFormat() bool { return s.format != nil }

// Names returns the property values that choose a schema, sorted.
func (d *Discriminator) Names() []string { return slices.Sorted(maps.Keys(d.Branches)) }
