package probe_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// The probe plans requests for each operation of several documents: documents that use every
// keyword, in OpenAPI 3.0 and 3.2, and a document in several files.
func TestPlans(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"every-keyword.yaml", "every-later-keyword.yaml", "library/openapi.yaml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := contract.Load(t.Context(), "../testdata/"+name)
			require.NoError(t, err)
			p, err := probe.New(c, http.NotFoundHandler())
			require.NoError(t, err)
			defer func() { assert.NoError(t, p.Close()) }()
			var plan strings.Builder
			require.NoError(t, p.WritePlan(t.Context(), &plan))
			assert.NotContains(t, plan.String(), "no request was found")
			assert.Len(t, c.Operations(), strings.Count(plan.String(), "\n")-3, "each has a line between the heads and the sum\n%s", plan.String())
		})
	}
}
