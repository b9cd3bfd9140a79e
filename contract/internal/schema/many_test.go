package schema_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// repeat returns n copies of a text. In each copy, %d is replaced by its number.
func repeat(n int, text string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = strings.ReplaceAll(text, "%d", strconv.Itoa(i))
	}
	return strings.Join(all, ", ")
}

// TestLongEnums checks that a long enum has the same meaning as a short enum.
func TestLongEnums(t *testing.T) {
	t.Parallel()
	s := compile(t, `{enum: [`+repeat(100, "{a: %d, b: [x]}")+`, 5, "5", "é", 1e999999999, true]}`)
	for value, valid := range map[string]bool{
		`{"b": ["x"], "a": 70.0}`: true, `50e-1`: true, `"5"`: true, `"\u00e9"`: true, `10e999999998`: true, `true`: true,
		`{"a": 70}`: false, `{"a": 100, "b": ["x"]}`: false, `6`: false, `"true"`: false, `null`: false, `[5]`: false, `1e999999998`: false,
	} {
		assert.Equal(t, valid, len(schema.Validate(s, decode(t, value), schema.Request)) == 0, value)
	}
}

// TestManyPartsAreCheckedOnce checks that each of many schemas under allOf is checked once, even if
// it occurs several times.
func TestManyPartsAreCheckedOnce(t *testing.T) {
	t.Parallel()
	parts := repeat(100, "&a%d {properties: {p%d: {type: string}}}")
	s := compile(t, `{allOf: [`+parts+`, `+repeat(100, "*a%d")+`]}`)
	found := schema.Validate(s, decode(t, `{`+repeat(100, `"p%d": 1`)+`}`), schema.Request)
	assert.Len(t, found, 100)
	for i := range found {
		assert.Zero(t, found[i].More)
	}
}

// TestBranchesKeepFewMismatches checks that the mismatches of thousands of branches don't fill the
// memory. Mismatches that are left out are counted, so the closest branch is still found.
func TestBranchesKeepFewMismatches(t *testing.T) {
	t.Parallel()
	branch := func(n int) string { return fmt.Sprintf("{required: [%s]}", repeat(n, "p%d")) }
	s := compile(t, `{anyOf: [`+branch(400)+`, `+branch(300)+`, `+branch(500)+`]}`)
	found := schema.Validate(s, decode(t, `{"a": 1}`), schema.Request)
	require.Len(t, found, 1)
	closest := found[0].Closest
	require.Len(t, closest, 50)
	assert.True(t, closest[49].IsRest)
	assert.Equal(t, 250, closest[49].More)
}
