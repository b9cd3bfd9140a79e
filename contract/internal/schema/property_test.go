package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPropertiesAreFoundByName(t *testing.T) {
	t.Parallel()
	for _, count := range []int{0, 1, 5, 100} {
		var names []string
		var text strings.Builder
		text.WriteString("{properties: {")
		for i := range count {
			names = append(names, fmt.Sprintf("p%d", i))
			_, _ = fmt.Fprintf(&text, "p%d: {maxLength: %d},", count-1-i, count-1-i)
		}
		s := compile(t, text.String()+"}}")
		for i, name := range names {
			assert.Equal(t, uint64(i), *s.Properties.Get(name).MaxLength, name)
		}
		for _, name := range []string{"", "p", "p100", "z"} {
			assert.Nil(t, s.Properties.Get(name), name)
		}
		slices.Sort(names)
		var all []string
		for name := range s.Properties.All() {
			all = append(all, name)
		}
		assert.Equal(t, names, all)
	}
}

// Schemas share equal limits and equal assertions, and no others.
func TestEqualPartsAreShared(t *testing.T) {
	t.Parallel()
	s := compile(t, `{properties: {
  a: {maxLength: 5, required: [a, b]}, b: {maxLength: 5, required: [a, b]}, c: {maxLength: 6, required: ["a\0b"]}, d: {maxLength: 5, minLength: 5, required: ["a\" \"b"]}
}}`)
	var limits, required []string
	for _, property := range s.Properties {
		limits = append(limits, fmt.Sprint(property.Schema.MinLength, *property.Schema.MaxLength))
		required = append(required, strings.Join(property.Schema.Required, "+"))
	}
	assert.Equal(t, []string{"0 5", "0 5", "0 6", "5 5"}, limits)
	assert.Equal(t, []string{"a+b", "a+b", "a\x00b", `a" "b`}, required)
	assert.Same(t, s.Properties.Get("a").Limits, s.Properties.Get("b").Limits)
	assert.NotSame(t, s.Properties.Get("a").Limits, s.Properties.Get("d").Limits)
	assert.Same(t, s.Properties.Get("a").Assertions, s.Properties.Get("b").Assertions)
}
