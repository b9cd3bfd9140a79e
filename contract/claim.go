package contract

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

// Claim is one thing that a document says of the API, as small as an exchange can bear it out: that a property may be absent, or that a
// string of exactly minLength characters is taken.
type Claim struct {
	// ID is made of the kind, the JSON pointer and the aspect, so that it stays the same when lines move.
	ID     string
	Kind   ClaimKind
	Aspect Aspect
	// Side is the half of an exchange that can bear it out; empty where either can.
	Side Side
	// Place is where the document says it: what is referred to says it at its own place, once.
	Place Place
	// Unreachable says that no operation leads there, so that no exchange can bear it out.
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
	OperationClaim  ClaimKind = "operation"
	StatusClaim     ClaimKind = "status"
	MediaTypeClaim  ClaimKind = "media-type"
	BodyClaim       ClaimKind = "body" // Of a request.
	ParameterClaim  ClaimKind = "parameter"
	HeaderClaim     ClaimKind = "header" // Of a response.
	SecurityClaim   ClaimKind = "security"
	PropertyClaim   ClaimKind = "property"
	NullClaim       ClaimKind = "null"
	EnumClaim       ClaimKind = "enum"
	BranchClaim     ClaimKind = "branch" // Of anyOf and oneOf.
	ConstraintClaim ClaimKind = "constraint"
	InvariantClaim  ClaimKind = "invariant"
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
	Used Aspect = "used"
	// Present and Absent say that what may be there is, or isn't; IsNull that a value is null.
	Present Aspect = "present"
	Absent  Aspect = "absent"
	IsNull  Aspect = "null"
	// Kept says that a value is as a constraint asks, and AtEdge that it is so by a hair: one character less would be too few.
	Kept   Aspect = "kept"
	AtEdge Aspect = "edge"
	// BrokenAndRejected says that a request that is otherwise gets a documented 4xx.
	BrokenAndRejected Aspect = "rejected"
	// Held says that an invariant holds where its premise is true.
	Held Aspect = "held"
)

// Claims returns everything that the document claims, each claim once, in the order of its lines. They are worked out when they are
// asked for first.
func (c *Contract) Claims() []Claim { return slices.Clone(c.claims.of(c).list) }

// claimsOnce are the claims, worked out when they are asked for.
type claimsOnce struct {
	once  sync.Once
	index *claimIndex
}

func (o *claimsOnce) of(c *Contract) *claimIndex {
	o.once.Do(func() { o.index = newClaimIndex(c) })
	return o.index
}

// claimIndex is all claims, and how a walk through an exchange finds them.
type claimIndex struct {
	list []Claim
	// at are the claims by what makes them.
	at map[claimKey]int
	// rejected are the claims that requests are rejected, by the rule and the pointer of the finding.
	rejected map[string]int
	byID     map[string]int
}

// claimKey is a part of an object of the document, or of what was made of it to check exchanges.
type claimKey struct {
	known  any
	part   string
	aspect Aspect
}

func newClaimIndex(c *Contract) *claimIndex {
	index := &claimIndex{at: map[claimKey]int{}, rejected: map[string]int{}, byID: map[string]int{}}
	w := &claimWalk{claimIndex: index, contract: c, reached: map[any]reach{}, nodes: map[string]placedNode{}}
	for _, o := range c.operations {
		w.operation(o)
	}
	for _, i := range sorted(c.invariantsByID) {
		w.add(claimKey{i, "", Held}, InvariantClaim, "", i.Document)
	}
	w.schemas()
	w.unreachable()
	index.sort()
	return index
}

// sort puts the claims into the order of the document. What it says at one place, it says in the order in which it was found.
func (x *claimIndex) sort() {
	order := make([]int, len(x.list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		p, q := x.list[a].Place, x.list[b].Place
		return cmp.Or(cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column), cmp.Compare(p.Pointer, q.Pointer))
	})
	moved, list := make([]int, len(order)), make([]Claim, len(order))
	for to, from := range order {
		moved[from], list[to] = to, x.list[from]
	}
	x.list = list
	for key, i := range x.at {
		x.at[key] = moved[i]
	}
	for key, i := range x.rejected {
		x.rejected[key] = moved[i]
	}
	for key, i := range x.byID {
		x.byID[key] = moved[i]
	}
}

// claimWalk goes through a document and collects its claims.
type claimWalk struct {
	*claimIndex

	contract *Contract
	// reached are the schemas and other components that were come to, and order the schemas in that order.
	reached map[any]reach
	order   []*schema
	lost    bool // Nothing leads to where the walk is now.
	nodes   map[string]placedNode
}

// add adds a claim, or finds the one that is there, and remembers what makes it.
func (w *claimWalk) add(key claimKey, kind ClaimKind, side Side, place Place) int {
	id := string(kind) + " " + place.Pointer + " " + string(key.aspect)
	i, ok := w.byID[id]
	if !ok {
		i = len(w.list)
		w.list = append(w.list, Claim{ID: id, Kind: kind, Aspect: key.aspect, Side: side, Place: place, Unreachable: w.lost})
		w.byID[id] = i
	}
	if key.known != nil {
		w.at[key] = i
	}
	return i
}

// breakable adds the claim that a request that breaks a rule is rejected. The finding is about a key of an object of the document.
func (w *claimWalk) breakable(kind ClaimKind, place Place, what string, known any, key string) {
	w.breakableAt(kind, place, what, w.contract.places.of(known, key))
}

func (w *claimWalk) breakableAt(kind ClaimKind, place Place, what string, found Place) {
	if w.lost {
		return // No request comes there.
	}
	w.rejected[rule(RequestSide, what)+" "+found.Pointer] = w.add(claimKey{aspect: BrokenAndRejected}, kind, RequestSide, place)
}

// place returns the place of a part of an object of the document: of tokens of a JSON pointer within it.
func (w *claimWalk) place(known any, tokens ...string) Place {
	places := w.contract.places
	at := pointer(places.objects[known].pointer, tokens...)
	if node := w.node(at); node.key != nil {
		return Place{File: places.file, Pointer: at, Line: node.key.Line, Column: node.key.Column}
	}
	place := places.of(known, "") // It came by a merge key of YAML.
	place.Pointer = at
	return place
}

// placedNode is a node of the document, and the key that it stands under.
type placedNode struct{ key, value *yaml.Node }

// node returns the node at a JSON pointer. It is looked for in its parent, which is looked for once.
func (w *claimWalk) node(at string) placedNode {
	if at == "" {
		return placedNode{w.contract.nodes.root, w.contract.nodes.root}
	}
	found, ok := w.nodes[at]
	if ok {
		return found
	}
	last := strings.LastIndexByte(at, '/')
	if parent := w.node(at[:last]); parent.value != nil {
		found.key, found.value = childOf(parent.value, at[last+1:])
	}
	w.nodes[at] = found
	return found
}

func index(i int) string { return strconv.Itoa(i) }
