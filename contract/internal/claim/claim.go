// Package claim lists what a document says about an API as small claims. For instance, a claim says
// that an operation answers with the status 404. The package also finds the claims that an exchange
// covers.
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

// Claim is one statement of a document about the API, small enough that one exchange can cover it.
// For example, a claim says that a property may be absent, or that the API accepts a string of
// exactly minLength characters.
type Claim struct {
	// ID consists of the kind, the JSON pointer and the aspect, so it stays the same when lines
	// move. If an overlay makes the claim, the ID ends with the location of the overlay.
	ID     string
	Kind   Kind
	Aspect Aspect
	// Side says which half of an exchange can cover the claim. It is empty if either half can.
	Side schema.Side
	// Place is where the document makes the claim. The claims of a component have the component's
	// place, however many references point to it.
	Place document.Place
	// Unreachable reports whether no operation refers to the place. No exchange can cover an
	// unreachable claim.
	Unreachable bool
}

// Kind is the kind of thing that a [Claim] is about.
type Kind string

// The constants are the kinds of claims.
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

// The constants are the aspects of claims.
const (
	// Used states that something occurs: an operation, a status, a media type, a security scheme, a
	// value of an enum, or a branch.
	Used Aspect = "used"
	// Present states that something optional occurs, and Absent that it is missing.
	Present Aspect = "present"
	Absent  Aspect = "absent"
	// IsNull states that a nullable value is null.
	IsNull Aspect = "null"
	// Kept states that a value satisfies a constraint. AtEdge states that a value is exactly at the
	// bound. For instance, a string has exactly minLength characters.
	Kept   Aspect = "kept"
	AtEdge Aspect = "edge"
	// Rejected states that the server answers with a documented 4xx if a request breaks the
	// constraint.
	Rejected Aspect = "rejected"
	// Held states that an invariant holds for an exchange for which its premise is true.
	Held Aspect = "held"
)

// Index has the claims of a document. It finds the claims that an exchange covers. It doesn't
// change, so several goroutines may use it at the same time.
type Index struct {
	api        *message.API
	invariants *invariant.Set
	claims     []Claim
	// found has the index of the claim for each key.
	found map[key]int
	// rejected has, for each breach, the index of the claim that the server rejects a request with
	// this breach.
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
	// Rule is the broken keyword of a schema, or another rule about requests.
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

// sort sorts the claims by their files, lines and columns, and then by their pointers.
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

// walk walks through a document and collects its claims.
type walk struct {
	*Index

	// reached says for each schema and component how it was reached. order has the reached schemas
	// whose claims must still be added.
	reached map[*document.Node]reach
	order   []*schema.Schema
	// visited says for each schema how it was reached. A node has several schemas if a $dynamicRef
	// in it has several meanings.
	visited map[*schema.Schema]reach
	// overlays has the locations of the overlays, by the name of the overlay.
	overlays map[string]string
	// unreferenced reports whether the walk is in a component that no operation refers to.
	unreferenced bool
}

// add adds a claim, unless the claim exists already. It remembers the key of the claim.
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

// addRejected adds the claim that the server rejects a request that breaks a rule. The findings
// about such requests have the place of the node finding.
func (w *walk) addRejected(kind Kind, place document.Place, rule string, finding *document.Node) {
	if w.unreferenced {
		return // A request can contain a component only if an operation refers to it.
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
