package jsonvalue_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

func TestPointerEscapesTokens(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 100)
	assert.Equal(t, "/a/b~1c/d~0e/"+long+"~1", jsonvalue.Pointer("/a", "b/c", "d~e", long+"/"))
	assert.Equal(t, []string{"a", "b/c", "d~e"}, jsonvalue.Tokens(jsonvalue.Pointer("", "a", "b/c", "d~e")))
	assert.Equal(t, "/", jsonvalue.Pointer("", ""))
	assert.Empty(t, jsonvalue.Pointer(""))
}

func TestWithoutIndices(t *testing.T) {
	t.Parallel()
	for pointer, want := range map[string]string{
		"": "", "/": "/", "/a": "/a", "/0": "/*", "/a/10/b": "/a/*/b", "/a/10/20": "/a/*/*", "/a1/1a": "/a1/1a", "/a//0": "/a//*", "/0/": "/*/",
	} {
		assert.Equal(t, want, jsonvalue.WithoutIndices(pointer), "%q", pointer)
	}
}
