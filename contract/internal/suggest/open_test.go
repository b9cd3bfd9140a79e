package suggest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The document is read when the first edits are looked for, and not again.
func TestTheDocumentIsReadOnce(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("a.yaml", []byte("{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {}}"))
	require.NoError(t, err)
	s := New(c, func(file string) string { return file })
	assert.Nil(t, s.files)
	none := func(func(*contract.Exchange, error) bool) {}
	_, _, err = s.Suggest(t.Context(), nil, none)
	require.NoError(t, err)
	files, tree, parts := s.files, s.tree, s.parts
	require.NotNil(t, files)
	_, _, err = s.Suggest(t.Context(), nil, none)
	require.NoError(t, err)
	assert.Same(t, files, s.files)
	assert.Same(t, tree, s.tree)
	assert.Same(t, parts, s.parts)
}
