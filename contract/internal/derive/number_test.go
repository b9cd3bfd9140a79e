package derive

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// A number of millions of digits would take minutes to read.
func TestLongNumbersAreNotRead(t *testing.T) {
	t.Parallel()
	digits := strings.Repeat("9", maxLiteral)
	doc, err := document.Parse("a.yaml", []byte("{short: "+digits+", long: "+digits+"9}"))
	require.NoError(t, err)
	assert.NotNil(t, number(doc.Root().Get("short")))
	assert.Nil(t, number(doc.Root().Get("long")))
	assert.Equal(t, 1, exact(json.Number(digits)).Sign())
	assert.Zero(t, exact(json.Number(digits+"9")).Sign())
}
