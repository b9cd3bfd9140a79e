package jsonvalue_test

import (
	"bytes"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Values take up to a hundred times as much memory as their text, so a text with very many is not
// decoded.
func TestDecodeBoundsTheNumberOfValues(t *testing.T) {
	t.Parallel()
	for _, flawed := range []func(jsonvalue.Flaw, jsontext.Pointer){nil, func(jsonvalue.Flaw, jsontext.Pointer) {}} {
		_, err := jsonvalue.Decode([]byte("["+string(bytes.Repeat([]byte("1,"), jsonvalue.MaxValues))+"1]"), flawed)
		require.ErrorIs(t, err, jsonvalue.ErrManyValues)
	}
	long := `"` + string(bytes.Repeat([]byte(`,[\"{`), jsonvalue.MaxValues)) + `"`
	value, err := jsonvalue.Decode([]byte(long), nil)
	require.NoError(t, err)
	assert.IsType(t, "", value, "a string is one value, whatever is in it")
}

func TestHasMoreThan(t *testing.T) {
	t.Parallel()
	text := []byte(`[1, "a,\"[{", {"b": [], "c": 2}]`) // It counts three commas, two brackets and a brace.
	assert.True(t, jsonvalue.HasMoreThan(5, text))
	assert.False(t, jsonvalue.HasMoreThan(6, text))
}
