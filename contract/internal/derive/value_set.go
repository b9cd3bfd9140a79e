package derive

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// valueSet has JSON values by keys that are the same for equal values.
type valueSet map[string]bool

func newValueSet(values []any) valueSet {
	s := make(valueSet, len(values))
	for _, value := range values {
		s[valueKey(value)] = true
	}
	return s
}

// add adds a value. It returns false if the set has it already.
func (s valueSet) add(value any) bool {
	key := valueKey(value)
	if s[key] {
		return false
	}
	s[key] = true
	return true
}

// valueKey returns a string that only equal values have. Numbers are equal if they are the same
// number, however they are written.
func valueKey(value any) string {
	var b strings.Builder
	writeKey(&b, value)
	return b.String()
}

func writeKey(b *strings.Builder, value any) {
	switch value := value.(type) {
	case string:
		b.WriteString(strconv.Quote(value))
	case json.Number:
		b.WriteString(exact(value).RatString())
	case bool:
		b.WriteString(strconv.FormatBool(value))
	case []any:
		b.WriteByte('[')
		for _, item := range value {
			writeKey(b, item)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case map[string]any:
		b.WriteByte('{')
		for name, each := range sorted(value) {
			b.WriteString(strconv.Quote(name))
			b.WriteByte(':')
			writeKey(b, each)
			b.WriteByte(',')
		}
		b.WriteByte('}')
	default:
		b.WriteString("null")
	}
}

// equal reports whether two values are the same.
func equal(a, b any) bool { return valueKey(a) == valueKey(b) }

// size returns about how many bytes a value has as JSON. It stops counting at the limit.
func size(value any, limit int) int {
	n := 8
	switch value := value.(type) {
	case string:
		n += len(value)
	case json.Number:
		n += len(value)
	case []any:
		for i := 0; i < len(value) && n < limit; i++ {
			n += size(value[i], limit-n)
		}
	case map[string]any:
		for name, each := range value {
			if n >= limit {
				break
			}
			n += len(name) + size(each, limit-n)
		}
	}
	return n
}

// hasTwice reports whether two items of a list are equal.
func hasTwice(items []any) bool {
	seen := valueSet{}
	return slices.ContainsFunc(items, func(item any) bool { return !seen.add(item) })
}
