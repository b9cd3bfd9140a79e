package message

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// typed converts a string to a value that its schema accepts. The value may be a number, a bool or
// the string itself. If several values are possible, it returns the first one that the schema
// accepts. If the schema has no type, typed tries the string first.
func typed(text string, s *schema.Schema) any {
	if s == nil {
		return text
	}
	accepted := s.Kinds()
	if accepted == schema.Strings {
		return text
	}
	var few [2]any // There are at most two candidates.
	candidates := few[:0]
	if accepted == schema.AnyKind {
		candidates = append(candidates, text)
	}
	switch {
	case accepted&(schema.Integers|schema.Numbers) != 0 && isNumber(text):
		candidates = append(candidates, jsonvalue.Number(text))
	case accepted&schema.Booleans != 0 && (text == "true" || text == "false"):
		candidates = append(candidates, text == "true")
	}
	if accepted&schema.Strings != 0 && accepted != schema.AnyKind {
		candidates = append(candidates, text)
	}
	switch len(candidates) {
	case 0:
		return text
	case 1:
		return candidates[0]
	}
	for _, candidate := range candidates {
		if s.Accepts(candidate) {
			return candidate
		}
	}
	return candidates[0]
}

func isNumber(text string) bool {
	if text != "" && text[0] != '0' && strings.Trim(text, "0123456789") == "" {
		return true // Most numbers are natural, so they need no decoder.
	}
	return strings.Trim(text, "0123456789+-.eE") == "" && jsontext.Value(text).IsValid()
}

// typedAll converts the strings of one name. A single string becomes a value, unless the schema
// accepts arrays. Otherwise the strings become an array, and the schema then accepts or refuses a
// value that was sent several times.
func typedAll(texts []string, s *schema.Schema) any {
	isList := takesArray(s)
	if !isList && len(texts) == 1 {
		return typed(texts[0], s)
	}
	item := s
	if isList {
		item = s.Item()
	}
	items := make(jsonvalue.Array, 0, len(texts))
	for _, text := range texts {
		items = append(items, typed(text, item))
	}
	return items
}

// takesArray reports whether a schema accepts arrays, but not values of all kinds.
func takesArray(s *schema.Schema) bool {
	return s != nil && s.Kinds()&schema.Arrays != 0 && s.Kinds() != schema.AnyKind
}
