package probe

import (
	"cmp"
	"maps"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Unreached is a claim about requests that no exchange covers.
type Unreached struct {
	Claim contract.Claim
	// Reason says in a few words why no exchange covers the claim, as far as the probe knows.
	Reason string
}

// unreached returns the claims about requests that no exchange covers. It also returns the number
// of all claims about requests.
func (p *Probe) unreached(r *Result, done []*worker) (left []Unreached, all int) {
	known := p.reasons(done)
	for _, claim := range p.contract.Claims() {
		if claim.Side != contract.RequestSide && claim.Kind != contract.OperationClaim || claim.Unreachable {
			continue
		}
		all++
		if !r.Covered[claim.ID] {
			left = append(left, Unreached{Claim: claim, Reason: cmp.Or(known.of(claim), reasonFor(claim, r))})
		}
	}
	return left, all
}

// reasons has the reasons why no exchange covers claims, by JSON pointers. A document may have very
// many claims and operations, so the operations are not searched for each claim.
type reasons struct {
	derivation *derive.Derivation
	// unbroken has the claims that no request breaks.
	unbroken map[string]string
	// below has the reasons for everything that the pointers lead to.
	below map[string]string
}

func (p *Probe) reasons(done []*worker) *reasons {
	r := &reasons{p.derivation, map[string]string{}, map[string]string{}}
	for _, w := range done {
		maps.Insert(r.unbroken, w.plan.operation.Reasons())
		maps.Copy(r.below, w.plan.operation.Unmade())
	}
	for _, w := range done {
		if w.plan.reason != "" {
			r.below[w.plan.operation.Place()] = w.plan.reason
		}
	}
	return r
}

// of returns the reason why no exchange covers a claim. It returns an empty string if it is not
// known.
func (r *reasons) of(claim contract.Claim) string {
	at := claim.Place.Pointer
	if claim.Aspect == contract.BrokenAndRejected {
		if why := cmp.Or(r.unbroken[at], r.derivation.Reason(at)); why != "" {
			return why
		}
	}
	for {
		if why := r.below[at]; why != "" {
			return why
		}
		parent, _ := document.CutLast(at)
		if parent == at {
			return ""
		}
		at = parent
	}
}

// reasonFor returns the reason that is left if no other is known.
func reasonFor(claim contract.Claim, r *Result) string {
	switch {
	case r.Stopped != "":
		return r.Stopped
	case claim.Kind == contract.SecurityClaim && claim.Aspect == contract.Used:
		return "no credential of this kind was given"
	case claim.Aspect == contract.BrokenAndRejected:
		return "no request that breaks only this was refused with a documented 4xx"
	default:
		return "no request that shows it was accepted"
	}
}
