package probe

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
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
	for _, claim := range p.contract.Claims() {
		if claim.Side != contract.RequestSide && claim.Kind != contract.OperationClaim || claim.Unreachable {
			continue
		}
		all++
		if !r.Covered[claim.ID] {
			left = append(left, Unreached{Claim: claim, Reason: p.reason(claim, r, done)})
		}
	}
	return left, all
}

// reason returns the reason why no exchange covers a claim.
func (p *Probe) reason(claim contract.Claim, r *Result, done []*worker) string {
	for _, w := range done {
		o := w.plan.operation
		if why := o.Reason(claim.Place.Pointer); why != "" && claim.Aspect == contract.BrokenAndRejected {
			return why
		}
		if strings.HasPrefix(claim.Place.Pointer, o.Place()) && w.plan.reason != "" {
			return w.plan.reason
		}
		for at, why := range o.Unmade() {
			if claim.Place.Pointer == at || strings.HasPrefix(claim.Place.Pointer, at+"/") {
				return why
			}
		}
	}
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
