package probe

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// A request covers thousands of claims if an object has thousands of properties that may be absent.
// Then fewer requests are considered, and the plan says about how many are missing.
func TestManyClaims(t *testing.T) {
	t.Parallel()
	const n = 1000
	var properties, paths strings.Builder
	for i := range n {
		fmt.Fprintf(&properties, "p%d: {type: string}, ", i)
	}
	for i := range 300 { // The work for the document is divided between its operations.
		fmt.Fprintf(&paths, "  /o%d: {get: {responses: {'204': {description: Fine.}}}}\n", i)
	}
	c, err := contract.Parse("wide.yaml", []byte(`
openapi: 3.0.3
info: {title: Wide, version: "1"}
paths:
  /wide:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {`+properties.String()+`}}}}}
      responses: {"204": {description: Fine.}}
`+paths.String()))
	require.NoError(t, err)
	p, err := New(c, http.NotFoundHandler())
	require.NoError(t, err)
	p.makePlans(t.Context())
	pl := p.plans[0]
	require.Equal(t, http.MethodPost, pl.operation.Method)
	considered := 0
	for range pl.operation.Requests(t.Context()) {
		considered++
	}
	without := pl.operation.Omitted()
	p.choose(t.Context(), pl)
	assert.NotEmpty(t, pl.cases)
	assert.Less(t, len(pl.cases), considered/10)
	assert.Greater(t, pl.operation.Omitted(), without)
}
