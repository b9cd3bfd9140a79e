//go:build mutants

package mutation_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// TestRulesHoldForEachKeyword uses a document that has every keyword, and thousands of exchanges
// that keep or break its claims. None of these exchanges may kill a mutant that a rule calls
// equivalent. The test takes long, so only make mutate runs it.
func TestRulesHoldForEachKeyword(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../testdata/every-keyword.yaml")
	require.NoError(t, err)
	doc, err := tree.Of(parsed(t, "a.yaml", document))
	require.NoError(t, err)
	var all []contract.Exchange
	for x := range derive.New(doc).Exchanges(t.Context()) {
		x.Source = contract.Source{File: fmt.Sprintf("%d.har", len(all))}
		all = append(all, x.Exchange)
	}
	mutants, err := mutation.Mutants(t.Context(), parsed(t, "a.yaml", document))
	require.NoError(t, err)
	runner, err := mutation.NewRunner(t.Context(), parsed(t, "a.yaml", document), all)
	require.NoError(t, err)
	// The runner finds SameOperations later, by the digests of operations. Other tests cover it.
	equivalent := slices.DeleteFunc(mutants, func(m mutation.Mutant) bool { return m.Equivalent == "" })
	assert.Greater(t, len(equivalent), 10)
	for _, o := range runner.Run(t.Context(), equivalent, nil).Outcomes {
		assert.Equal(t, mutation.Equivalent, o.State, "%s by %s", o.ID, o.By)
	}
}
