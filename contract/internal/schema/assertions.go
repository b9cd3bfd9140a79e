package schema

import (
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Assertions are what a schema itself demands of a value, without the schemas in it. Schemas with
// equal assertions share them, so that those of most schemas are in the caches of the processor.
type Assertions struct {
	traits

	// Required has the names of required properties.
	Required []string
}

// traits are the assertions that can be the key of a map. Keywords that most schemas lack are in
// groups. The schemas that lack all keywords of a group share an empty group.
type traits struct {
	*Keywords202012
	*Limits
	*Choice

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
	// AdditionalAllowed is the boolean under additionalProperties, or nil.
	AdditionalAllowed *bool
}

// assertionsKey is the same for equal assertions.
type assertionsKey struct {
	traits

	// required has the names in quotes.
	required string
}

// shared returns the first assertions that are equal to these.
func (c *Compiler) shared(k *Assertions) *Assertions {
	return first(c.equalAssertions, assertionsKey{k.traits, fmt.Sprintf("%q", k.Required)}, k)
}

// The booleans under additionalProperties. Nobody changes them.
var (
	isAllowed   = true
	isForbidden = false
)

// newAssertions returns assertions that demand nothing.
func newAssertions() *Assertions {
	return &Assertions{traits: traits{Keywords202012: no202012, Limits: noLimits, Choice: noChoice}}
}

// Limits are the bounds of numbers, strings, arrays and objects. Schemas with equal limits share
// them.
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
	// enum has the indices of the values of a long Enum by their canonical texts, or is nil.
	enum map[string][]int
}

// Keywords202012 are the keywords that OpenAPI 3.0 doesn't have. Some of them apply other schemas.
// Few schemas use them.
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
	no202012 = &Keywords202012{}
	noLimits = &Limits{}
	noChoice = &Choice{}
)
