package coverage_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
)

// A document of a few megabytes may have half a million claims. The text lists some, and says how
// many more there are.
func TestTextListsTenThousandClaims(t *testing.T) {
	t.Parallel()
	values := make([]string, 12_000)
	for i := range values {
		values[i] = strconv.Itoa(i)
	}
	c, err := contract.Parse("a.json", []byte(`{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "A.",
 "content": {"application/json": {"schema": {"enum": [`+strings.Join(values, ",")+`]}}}}}}}}}`))
	require.NoError(t, err)
	var b strings.Builder
	require.NoError(t, coverage.New(c, coverage.Options{}).WriteText(&b))
	assert.Equal(t, 10_000, strings.Count(b.String(), "\n  a.json:"))
	assert.Contains(t, b.String(), "\n  and "+strconv.Itoa(len(c.Claims())-10_000)+" more, which the JSON lists\n")
}
