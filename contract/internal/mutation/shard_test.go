package mutation_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
)

// Each mutant is in exactly one shard, and has its own ID, so that the results of shards can be
// merged.
func TestEachMutantIsInOneShard(t *testing.T) {
	t.Parallel()
	documents := map[string][]byte{"openapi.yaml": polytomic.OpenAPI()}
	for _, name := range []string{"every-keyword.yaml", "every-later-keyword.yaml"} {
		text, err := os.ReadFile("../../testdata/" + name)
		require.NoError(t, err)
		documents[name] = text
	}
	for name, text := range documents {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := contract.Parse(name, text)
			require.NoError(t, err)
			mutants, err := mutation.Mutants(t.Context(), c)
			require.NoError(t, err)
			require.Greater(t, len(mutants), 10)
			tried := map[string]int{}
			for i := range 8 {
				shard, err := mutation.ParseShard(fmt.Sprintf("%d/8", i+1))
				require.NoError(t, err)
				of := shard.Of(mutants)
				assert.InDelta(t, len(mutants)/8, len(of), 1)
				for _, m := range of {
					tried[m.ID]++
				}
			}
			require.Len(t, tried, len(mutants))
			for id, count := range tried {
				assert.Equal(t, 1, count, id)
			}
		})
	}
}

func TestParseShard(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"0/8", "9/8", "-1/8", "a/b", "3", "3/", "/3", "1/10001", "1/2/3"} {
		_, err := mutation.ParseShard(bad)
		require.EqualError(t, err, fmt.Sprintf("%q is not a shard; give the third of eight as 3/8", bad))
	}
	only, err := mutation.ParseShard("")
	require.NoError(t, err)
	assert.Len(t, only.Of(make([]mutation.Mutant, 5)), 5)
}
