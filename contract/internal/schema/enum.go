package schema

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// maxCompared is the maximum number of values of an enum that are compared one by one.
const maxCompared = 64

// canonicalTexts returns the canonical texts of the values of an enum. It returns nil if there are
// few values.
func canonicalTexts(values []any) map[string]bool {
	if len(values) <= maxCompared {
		return nil
	}
	texts := make(map[string]bool, len(values))
	for _, value := range values {
		texts[string(jsonvalue.AppendCanonical(nil, value))] = true
	}
	return texts
}

// lists reports whether a value is in the enum of the schema.
func (s *Schema) lists(value any) bool {
	if s.enum != nil {
		return s.enum[string(jsonvalue.AppendCanonical(nil, value))]
	}
	return contains(s.Enum, value)
}

func contains(values []any, value any) bool {
	return slices.ContainsFunc(values, func(other any) bool { return jsonvalue.Equal(other, value) })
}
