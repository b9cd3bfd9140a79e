// Package schema holds JSON values against the schemas of an OpenAPI document.
//
//	compiler := schema.NewCompiler(doc)
//	organization := compiler.Schema(doc.Find("/components/schemas/Organization"))
//	for _, m := range schema.Validate(organization, value, schema.Response) {
//		fmt.Println(m.Keyword, m.At, m.Node().Place())
//	}
//
// A schema is compiled once. A validation finds every mismatch: none hides another.
package schema

import (
	"maps"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Schema is a compiled schema. It does not change after its compilation, so any number of goroutines may use one at the
// same time.
type Schema struct {
	// Node is where the document defines it; nil for [Any].
	Node *document.Node

	Types      Kinds
	Nullable   bool
	Enum       []any
	Required   []string
	Properties map[string]*Schema
	// Additional is the schema under additionalProperties. AdditionalAllowed is the bool in its place, or nil if there is none.
	Additional        *Schema
	AdditionalAllowed *bool
	Items, Not        *Schema
	AllOf             []*Schema
	AnyOf, OneOf      []*Schema
	// Discriminator is nil where the schema has none.
	Discriminator *Discriminator
	// ReadOnly and WriteOnly say that the value belongs in responses, or in requests, alone.
	ReadOnly, WriteOnly bool

	MinLength, MinItems, MinProperties uint64
	// MaxLength, MaxItems and MaxProperties are nil where there is no bound.
	MaxLength, MaxItems, MaxProperties *uint64
	UniqueItems                        bool
	// Minimum, Maximum and MultipleOf are empty where there is no bound.
	Minimum, Maximum                   jsonvalue.Number
	ExclusiveMinimum, ExclusiveMaximum bool
	MultipleOf                         jsonvalue.Number
	Pattern, Format                    string

	// pattern and format are nil where there is nothing to check, or nothing that can be checked.
	pattern matcher
	format  formatCheck
}

// Discriminator chooses a schema by the value of a property.
type Discriminator struct {
	Property string
	// Branches are the schemas that it chooses from, by the value of the property.
	Branches map[string]*Schema
}

// Any returns a schema that accepts every value. It stands where a document has no schema.
func Any() *Schema { return &Schema{Types: AnyKind} }

// Kinds is a set of kinds of JSON values; null is not one of them.
type Kinds uint8

// The kinds. A number without a fraction is an integer as well.
const (
	Booleans Kinds = 1 << iota
	Integers
	Numbers
	Strings
	Arrays
	Objects

	AnyKind = Booleans | Integers | Numbers | Strings | Arrays | Objects
)

// KindOf returns the kind of a value that is not null. An integer is one of [Integers] where the set asks for these and not for all
// numbers.
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

// Side is the half of an exchange that a value stands in.
type Side string

// The sides.
const (
	Request  Side = "request"
	Response Side = "response"
)

// forbids reports whether the value of a property does not belong in a side.
func (s *Schema) forbids(side Side) bool {
	return side == Request && s.ReadOnly || side == Response && s.WriteOnly
}

// isComposed reports whether other schemas apply to the same value.
func (s *Schema) isComposed() bool {
	return len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) > 0 || s.Discriminator != nil
}

// IsClosed reports whether additionalProperties is false.
func (s *Schema) IsClosed() bool { return s.AdditionalAllowed != nil && !*s.AdditionalAllowed }

// HasPattern reports whether a value is held against the pattern.
func (s *Schema) HasPattern() bool { return s.pattern != nil }

// HasFormat reports whether a value is held against the format.
func (s *Schema) HasFormat() bool { return s.format != nil }

// Names returns the values of the property that choose a schema, sorted.
func (d *Discriminator) Names() []string { return slices.Sorted(maps.Keys(d.Branches)) }
