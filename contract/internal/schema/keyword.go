package schema

import (
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Constraint is a keyword that limits values of some kinds.
type Constraint struct {
	Keyword string
	// Kinds are the kinds of values that the constraint applies to.
	Kinds Kinds
	// HasEdge reports whether a value can be exactly at the bound. For example, a string can have
	// exactly minLength characters.
	HasEdge bool

	declared func(s *Schema) bool
	// shown reports whether a value that satisfies the constraint also shows it. If shown is nil,
	// every value does.
	shown func(v *Validation, s *Schema, value any) bool
}

// Declared reports whether a schema has the constraint and the constraint is checked.
func (c *Constraint) Declared(s *Schema) bool { return c.declared(s) }

// Shown reports whether a valid value shows the constraint. If the constraint has an edge, only a
// value exactly at the edge shows it. This counts as work of the validation.
func (c *Constraint) Shown(v *Validation, s *Schema, value any) bool {
	return c.shown == nil || c.shown(v, s, value)
}

// Constraints returns the constraints in the order in which they are validated. The caller must not
// change the result.
func Constraints() []Constraint { return constraints }

var constraints = []Constraint{
	{"minLength", Strings, true, func(s *Schema) bool { return s.MinLength > 0 }, func(_ *Validation, s *Schema, value any) bool { return size(value) == s.MinLength }},
	{"maxLength", Strings, true, func(s *Schema) bool { return s.MaxLength != nil }, func(_ *Validation, s *Schema, value any) bool { return size(value) == *s.MaxLength }},
	{"pattern", Strings, false, func(s *Schema) bool { return s.pattern != nil }, nil},
	{"format", Strings | Integers | Numbers, false, func(s *Schema) bool { return s.format != nil }, nil},
	{
		"minimum", Integers | Numbers, true,
		func(s *Schema) bool {
			return s.Minimum != "" && (s.ExclusiveMinimum == "" || s.ExclusiveMinimum.Compare(s.Minimum) < 0)
		},
		func(_ *Validation, s *Schema, value any) bool { return jsonvalue.Equal(value, s.Minimum) },
	},
	{
		"maximum", Integers | Numbers, true,
		func(s *Schema) bool {
			return s.Maximum != "" && (s.ExclusiveMaximum == "" || s.ExclusiveMaximum.Compare(s.Maximum) > 0)
		},
		func(_ *Validation, s *Schema, value any) bool { return jsonvalue.Equal(value, s.Maximum) },
	},
	// There is no least number above the bound, so there is no edge.
	{
		"exclusiveMinimum", Integers | Numbers, false,
		func(s *Schema) bool {
			return s.ExclusiveMinimum != "" && (s.Minimum == "" || s.ExclusiveMinimum.Compare(s.Minimum) >= 0)
		}, nil,
	},
	{
		"exclusiveMaximum", Integers | Numbers, false,
		func(s *Schema) bool {
			return s.ExclusiveMaximum != "" && (s.Maximum == "" || s.ExclusiveMaximum.Compare(s.Maximum) <= 0)
		}, nil,
	},
	{"multipleOf", Integers | Numbers, false, func(s *Schema) bool { return s.MultipleOf != "" }, nil},
	{"minItems", Arrays, true, func(s *Schema) bool { return s.MinItems > 0 }, func(_ *Validation, s *Schema, value any) bool { return size(value) == s.MinItems }},
	{"maxItems", Arrays, true, func(s *Schema) bool { return s.MaxItems != nil }, func(_ *Validation, s *Schema, value any) bool { return size(value) == *s.MaxItems }},
	{"uniqueItems", Arrays, false, func(s *Schema) bool { return s.UniqueItems }, func(_ *Validation, _ *Schema, value any) bool { return size(value) > 1 }},
	{
		"minProperties", Objects, true, func(s *Schema) bool { return s.MinProperties > 0 },
		func(_ *Validation, s *Schema, value any) bool { return size(value) == s.MinProperties },
	},
	{
		"maxProperties", Objects, true, func(s *Schema) bool { return s.MaxProperties != nil },
		func(_ *Validation, s *Schema, value any) bool { return size(value) == *s.MaxProperties },
	},
	{contentEncodingKey, Strings, false, func(s *Schema) bool { return s.encoding != nil }, nil},
	{"items", Arrays, false, func(s *Schema) bool { return s.Items != nil && s.Items.Never }, nil},
	{"contains", Arrays, false, func(s *Schema) bool { return s.Contains != nil && s.MinContains == nil }, nil},
	{
		"minContains", Arrays, true, func(s *Schema) bool { return s.MinContains != nil && *s.MinContains > 0 },
		func(v *Validation, s *Schema, value any) bool { return contained(v, s, value) == *s.MinContains },
	},
	{
		"maxContains", Arrays, true, func(s *Schema) bool { return s.MaxContains != nil },
		func(v *Validation, s *Schema, value any) bool { return contained(v, s, value) == *s.MaxContains },
	},
	{unevaluatedItemsKey, Arrays, false, func(s *Schema) bool { return s.UnevaluatedItems != nil && s.UnevaluatedItems.Never }, nil},
	{
		propertyNamesKey, Objects, false, func(s *Schema) bool { return s.PropertyNames != nil },
		func(_ *Validation, s *Schema, value any) bool { return size(value) > 0 || s.PropertyNames.Never },
	},
	{"unevaluatedProperties", Objects, false, func(s *Schema) bool { return s.Unevaluated != nil && s.Unevaluated.Never }, nil},
}

// Keywords returns the keywords that a mismatch may have.
func Keywords() []string {
	all := []string{
		"type", "nullable", "enum", constKey, requiredKey, dependentRequiredKey, "additionalProperties", "anyOf", "oneOf", "not", "readOnly", "writeOnly",
		FalseSchema,
	}
	for _, c := range constraints {
		all = append(all, c.Keyword)
	}
	return all
}

// contained returns how many items of an array the schema under contains accepts.
func contained(v *Validation, s *Schema, value any) uint64 {
	count := uint64(0)
	items, _ := value.(jsonvalue.Array)
	for _, item := range items {
		if v.Accepts(s.Contains, item) {
			count++
		}
	}
	return count
}

// size returns the number of characters, items or properties of a value.
func size(value any) uint64 {
	length := 0
	switch value := value.(type) {
	case string:
		length = utf8.RuneCountInString(value)
	case jsonvalue.Array:
		length = len(value)
	case *jsonvalue.Object:
		length = len(value.Members)
	}
	return uint64(length)
}
