package derive_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// A property or item that no other keyword evaluates breaks unevaluatedProperties or
// unevaluatedItems. A check reports the same finding.
func TestUnevaluated(t *testing.T) {
	t.Parallel()
	const file = "../../testdata/every-later-keyword.yaml"
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	c, err := contract.Parse(file, text)
	require.NoError(t, err)
	doc, err := tree.Of(c)
	require.NoError(t, err)
	kept, broken := map[string]bool{}, map[string]bool{}
	for o := range derive.Operations(doc) {
		for r := range o.Requests() {
			if !strings.Contains(r.Claim, "/unevaluated") {
				continue
			}
			var got []derive.Finding
			for _, f := range c.Check(&contract.Exchange{Request: r.Request}) {
				got = append(got, derive.Finding{Severity: f.Severity, Rule: f.Rule, At: f.At, Document: f.Document.Pointer})
			}
			slices.SortFunc(got, derive.Finding.Compare)
			assert.Equal(t, r.Findings, got, "%s: %s", r.Claim, r.Request.Body)
			in := map[bool]map[string]bool{true: kept, false: broken}[len(r.Findings) == 0]
			in[r.Claim[strings.LastIndex(r.Claim, "/properties/"):]] = true
		}
	}
	assert.Len(t, broken, 4, "%v", broken)
	assert.Len(t, kept, 2, "%v", kept)
}
