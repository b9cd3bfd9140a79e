package document_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// The first key that a mapping has twice is an error, wherever the mapping is.
func TestLoadYAMLRefusesKeysThatRepeat(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ line, column int }{
		"a: 1\nb: 2\na: 3\na: 4\n":       {3, 1},
		"- c: {a: 1, \"a\": 2}\n":        {1, 13},
		"x: &n a\ny: {a: 1, *n : 2}\n":   {2, 11},
		"? {a: 1, a: 2}\n: 1\n":          {1, 10},
		"<<: {a: 1}\nb: 2\n<<: {c: 1}\n": {3, 1},
		strings.Repeat("a: 1\n", 1000):   {2, 1},
	} {
		var value any
		load, ok := errors.AsType[*yaml.LoadError](document.LoadYAML([]byte(text), &value))
		require.True(t, ok, "%.100s", text)
		assert.Equal(t, want.line, load.Mark.Line, "%.100s", text)
		assert.Equal(t, want.column, load.Mark.Column, "%.100s", text)
		assert.NotContains(t, load.Message, "a:")
	}
	var value any
	require.NoError(t, document.LoadYAML([]byte("a: {a: 1}\nb: [{a: 1}, {a: 2}]\n"), &value))
	assert.Equal(t, map[string]any{"a": map[string]any{"a": 1}, "b": []any{map[string]any{"a": 1}, map[string]any{"a": 2}}}, value)
}

// The YAML library doesn't compare each two keys. Its comparison takes all lists as keys for equal,
// so the error about the second list shows whether it compares. Without the comparison, the error
// is about the first list, which is no name.
func TestLoadNodeComparesNoKeys(t *testing.T) {
	t.Parallel()
	var value map[string]int
	load, ok := errors.AsType[*yaml.LoadError](document.LoadYAML([]byte("? [a]\n: 1\n? [b]\n: 2\n"), &value))
	require.True(t, ok)
	assert.Equal(t, 1, load.Mark.Line)
}
