// Package claim lists what a document says of an API, one small claim at a time, and finds the claims that an exchange covers.
//
//	index := claim.New(api, invariants)
//	for _, covered := range index.Cover(x, nil) {
//		fmt.Println(index.Claims()[covered.Claim].ID, covered.At)
//	}
package claim

import (
	"cmp"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// Claim is one thing that a document says of the API, so small that one exchange can cover it: that a property may be absent, or that a
// string of exactly minLength characters is accepted.
type Claim struct {
	// ID is made of the kind, the JSON pointer and the aspect, so that it stays the same when lines move.
	ID     string
	Kind   Kind
	Aspect Aspect
	// Side is the half of an exchange that can cover it; empty where either can.
	Side schema.Side
	// Place is where the document says it: what is referred to says it at its own place, once.
	Place document.Place
	// Unreachable says that no operation refers to it, so that no exchange can cover it.
	Unreachable bool
}

// Kind is what in a document claims something.
type Kind string

// The kinds of claims.
const (
	Operation  Kind = "operation"
	Status     Kind = "status"
	MediaType  Kind = "media-type"
	Body       Kind = "body" // Of a request.
	Parameter  Kind = "parameter"
	Header     Kind = "header" // Of a response.
	Security   Kind = "security"
	Property   Kind = "property"
	Null       Kind = "null"
	Enum       Kind = "enum"
	Branch     Kind = "branch" // Of anyOf and oneOf.
	Constraint Kind = "constraint"
	Invariant  Kind = "invariant"
)

// Aspect is the part of what it says that a [Claim] is about.
type Aspect string

// The aspects of claims.
const (
	// Used says that it is there in an exchange: an operation, a status, a media type, a value of an enum.
	Used Aspect = "used"
	// Present says that what may be there is there, and Absent that it is not.
	Present Aspect = "present"
	Absent  Aspect = "absent"
	// IsNull says that a value is null.
	IsNull Aspect = "null"
	// Kept says that a value is as a constraint asks, and AtEdge that it is so by a hair: one character less would be too few.
	Kept   Aspect = "kept"
	AtEdge Aspect = "edge"
	// Rejected says that a request that breaks the constraint gets a documented 4xx.
	Rejected Aspect = "rejected"
	// Held says that an invariant holds where its premise is true.
	Held Aspect = "held"
)

// Index is the claims of a document, and how they are found. It does not change, so any number of goroutines may use one at the same time.
type Index struct {
	api        *message.API
	invariants *invariant.Set
	claims     []Claim
	// found are the claims by what makes them.
	found map[key]int
	// rejected are the claims that requests are rejected, by what a finding about such a request says.
	rejected map[Breach]int
	byID     map[string]int
}

// key is a part of what makes a claim: of a node of the document, or of what was read from it.
type key struct {
	holder any
	part   string
	aspect Aspect
}

// Breach is a rule that a request breaks at a place of the document.
type Breach struct {
	// Rule is the keyword of the schema, or another rule about requests.
	Rule string
	// Pointer is the JSON pointer of the place in the document.
	Pointer string
}

// New lists the claims of a document.
func New(api *message.API, invariants *invariant.Set) *Index {
	x := &Index{api: api, invariants: invariants, found: map[key]int{}, rejected: map[Breach]int{}, byID: map[string]int{}}
	w := &walk{Index: x, reached: map[*document.Node]reach{}}
	for _, o := range api.Operations {
		w.operation(o)
	}
	for _, i := range invariants.ByID {
		w.add(key{i, "", Held}, Invariant, "", i.Node.Place())
	}
	w.schemas()
	w.unreachable()
	x.sort()
	return x
}

// Claims returns everything that the document claims, each claim once, in the order of its lines. It must not be changed.
func (x *Index) Claims() []Claim { return x.claims }

// sort puts the claims into the order of the document. What it says at one place stays in the order of its pointers.
func (x *Index) sort() {
	order := make([]int, len(x.claims))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		p, q := x.claims[a].Place, x.claims[b].Place
		return cmp.Or(cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column), cmp.Compare(p.Pointer, q.Pointer))
	})
	moved, claims := make([]int, len(order)), make([]Claim, len(order))
	for to, from := range order {
		moved[from], claims[to] = to, x.claims[from]
	}
	x.claims = claims
	move(x.found, moved)
	move(x.rejected, moved)
	move(x.byID, moved)
}

func move[K comparable](indices map[K]int, to []int) {
	for k, i := range indices {
		indices[k] = to[i]
	}
}

// walk goes through a document and collects its claims.
type walk struct {
	*Index

	// reached are the schemas and other components that were reached, and order the schemas in that order.
	reached map[*document.Node]reach
	order   []*schema.Schema
	// lost says that no operation refers to where the walk is now.
	lost bool
}

// add adds a claim, or finds the one that is there, and remembers what makes it.
func (w *walk) add(k key, kind Kind, side schema.Side, place document.Place) int {
	id := string(kind) + " " + place.Pointer + " " + string(k.aspect)
	i, ok := w.byID[id]
	if !ok {
		i = len(w.claims)
		w.claims = append(w.claims, Claim{ID: id, Kind: kind, Aspect: k.aspect, Side: side, Place: place, Unreachable: w.lost})
		w.byID[id] = i
	}
	if k.holder != nil {
		w.found[k] = i
	}
	return i
}

// breakable adds the claim that a request that breaks a rule is rejected. The finding is about a node of the document.
func (w *walk) breakable(kind Kind, place document.Place, rule string, finding *document.Node) {
	if w.lost {
		return // No request reaches it.
	}
	w.rejected[Breach{rule, finding.Pointer()}] = w.add(key{aspect: Rejected}, kind, schema.Request, place)
}

// placeOf returns the place of a part of a node.
func placeOf(node *document.Node, tokens ...string) document.Place {
	if part := node.At(tokens...); part != nil {
		return part.Place()
	}
	place := node.Place()
	place.Pointer = jsonvalue.Pointer(place.Pointer, tokens...)
	return place
}
