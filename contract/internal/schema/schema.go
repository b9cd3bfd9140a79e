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
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Schema is a compiled schema. It is safe for concurrent use.
type Schema struct {
	// Fields that are read together stand together. A large document doesn't fit into the caches of
	// the processor, so each part of a schema that is read costs time. For the same reason, keywords
	// that most schemas lack are not fields of the schema itself. The schemas that lack all keywords
	// of a group share an empty group.

	*Keywords202012
	*Limits
	*Choice
	*Composition

	// Types are the kinds of values that the schema accepts.
	Types Kinds
	// Nullable reports whether the schema accepts null regardless of its other keywords, as
	// nullable of OpenAPI 3.0 does.
	Nullable bool
	// Never reports whether the schema is false. Then it accepts no value.
	Never bool
	// ReadOnly reports whether the value belongs only in responses, and WriteOnly whether it
	// belongs only in requests.
	ReadOnly, WriteOnly bool
	// composed reports whether other schemas also apply to the same value. branching also counts
	// the schema under not.
	composed, branching bool
	dialect             Dialect
	// format is nil if the schema has none, or has one that isn't checked.
	format *format
	// Items is the schema of all items, or of the items that have no schema in Prefix.
	Items *Schema
	// Additional is the schema under additionalProperties. AdditionalAllowed is the boolean there.
	// At most one of them is set.
	Additional        *Schema
	AdditionalAllowed *bool
	Properties        Properties
	// Required has the names of required properties. Schemas with equal lists share them.
	Required []string
	// Node is the place of the schema in the document, or nil for [Any].
	Node *document.Node
}

// Limits are the bounds of numbers, strings, arrays and objects. Schemas with equal limits share them.
type Limits struct {
	MinLength, MinItems, MinProperties uint64
	// MaxLength, MaxItems and MaxProperties are nil if there is no limit.
	MaxLength, MaxItems, MaxProperties *uint64
	// Minimum, ExclusiveMinimum, Maximum and ExclusiveMaximum are empty if the schema lacks the
	// keyword. If exclusiveMinimum is true in OpenAPI 3.0, Minimum and ExclusiveMinimum are the
	// same.
	Minimum, ExclusiveMinimum jsonvalue.Number
	Maximum, ExclusiveMaximum jsonvalue.Number
	MultipleOf                jsonvalue.Number
	UniqueItems               bool
}

// Choice is the keywords that list values or describe them by a pattern.
type Choice struct {
	// Enum is nil if the schema lacks the keyword.
	Enum    []any
	Pattern string

	// pattern is nil if the schema has none, or has one that isn't checked.
	pattern *matcher
	// enum are the canonical texts of a long Enum, or nil.
	enum map[string]bool
}

// Composition is the keywords that apply other schemas to the same value.
type Composition struct {
	AllOf, AnyOf, OneOf []*Schema
	Not                 *Schema
	// Discriminator is nil if the schema has none.
	Discriminator *Discriminator
}

// Keywords202012 are the keywords that OpenAPI 3.0 doesn't have. Few schemas use them. The other
// schemas share an empty value, to save memory.
type Keywords202012 struct {
	// Const is nil if the schema lacks the keyword, and points to nil if the constant is null.
	Const *any
	// Refs are the schemas that $ref and $dynamicRef add to a schema with other keywords. A schema
	// without other keywords is compiled to the target of the reference.
	Refs           []*Schema
	If, Then, Else *Schema

	// Patterns are the schemas under patternProperties.
	Patterns []PatternProperty
	// Unevaluated is the schema under unevaluatedProperties, or nil without the keyword.
	Unevaluated       *Schema
	PropertyNames     *Schema
	DependentRequired []Dependency
	// DependentSchemas are sorted by name.
	DependentSchemas []DependentSchema

	// Prefix are the schemas of the first items.
	Prefix []*Schema
	// UnevaluatedItems is nil if the schema lacks the keyword.
	UnevaluatedItems *Schema
	// Contains is the schema of at least MinContains and at most MaxContains items. Without
	// Contains, the other two have no effect. They are nil if the schema lacks the keyword.
	Contains                 *Schema
	MinContains, MaxContains *uint64

	// encoding is the check of contentEncoding, or nil.
	encoding *format
}

// The empty groups of keywords. Nobody changes them.
var (
	no202012      = &Keywords202012{}
	noLimits      = &Limits{}
	noChoice      = &Choice{}
	noComposition = &Composition{}
)

// newSchema returns a schema without keywords, at a node.
func newSchema(node *document.Node) Schema {
	return Schema{Node: node, Keywords202012: no202012, Limits: noLimits, Choice: noChoice, Composition: noComposition}
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
