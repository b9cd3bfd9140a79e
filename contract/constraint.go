package contract

import "unicode/utf8"

// constraint is a keyword of schemas that bounds the values of one kind.
type constraint struct {
	keyword string
	// kinds are those of the values that it says anything of.
	kinds kinds
	// declares reports whether a schema has it, so that it is checked.
	declares func(s *schema) bool
	// aspect is AtEdge where it has an edge, and else Kept. shows reports whether a value that keeps it bears that out; nil for always.
	aspect Aspect
	shows  func(s *schema, value any) bool
}

var constraints = []constraint{
	{"minLength", strs, func(s *schema) bool { return s.MinLength > 0 }, AtEdge, func(s *schema, value any) bool { return size(value) == s.MinLength }},
	{"maxLength", strs, func(s *schema) bool { return s.MaxLength != nil }, AtEdge, func(s *schema, value any) bool { return size(value) == *s.MaxLength }},
	{"pattern", strs, func(s *schema) bool { return s.pattern != nil }, Kept, nil},
	{"format", strs | integers | numbers, func(s *schema) bool { return s.format != nil }, Kept, nil},
	{
		"minimum", integers | numbers, func(s *schema) bool { return s.Min != nil && !s.ExclusiveMin.IsTrue() },
		AtEdge, func(s *schema, value any) bool { return value.(number).compare(*s.Min) == 0 },
	},
	{
		"maximum", integers | numbers, func(s *schema) bool { return s.Max != nil && !s.ExclusiveMax.IsTrue() },
		AtEdge, func(s *schema, value any) bool { return value.(number).compare(*s.Max) == 0 },
	},
	// Of the numbers that are more than a bound, none is the least.
	{"exclusiveMinimum", integers | numbers, func(s *schema) bool { return s.Min != nil && s.ExclusiveMin.IsTrue() }, Kept, nil},
	{"exclusiveMaximum", integers | numbers, func(s *schema) bool { return s.Max != nil && s.ExclusiveMax.IsTrue() }, Kept, nil},
	{"multipleOf", integers | numbers, func(s *schema) bool { return s.MultipleOf != nil }, Kept, nil},
	{"minItems", arrays, func(s *schema) bool { return s.MinItems > 0 }, AtEdge, func(s *schema, value any) bool { return size(value) == s.MinItems }},
	{"maxItems", arrays, func(s *schema) bool { return s.MaxItems != nil }, AtEdge, func(s *schema, value any) bool { return size(value) == *s.MaxItems }},
	{"uniqueItems", arrays, func(s *schema) bool { return s.UniqueItems }, Kept, func(_ *schema, value any) bool { return size(value) > 1 }},
	{"minProperties", objects, func(s *schema) bool { return s.MinProps > 0 }, AtEdge, func(s *schema, value any) bool { return size(value) == s.MinProps }},
	{"maxProperties", objects, func(s *schema) bool { return s.MaxProps != nil }, AtEdge, func(s *schema, value any) bool { return size(value) == *s.MaxProps }},
}

// size returns how many characters, items or properties a value has.
func size(value any) uint64 {
	length := 0
	switch value := value.(type) {
	case string:
		length = utf8.RuneCountInString(value)
	case array:
		length = len(value)
	case *object:
		length = len(value.members)
	}
	return uint64(length)
}

// isFree reports whether a format leaves open what is in a text.
func isFree(format string) bool { return format == "password" || format == "binary" }
