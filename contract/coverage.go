package contract

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/claim"
)

// Claim is one thing that a document says of the API, so small that one exchange can cover it: that a property may be absent, or that a
// string of exactly minLength characters is accepted.
type Claim struct {
	// ID is made of the kind, the JSON pointer and the aspect, so that it stays the same when lines move.
	ID     string
	Kind   ClaimKind
	Aspect Aspect
	// Side is the half of an exchange that can cover it; empty where either can.
	Side Side
	// Place is where the document says it: what is referred to says it at its own place, once.
	Place Place
	// Unreachable says that no operation refers to it, so that no exchange can cover it.
	Unreachable bool
}

// String returns the kind, the aspect and the pointer.
func (c Claim) String() string {
	return string(c.Kind) + " " + string(c.Aspect) + " " + c.Place.Pointer
}

// ClaimKind is what in a document claims something.
type ClaimKind string

// The kinds of claims.
const (
	OperationClaim  = ClaimKind(claim.Operation)
	StatusClaim     = ClaimKind(claim.Status)
	MediaTypeClaim  = ClaimKind(claim.MediaType)
	BodyClaim       = ClaimKind(claim.Body) // Of a request.
	ParameterClaim  = ClaimKind(claim.Parameter)
	HeaderClaim     = ClaimKind(claim.Header) // Of a response.
	SecurityClaim   = ClaimKind(claim.Security)
	PropertyClaim   = ClaimKind(claim.Property)
	NullClaim       = ClaimKind(claim.Null)
	EnumClaim       = ClaimKind(claim.Enum)
	BranchClaim     = ClaimKind(claim.Branch) // Of anyOf and oneOf.
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

// Aspect is the part of what it says that a [Claim] is about.
type Aspect string

// The aspects of claims.
const (
	// Used says that it is there in an exchange: an operation, a status, a media type, a value of an enum.
	Used = Aspect(claim.Used)
	// Present says that what may be there is there, Absent that it is not, and IsNull that it is null.
	Present = Aspect(claim.Present)
	Absent  = Aspect(claim.Absent)
	IsNull  = Aspect(claim.IsNull)
	// Kept says that a value is as a constraint asks, and AtEdge that it is so by a hair: one character less would be too few.
	Kept   = Aspect(claim.Kept)
	AtEdge = Aspect(claim.AtEdge)
	// BrokenAndRejected says that a request that breaks the constraint gets a documented 4xx.
	BrokenAndRejected = Aspect(claim.Rejected)
	// Held says that an invariant holds where its premise is true.
	Held = Aspect(claim.Held)
)

// Claims returns everything that the document claims, each claim once, in the order of its lines.
func (c *Contract) Claims() []Claim {
	source := c.claims().Claims()
	claims := make([]Claim, len(source))
	for i, s := range source {
		claims[i] = Claim{
			ID: s.ID, Kind: ClaimKind(s.Kind), Aspect: Aspect(s.Aspect), Side: Side(s.Side), Place: Place(s.Place), Unreachable: s.Unreachable,
		}
	}
	return claims
}

// Covered is a claim that an exchange covers.
type Covered struct {
	// Claim is the [Claim.ID].
	Claim string
	// At is the first location in the message that covers it.
	At Location
}

// Cover adds the exchange to the session and returns what [Session.Check] does, and which claims of the document the exchange covers, in the order of
// [Contract.Claims].
//
// Of a message, only what agrees with the document counts, and nothing is covered at a place of the document that a violation is about. A request
// covers what it holds unless the server refused it: the response is below 400, or there is none to see. A request that is rejected covers that what it
// breaks is rejected, if it breaks nothing else: of several mistakes nobody can say which one the server found. A check costs several times less.
func (s *Session) Cover(x *Exchange) ([]Finding, []Covered) {
	v, last := s.add(x)
	findings := v.check(last)
	exchange := &claim.Exchange{Exchange: v.read}
	if x.Response != nil {
		exchange.Facts = v.facts(last)
	}
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
	index := s.contract.claims()
	var all []Covered
	for _, covered := range index.Cover(exchange) {
		at := Location{In: In(covered.At.In), Name: v.withoutSecrets(covered.At.Name), Pointer: v.withoutSecrets(covered.At.Pointer)}
		all = append(all, Covered{Claim: index.Claims()[covered.Claim].ID, At: at})
	}
	return findings, all
}
