package schema

import (
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Constraint is a keyword that bounds the values of some kinds.
type Constraint struct {
	Keyword string
	// Kinds are those of the values that it says anything of.
	Kinds Kinds
	// HasEdge says that a value can keep the constraint by a hair: one character less would be too few.
	HasEdge bool

	declared func(s *Schema) bool
	// shown reports whether a value that keeps the constraint shows it; nil for always.
	shown func(s *Schema, value any) bool
}

// Declared reports whether a schema has the constraint, and values are held against it.
func (c *Constraint) Declared(s *Schema) bool { return c.declared(s) }

// Shown reports whether a value that is as the schema asks shows the constraint: it is at the edge, where there is one.
func (c *Constraint) Shown(s *Schema, value any) bool { return c.shown == nil || c.shown(s, value) }

// Constraints returns the constraints, in the order in which they are validated. They must not be changed.
func Constraints() []Constraint { return constraints }

var constraints = []Constraint{
	{"minLength", Strings, true, func(s *Schema) bool { return s.MinLength > 0 }, func(s *Schema, value any) bool { return size(value) == s.MinLength }},
	{"maxLength", Strings, true, func(s *Schema) bool { return s.MaxLength != nil }, func(s *Schema, value any) bool { return size(value) == *s.MaxLength }},
	{"pattern", Strings, false, func(s *Schema) bool { return s.pattern != nil }, nil},
	{"format", Strings | Integers | Numbers, false, func(s *Schema) bool { return s.format != nil }, nil},
	{
		"minimum", Integers | Numbers, true, func(s *Schema) bool { return s.Minimum != "" && !s.ExclusiveMinimum },
		func(s *Schema, value any) bool { return jsonvalue.Equal(value, s.Minimum) },
	},
	{
		"maximum", Integers | Numbers, true, func(s *Schema) bool { return s.Maximum != "" && !s.ExclusiveMaximum },
		func(s *Schema, value any) bool { return jsonvalue.Equal(value, s.Maximum) },
	},
	// Of the numbers that are more than a bound, none is the least.
	{"exclusiveMinimum", Integers | Numbers, false, func(s *Schema) bool { return s.Minimum != "" && s.ExclusiveMinimum }, nil},
	{"exclusiveMaximum", Integers | Numbers, false, func(s *Schema) bool { return s.Maximum != "" && s.ExclusiveMaximum }, nil},
	{"multipleOf", Integers | Numbers, false, func(s *Schema) bool { return s.MultipleOf != "" }, nil},
	{"minItems", Arrays, true, func(s *Schema) bool { return s.MinItems > 0 }, func(s *Schema, value any) bool { return size(value) == s.MinItems }},
	{"maxItems", Arrays, true, func(s *Schema) bool { return s.MaxItems != nil }, func(s *Schema, value any) bool { return size(value) == *s.MaxItems }},
	{"uniqueItems", Arrays, false, func(s *Schema) bool { return s.UniqueItems }, func(_ *Schema, value any) bool { return size(value) > 1 }},
	{
		"minProperties", Objects, true, func(s *Schema) bool { return s.MinProperties > 0 },
		func(s *Schema, value any) bool { return size(value) == s.MinProperties },
	},
	{
		"maxProperties", Objects, true, func(s *Schema) bool { return s.MaxProperties != nil },
		func(s *Schema, value any) bool { return size(value) == *s.MaxProperties },
	},
}

// Keywords returns the keywords that a mismatch may have.
func Keywords() []string {
	all := []string{"type", "nullable", "enum", "required", "additionalProperties", "anyOf", "oneOf", "not", "readOnly", "writeOnly"}
	for _, c := range constraints {
		all = append(all, c.Keyword)
	}
	return all
}

// size returns how many characters, items or properties a value has.
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
