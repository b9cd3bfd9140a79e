// Package claim lists what a document says about an API as small claims, such as that an operation
// answers with the status 404, and finds the claims that an exchange covers.
//
//	index := claim.New(api, invariants)
//	for _, covered := range index.Cover(&claim.Exchange{Exchange: x}) {
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

// Claim is one statement of a document about the API, small enough for one exchange to cover: that
// a property may be absent, for example, or that a string of exactly minLength characters is
// accepted.
type Claim struct {
	// ID is made of the kind, the JSON pointer and the aspect, so it stays the same when lines
	// move. It ends in the location of the overlay if an overlay makes the claim.
	ID     string
	Kind   Kind
	Aspect Aspect
	// Side is the half of an exchange that can cover the claim, or empty if either half can.
	Side schema.Side
	// Place is where the document makes the claim. A component has its claims at its own place,
	// however many references point to it.
	Place document.Place
	// Unreachable reports whether no operation refers to the place, so that no exchange can cover
	// the claim.
	Unreachable bool
}

// Kind is the kind of thing that a [Claim] is about.
type Kind string

// The kinds of claims.
const (
	Operation  Kind = "operation"
	Status     Kind = "status"
	MediaType  Kind = "media-type"
	Body       Kind = "body" // The body of a request.
	Parameter  Kind = "parameter"
	Header     Kind = "header" // A header of a response.
	Security   Kind = "security"
	Property   Kind = "property"
	Null       Kind = "null"
	Enum       Kind = "enum"   // A value of an enum, or a const.
	Branch     Kind = "branch" // A schema under anyOf or oneOf, or an outcome of an if.
	Constraint Kind = "constraint"
	Invariant  Kind = "invariant"
)

// Aspect is what a [Claim] states about its place.
type Aspect string

// The aspects of claims.
const (
	// Used states that an operation, a status, a media type, a way to authenticate, a value of an
	// enum, or a branch occurs.
	Used Aspect = "used"
	// Present states that something optional occurs, and Absent that it is missing.
	Present Aspect = "present"
	Absent  Aspect = "absent"
	// IsNull states that a nullable value is null.
	IsNull Aspect = "null"
	// Kept states that a value satisfies a constraint. AtEdge states that a value is exactly at the
	// bound, such as a string of exactly minLength characters.
	Kept   Aspect = "kept"
	AtEdge Aspect = "edge"
	// Rejected states that a request that breaks the constraint gets a documented 4xx.
	Rejected Aspect = "rejected"
	// Held states that an invariant holds if its premise is true.
	Held Aspect = "held"
)

// Index holds the claims of a document and finds those that an exchange covers. It doesn't change,
// so several goroutines may use it at the same time.
type Index struct {
	api        *message.API
	invariants *invariant.Set
	claims     []Claim
	// found maps each key of a claim to the index of the claim.
	found map[key]int
	// rejected maps a breach to the index of the claim that a request with this breach is rejected.
	rejected map[Breach]int
	byID     map[string]int
}

// key identifies a statement of the document: a part of a node, or of a value that was read from
// it. Several keys may belong to one claim.
type key struct {
	holder any
	part   string
	aspect Aspect
}

// Breach is a rule that a request breaks, and the place in the document that states it.
type Breach struct {
	// Rule is a keyword of a schema, or another rule about requests.
	Rule string
	// Pointer is the JSON pointer of the place in the document.
	Pointer string
}

// New lists the claims of a document.
func New(api *message.API, invariants *invariant.Set) *Index {
	x := &Index{api: api, invariants: invariants, found: map[key]int{}, rejected: map[Breach]int{}, byID: map[string]int{}}
	w := &walk{Index: x, reached: map[*document.Node]reach{}, visited: map[*schema.Schema]reach{}, overlays: map[string]string{}}
	for _, f := range api.Document.Files() {
		if f.IsOverlay() {
			w.overlays[f.Name()] = f.Location()
		}
	}
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

// Claims returns all claims of the document, each once, in the order of the lines. The caller must
// not change them.
func (x *Index) Claims() []Claim { return x.claims }

// sort sorts the claims by their files, lines and columns, and the claims of one place by their
// pointers.
func (x *Index) sort() {
	order := make([]int, len(x.claims))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		p, q := x.claims[a].Place, x.claims[b].Place
		return cmp.Or(p.Compare(q), cmp.Compare(p.Pointer, q.Pointer))
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

	// reached says how each schema and component was reached. order holds the reached schemas whose
	// claims are still to be added.
	reached map[*document.Node]reach
	order   []*schema.Schema
	// visited says how each schema was reached. A node has several schemas if a $dynamicRef in it
	// has several meanings.
	visited map[*schema.Schema]reach
	// overlays are the locations of the overlays, by name.
	overlays map[string]string
	// unreferenced reports whether the walk is in a component that no operation refers to.
	unreferenced bool
}

// add adds a claim, or finds the existing one, and remembers the key for it.
func (w *walk) add(k key, kind Kind, side schema.Side, place document.Place) int {
	id := string(kind) + " " + place.Pointer + " " + string(k.aspect)
	if overlay := w.overlays[place.File]; overlay != "" {
		id += " " + overlay
	}
	i, ok := w.byID[id]
	if !ok {
		i = len(w.claims)
		w.claims = append(w.claims, Claim{ID: id, Kind: kind, Aspect: k.aspect, Side: side, Place: place, Unreachable: w.unreferenced})
		w.byID[id] = i
	}
	if k.holder != nil {
		w.found[k] = i
	}
	return i
}

// addRejected adds the claim that a request that breaks a rule is rejected. The findings about such
// requests have the place of the node finding.
func (w *walk) addRejected(kind Kind, place document.Place, rule string, finding *document.Node) {
	if w.unreferenced {
		return // Only components that operations refer to can be in a request.
	}
	w.rejected[Breach{rule, finding.Pointer()}] = w.add(key{aspect: Rejected}, kind, schema.Request, place)
}

// placeOf returns the place of the part of a node that the tokens lead to.
func placeOf(node *document.Node, tokens ...string) document.Place {
	if part := node.At(tokens...); part != nil {
		return part.Place()
	}
	place := node.Place()
	place.Pointer = jsonvalue.Pointer(place.Pointer, tokens...)
	return place
}
