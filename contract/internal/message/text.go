package message

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// typed reads a string as what its schema accepts: a number, true or false, or else the string itself. Where it may be several, it is the
// first that the schema accepts.
func typed(text string, s *schema.Schema) any {
	if s == nil {
		return text
	}
	accepted := s.Kinds()
	var candidates []any
	switch raw := jsontext.Value(text); {
	case accepted&(schema.Integers|schema.Numbers) != 0 && accepted != schema.AnyKind && strings.Trim(text, "0123456789+-.eE") == "" && raw.IsValid():
		candidates = append(candidates, jsonvalue.Number(text))
	case accepted&schema.Booleans != 0 && accepted != schema.AnyKind && (text == "true" || text == "false"):
		candidates = append(candidates, text == "true")
	}
	if accepted&schema.Strings == 0 && len(candidates) > 0 {
		return candidates[0]
	}
	if len(candidates) == 0 {
		return text
	}
	for _, candidate := range append(candidates, text) {
		if s.Accepts(candidate) {
			return candidate
		}
	}
	return candidates[0]
}

// typedAll reads the strings of one name: an array where that is what the schema accepts, else the first.
func typedAll(texts []string, s *schema.Schema) any {
	if !takesArray(s) {
		return typed(texts[0], s)
	}
	items := make(jsonvalue.Array, 0, len(texts))
	for _, text := range texts {
		items = append(items, typed(text, s.Item()))
	}
	return items
}

// takesArray reports whether a schema accepts arrays, and not values of all kinds.
func takesArray(s *schema.Schema) bool {
	return s != nil && s.Kinds()&schema.Arrays != 0 && s.Kinds() != schema.AnyKind
}
