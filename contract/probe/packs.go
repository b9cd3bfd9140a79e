package probe

import (
	"context"

	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
)

// pack is a request that combines several cases, with the indices of the cases.
type pack struct {
	testCase

	members []int
}

// packs combines cases that the server must accept, so that the probe needs fewer requests.
func (p *Probe) packs(pl *plan) []pack {
	var cases []derive.RequestCase
	var indices []int
	for i := range pl.cases {
		if pl.cases[i].want == accept {
			cases, indices = append(cases, pl.cases[i].RequestCase), append(indices, i)
		}
	}
	var all []pack
	for _, each := range derive.Packs(cases) {
		tc := p.classify(each.RequestCase)
		if tc.want != accept {
			continue
		}
		packed := pack{testCase: tc}
		for _, member := range each.Members {
			packed.members = append(packed.members, indices[member])
		}
		all = append(all, packed)
	}
	return all
}

// tryPack sends the request of a pack. It returns true if the server accepts the request and the
// response has no new finding. Then the probe doesn't try the cases one by one.
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
