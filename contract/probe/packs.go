package probe

import (
	"context"

	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
)

// pack is a request that stands for several cases, each of which it has, and their indices.
type pack struct {
	testCase

	members []int
}

// packs combines the cases that a server must accept, so that fewer requests try them all.
func (p *Probe) packs(pl *plan) []pack {
	var groups [][]derive.RequestCase
	var members [][]int
	for i := range pl.cases {
		tc := &pl.cases[i]
		if _, ok := derive.Merge([]derive.RequestCase{tc.RequestCase}); !ok || tc.want != accept {
			continue
		}
		placed := false
		for g := range groups {
			if _, ok := derive.Merge(append(groups[g][:len(groups[g]):len(groups[g])], tc.RequestCase)); ok {
				groups[g], members[g] = append(groups[g], tc.RequestCase), append(members[g], i)
				placed = true
				break
			}
		}
		if !placed {
			groups, members = append(groups, []derive.RequestCase{tc.RequestCase}), append(members, []int{i})
		}
	}
	var all []pack
	for g := range groups {
		if len(groups[g]) < 2 {
			continue
		}
		merged, _ := derive.Merge(groups[g])
		if tc := p.classify(merged); tc.want == accept {
			all = append(all, pack{testCase: tc, members: members[g]})
		}
	}
	return all
}

// tryPack sends the request of a pack. It reports whether the server accepted it and nothing new is
// wrong with the answer, so that the cases need not be tried one by one.
func (w *worker) tryPack(ctx context.Context, p *pack) (bool, error) {
	findings, x, err := w.attempt(ctx, &p.testCase)
	if err != nil || x == nil {
		return false, err
	}
	for _, f := range findings {
		if !w.seen[f.Cause()] {
			return false, nil
		}
	}
	return succeeded(x), nil
}
