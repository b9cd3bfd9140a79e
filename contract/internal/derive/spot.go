package derive

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"unicode/utf8"
)

// spot is a value in the judged value. There is one for each place in the value.
type spot struct {
	value any
	// token is the name or the index of the value in the value that contains it.
	token  string
	within *spot
	// names has the sorted names of an object's properties. inner has the values in the value, and
	// named has the names of the properties as values.
	names []string
	inner map[string]*spot
	named map[string]*spot
	// length is the number of characters of a string, once it was counted.
	length *uint64
	// exact is the exact number of a literal, once it was read.
	exact *big.Rat
}

// pointer returns the JSON pointer of the value in the judged value.
func (s *spot) pointer() string {
	var tokens []string
	for ; s.within != nil; s = s.within {
		tokens = append(tokens, s.token)
	}
	slices.Reverse(tokens)
	return pointer("", tokens...)
}

// properties returns the names of the properties, sorted.
func (s *spot) properties() []string {
	object, _ := s.value.(map[string]any)
	if s.names == nil && len(object) > 0 {
		s.names = slices.Sorted(maps.Keys(object))
	}
	return s.names
}

// number returns the exact number of a literal.
func (s *spot) number() *big.Rat {
	if s.exact == nil {
		literal, _ := s.value.(json.Number)
		s.exact = exact(literal)
	}
	return s.exact
}

// isOf reports whether the value has a type of OpenAPI 3.0.
func (s *spot) isOf(kind string) bool {
	if _, isNumber := s.value.(json.Number); isNumber && kind == integerType {
		return s.number().IsInt()
	}
	return isOf(kind, s.value)
}

// runes returns the number of characters of a string.
func (s *spot) runes() uint64 {
	if s.length == nil {
		text, _ := s.value.(string)
		n := uint64(utf8.RuneCountInString(text)) //nolint:gosec // The length is not negative.
		s.length = &n
	}
	return *s.length
}

func (s *spot) property(name string) *spot {
	object, _ := s.value.(map[string]any)
	return s.in(name, object[name])
}

func (s *spot) item(i int) *spot {
	items, _ := s.value.([]any)
	return s.in(strconv.Itoa(i), items[i])
}

func (s *spot) in(token string, value any) *spot {
	inner := s.inner[token]
	if inner == nil {
		if s.inner == nil {
			s.inner = map[string]*spot{}
		}
		inner = &spot{value: value, token: token, within: s}
		s.inner[token] = inner
	}
	return inner
}

// nameOf returns the name of a property as a value.
func (s *spot) nameOf(name string) *spot {
	if s.named == nil {
		s.named = map[string]*spot{}
	}
	if s.named[name] == nil {
		s.named[name] = &spot{value: name}
	}
	return s.named[name]
}
