package slab_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/slab"
)

func TestValuesAreApart(t *testing.T) {
	t.Parallel()
	var s slab.Slab[int]
	var all [][]int
	for n := range 700 {
		made := s.Make(n)
		assert.Empty(t, made)
		assert.Equal(t, n, cap(made))
		for range n + 1 { // The last value doesn't fit.
			made = append(made, n)
		}
		all = append(all, made)
		*s.New() = -1
	}
	for n, made := range all {
		for _, value := range made {
			assert.Equal(t, n, value)
		}
	}
}

// It isn't parallel, because it counts the allocations of the whole program.
func TestASlabNeedsFewPieces(t *testing.T) { //nolint:paralleltest // See above.
	allocations := testing.AllocsPerRun(10, func() {
		var s slab.Slab[int]
		for range 10_000 {
			s.New()
		}
	})
	assert.Less(t, allocations, 40.0)
}
