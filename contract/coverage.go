package contract

import (
	"cmp"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/claim"
)

// Claim is one statement of a document about the API, small enough that one exchange can cover it.
// For example, a claim says that a property may be absent, or that the API accepts a string of
// exactly minLength characters.
type Claim struct {
	// ID consists of the kind, the JSON pointer and the aspect, so it stays the same when lines
	// move. If an overlay makes the claim, the ID ends with the location of the overlay.
	ID     string
	Kind   ClaimKind
	Aspect Aspect
	// Side says which half of an exchange can cover the claim. It is empty if either half can.
	Side Side
	// Place is where the document makes the claim. The claims of a component have the component's
	// place, however many references point to it.
	Place Place
	// Unreachable reports whether no operation refers to the place. No exchange can cover an
	// unreachable claim.
	Unreachable bool
}

// String returns the kind, the aspect and the JSON pointer.
func (c Claim) String() string {
	return string(c.Kind) + " " + string(c.Aspect) + " " + c.Place.Pointer
}

// ClaimKind is the kind of thing that a [Claim] is about.
type ClaimKind string

// The kinds of claims.
const (
	OperationClaim  = ClaimKind(claim.Operation)
	StatusClaim     = ClaimKind(claim.Status)
	MediaTypeClaim  = ClaimKind(claim.MediaType)
	BodyClaim       = ClaimKind(claim.Body) // The body of a request.
	ParameterClaim  = ClaimKind(claim.Parameter)
	HeaderClaim     = ClaimKind(claim.Header) // A header of a response.
	SecurityClaim   = ClaimKind(claim.Security)
	PropertyClaim   = ClaimKind(claim.Property)
	NullClaim       = ClaimKind(claim.Null)
	EnumClaim       = ClaimKind(claim.Enum)
	BranchClaim     = ClaimKind(claim.Branch) // A branch of anyOf or oneOf.
	ConstraintClaim = ClaimKind(claim.Constraint)
	InvariantClaim  = ClaimKind(claim.Invariant)
)

// ClaimKinds returns all kinds, in the order in which reports show them.
func ClaimKinds() []ClaimKind {
	return []ClaimKind{
		OperationClaim, StatusClaim, MediaTypeClaim, BodyClaim, ParameterClaim, HeaderClaim, SecurityClaim, PropertyClaim, NullClaim, EnumClaim,
		BranchClaim, ConstraintClaim, InvariantClaim,
	}
}

// Aspect is what a [Claim] states about its place.
type Aspect string

// The aspects of claims.
const (
	// Used states that something occurs: an operation, a status, a media type, a security scheme, a
	// value of an enum, or a branch.
	Used = Aspect(claim.Used)
	// Present states that something optional occurs, Absent that it is missing, and IsNull that it
	// is null.
	Present = Aspect(claim.Present)
	Absent  = Aspect(claim.Absent)
	IsNull  = Aspect(claim.IsNull)
	// Kept states that a value satisfies a constraint. AtEdge states that a value is exactly at the
	// bound. For instance, a string has exactly minLength characters.
	Kept   = Aspect(claim.Kept)
	AtEdge = Aspect(claim.AtEdge)
	// BrokenAndRejected states that the server answers with a documented 4xx if a request breaks
	// the constraint.
	BrokenAndRejected = Aspect(claim.Rejected)
	// Held states that an invariant holds for an exchange that its when expression selects.
	Held = Aspect(claim.Held)
)

// Claims returns all claims of the document, each once, in the order of the lines.
func (c *Contract) Claims() []Claim {
	claims := make([]Claim, 0, len(c.claims().Claims()))
	known := map[string]int{}
	for _, of := range c.all() {
		for _, s := range of.claims().Claims() {
			if i, isKnown := known[s.ID]; isKnown { // Two versions have the same line in their documents.
				claims[i].Unreachable = claims[i].Unreachable && s.Unreachable
				continue
			}
			known[s.ID] = len(claims)
			claims = append(claims, Claim{
				ID: s.ID, Kind: ClaimKind(s.Kind), Aspect: Aspect(s.Aspect), Side: Side(s.Side), Place: Place(s.Place), Unreachable: s.Unreachable,
			})
		}
	}
	if c.versions != nil {
		slices.SortStableFunc(claims, func(a, b Claim) int {
			return cmp.Or(a.Place.Compare(b.Place), cmp.Compare(a.Place.Pointer, b.Place.Pointer))
		})
	}
	return claims
}

// Covered is a claim that an exchange covers.
type Covered struct {
	// Claim is the [Claim.ID] of the covered claim.
	Claim string
	// At is the first location in the message that covers the claim.
	At Location
}

// Cover adds the exchange to the session. It returns the findings, as [Session.Check] does, and the
// claims that the exchange covers, in the order of [Contract.Claims].
//
// Only the parts of a message that agree with the document cover claims. Nothing is covered at a
// place that has a violation. A request covers the claims about what it sends, unless the server
// refused it. If a request has no response, Cover assumes that the server accepted it. A rejected
// request covers the claim that the server rejects such requests, but only if the request has no
// other mistake: otherwise nobody knows which mistake the server found. Cover takes several times
// as long as Check.
func (s *Session) Cover(x *Exchange) ([]Finding, []Covered) {
	v, last := s.add(x)
	findings := s.check(v, last)
	exchange := &claim.Exchange{Exchange: &v.read, Held: v.held}
	for _, f := range findings {
		switch f.Severity {
		case Rejected:
			exchange.Rejected = append(exchange.Rejected, claim.Rejection{
				Breach: claim.Breach{Rule: f.Rule.Keyword, Pointer: f.Document.Pointer},
				At:     claim.Location{In: string(f.At.In), Name: f.At.Name, Pointer: f.At.Pointer},
			})
		case Violation:
			exchange.Violated = append(exchange.Violated, f.Document.Pointer)
		case Drift:
		}
	}
	index := v.contract.claims()
	var all []Covered
	for _, covered := range index.Cover(exchange) {
		at := Location{In: In(covered.At.In), Name: v.withoutSecrets(covered.At.Name), Pointer: v.withoutSecrets(covered.At.Pointer)}
		all = append(all, Covered{Claim: index.Claims()[covered.Claim].ID, At: at})
	}
	return findings, all
}
