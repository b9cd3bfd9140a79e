// Package schema validates JSON values against the schemas of an OpenAPI document.
//
//	compiler := schema.NewCompiler(doc)
//	organization := compiler.Schema(doc.Find("/components/schemas/Organization"))
//	for _, m := range schema.Validate(organization, value, schema.Response) {
//		fmt.Println(m.Keyword, m.At, m.Node().Place())
//	}
//
// A schema is compiled once. A validation finds all mismatches.
package schema

import (
	"maps"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Schema is a compiled schema. It doesn't change after it was compiled, so several goroutines may
// use it at the same time.
type Schema struct {
	// Node is the place of the schema in the document, or nil for [Any].
	Node *document.Node

	Types      Kinds
	Nullable   bool
	Enum       []any
	Required   []string
	Properties map[string]*Schema
	// Additional is the schema under additionalProperties. AdditionalAllowed is the bool there.
	// Both are nil if there is neither.
	Additional        *Schema
	AdditionalAllowed *bool
	Items, Not        *Schema
	AllOf             []*Schema
	AnyOf, OneOf      []*Schema
	// Discriminator is nil if the schema has none.
	Discriminator *Discriminator
	// ReadOnly reports whether the value belongs only in responses, and WriteOnly whether it
	// belongs only in requests.
	ReadOnly, WriteOnly bool

	MinLength, MinItems, MinProperties uint64
	// MaxLength, MaxItems and MaxProperties are nil if there is no limit.
	MaxLength, MaxItems, MaxProperties *uint64
	UniqueItems                        bool
	// Minimum, Maximum and MultipleOf are empty if the schema lacks the keyword.
	Minimum, Maximum                   jsonvalue.Number
	ExclusiveMinimum, ExclusiveMaximum bool
	MultipleOf                         jsonvalue.Number
	Pattern, Format                    string

	// pattern and format are nil if the schema has none, or has one that can't be checked.
	pattern matcher
	format  formatCheck
}

// Discriminator chooses a schema by the value of a property.
type Discriminator struct {
	Property string
	// Branches are the schemas to choose from, by the value of the property.
	Branches map[string]*Schema
}

// Any returns a schema that accepts every value. It is used if a document gives no schema.
func Any() *Schema { return &Schema{Types: AnyKind} }

// Array returns a schema that accepts arrays of the items. The array must also be valid against a
// second schema, unless that is nil. Mismatches have the place of the node.
func Array(node *document.Node, items, whole *Schema) *Schema {
	s := &Schema{Node: node, Types: Arrays, Items: items}
	if whole != nil {
		s.AllOf = []*Schema{whole}
	}
	return s
}

// Kinds is a set of kinds of JSON values. Null is not a kind.
type Kinds uint8

// The kinds. A number without a fraction is both an integer and a number.
const (
	Booleans Kinds = 1 << iota
	Integers
	Numbers
	Strings
	Arrays
	Objects

	AnyKind = Booleans | Integers | Numbers | Strings | Arrays | Objects
)

// KindOf returns the kind of a value that is not null. A number without a fraction is of the kind
// [Integers] if the set has Integers but not [Numbers], and of the kind Numbers otherwise.
func KindOf(value any, asked Kinds) Kinds {
	switch value := value.(type) {
	case bool:
		return Booleans
	case string:
		return Strings
	case jsonvalue.Array:
		return Arrays
	case *jsonvalue.Object:
		return Objects
	case jsonvalue.Number:
		if asked&Numbers == 0 && value.IsInteger() {
			return Integers
		}
		return Numbers
	default:
		return 0
	}
}

// Side is the half of an exchange that a value belongs to.
type Side string

// The sides.
const (
	Request  Side = "request"
	Response Side = "response"
)

// forbids reports whether messages of a side must not have a property with this schema.
func (s *Schema) forbids(side Side) bool {
	return side == Request && s.ReadOnly || side == Response && s.WriteOnly
}

// isComposed reports whether other schemas also apply to the same value.
func (s *Schema) isComposed() bool {
	return len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) > 0 || s.Discriminator != nil
}

// IsClosed reports whether additionalProperties is false.
func (s *Schema) IsClosed() bool { return s.AdditionalAllowed != nil && !*s.AdditionalAllowed }

// HasPattern reports whether values are checked against the pattern.
func (s *Schema) HasPattern() bool { return s.pattern != nil }

// HasFormat reports whether values are checked against the format.
func (s *Schema) HasFormat() bool { return s.format != nil }

// Names returns the property values that choose a schema, sorted.
func (d *Discriminator) Names() []string { return slices.Sorted(maps.Keys(d.Branches)) }
