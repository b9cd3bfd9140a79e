package schema

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// maxCompared is the maximum number of values of an enum that are compared one by one.
const maxCompared = 64

// canonicalTexts returns the indices of the values of an enum by their canonical texts. It returns
// nil if there are few values.
func canonicalTexts(values []any) map[string][]int {
	if len(values) <= maxCompared {
		return nil
	}
	texts := make(map[string][]int, len(values))
	for i, value := range values {
		text := string(jsonvalue.AppendCanonical(nil, value))
		texts[text] = append(texts[text], i)
	}
	return texts
}

// Listed returns the indices of the values of the enum that are equal to a value.
func (s *Schema) Listed(value any) []int {
	if s.enum != nil {
		return s.enum[string(jsonvalue.AppendCanonical(nil, value))]
	}
	var all []int
	for i := range s.Enum {
		if jsonvalue.Equal(s.Enum[i], value) {
			all = append(all, i)
		}
	}
	return all
}

// lists reports whether a value is in the enum of the schema.
func (s *Schema) lists(value any) bool {
	if s.enum != nil {
		return len(s.Listed(value)) > 0
	}
	return contains(s.Enum, value)
}

func contains(values []any, value any) bool {
	return slices.ContainsFunc(values, func(other any) bool { return jsonvalue.Equal(other, value) })
}
