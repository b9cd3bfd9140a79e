// Package derive makes requests and responses from an OpenAPI document. For each claim of the
// document, it makes some that keep the claim. If it can, it also makes some that break this claim
// and nothing else. Each case states the findings that a check of it must have.
//
// The package is an oracle for the engine, so it shares nothing with it but the nodes of a document
// and the types of an exchange and of a finding. It validates values slowly and plainly, as the
// specification says.
//
//	for operation := range derive.New(doc).Operations(ctx) {
//		for c := range operation.Requests(ctx) {
//			send(c.Request) // The server must accept it where c.Findings is empty.
//		}
//	}
//
// It makes JSON bodies. It makes bodies of other media types only if no schema describes them. It
// makes parameters and headers of all styles, if their values are scalars, or arrays and objects of
// scalars. It also varies credentials, headers, statuses and media types. [Underivable] lists the
// claims that it can't break.
package derive

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Derivation makes the cases of a document. The document must be valid, and must not change while
// the derivation or its operations are in use. The same document gives the same cases each time. A
// derivation is safe for concurrent use.
type Derivation struct {
	doc     *document.Document
	library *library
	// secrets has the pointers of the write-only properties of components, by the name of the
	// property.
	secrets map[string]string
	// reasons has the reasons that no case breaks the claims about these.
	reasons map[string]string
	// steps is the work for each task of an operation, by weight.
	steps int
}

// New returns a derivation for a document.
func New(doc *document.Document) *Derivation {
	v := &Derivation{doc: doc, library: newLibrary()}
	nodes, weights := 0, 0
	for _, file := range doc.Files() {
		for range file.Root().All() {
			nodes++
		}
	}
	for _, item := range doc.Root().Get("paths").Fields() {
		for _, operation := range methods(item) {
			weights += weight(item, operation)
		}
	}
	v.steps = (leastSteps + stepsPerNode*nodes) / max(weights, 1)
	d := v.deriver(context.Background(), Values{}, 1)
	v.secrets, v.reasons = d.writeOnlyProperties(), d.reasons
	return v
}

// Operations returns the operations of a document in the order of their paths and methods. It
// prepares an operation when the loop reaches it. It ends early if the context ends.
func (v *Derivation) Operations(ctx context.Context) iter.Seq[*Operation] {
	return func(yield func(*Operation) bool) {
		for path, item := range v.doc.Root().Get("paths").SortedFields() {
			for method, declared := range sorted(methods(item)) {
				if ctx.Err() != nil || !yield(newOperation(v.deriver(ctx, Values{}, weight(item, declared)), path, item, method, declared)) {
					return
				}
			}
		}
	}
}

// Values has the known values of parameters and properties by name. Cases use a known value
// wherever the document accepts the value. Valid requests use no other value there.
type Values struct {
	Parameters, Properties map[string][]any
}

// Find returns the operation with a method and a path of the document. It prepares the operation
// with known values. It returns nil if the document has no such operation. If the context ends, the
// operation has no requests.
func (v *Derivation) Find(ctx context.Context, method, path string, known Values) *Operation {
	item := v.doc.Root().At("paths", path)
	declared := methods(item)[method]
	if declared == nil {
		return nil
	}
	return newOperation(v.deriver(ctx, known, weight(item, declared)), path, item, method, declared)
}

// Exchanges returns every case of a document as an exchange. It combines a request with a success
// response that agrees with the document. If the request breaks the document and the operation
// documents a 4xx, it also combines the request with that 4xx. It combines a response with a
// request that agrees with the document. If it finds no such request or response for an operation,
// the operation has no exchanges. It ends early if the context ends.
func (v *Derivation) Exchanges(ctx context.Context) iter.Seq[Exchange] {
	return func(yield func(Exchange) bool) {
		for o := range v.Operations(ctx) {
			for x := range o.exchanges(ctx) {
				if !yield(x) {
					return
				}
			}
		}
	}
}

// Underivable returns the claims of a document that no case breaks. It sorts them by their pointers
// and gives the reason for each. To find them, it makes all cases.
func (v *Derivation) Underivable(ctx context.Context) []UnderivableClaim {
	reasons, broken := maps.Clone(v.reasons), map[string]bool{}
	for o := range v.Operations(ctx) {
		for range o.Requests(ctx) { // Making a case records which claim it breaks.
		}
		for range o.Responses(ctx) {
		}
		for claim, reason := range o.reasons {
			if _, ok := reasons[claim]; !ok {
				reasons[claim] = reason
			}
		}
		maps.Copy(broken, o.broken)
	}
	noteInvariants(v.doc, reasons)
	var all []UnderivableClaim
	for claim, reason := range sorted(reasons) {
		if !broken[claim] {
			all = append(all, UnderivableClaim{Claim: claim, Reason: reason})
		}
	}
	return all
}

// Reasons yields the JSON pointers of the claims that no case of the operation breaks, each with
// the reason.
func (o *Operation) Reasons() iter.Seq2[string, string] {
	return func(yield func(claim, reason string) bool) {
		for claim, reason := range o.reasons {
			if !o.broken[claim] && !yield(claim, reason) {
				return
			}
		}
	}
}

// Reason returns the reason why no case of any operation breaks the claim at a JSON pointer, as far
// as it is known before cases are made. Otherwise it returns an empty string.
func (v *Derivation) Reason(claim string) string { return v.reasons[claim] }

// Omitted returns about how many parts of the operation's requests have no cases, because there are
// too many. A part is a parameter, a property or an item. The cases that were read decide about
// that.
func (o *Operation) Omitted() int { return o.omitted }

// Unmade returns the JSON pointers of the media types for which no body is made, each with the
// reason. It knows those of requests once the operation is prepared.
func (o *Operation) Unmade() map[string]string { return o.unmade }

// newCase returns a case, and records the claims that the case breaks.
func (o *Operation) newCase(name, claim string, findings []Finding) Case {
	if len(findings) > 0 {
		o.broken[claim] = true
	}
	for _, f := range findings {
		o.broken[f.Document] = true
	}
	findings = slices.Clone(findings)
	slices.SortFunc(findings, Finding.Compare)
	return Case{Operation: o, Claim: claim, Name: name, Findings: findings}
}

// weight is how much of the work is for an operation. An operation with a request body and with
// many parameters has more cases than others.
func weight(item, operation *document.Node) int {
	const ofBody = 8
	n := 1 + operation.Get("parameters").Len() + item.Get("parameters").Len() + item.Target().Get("parameters").Len()
	if operation.Get("requestBody") != nil {
		n += ofBody
	}
	return n
}

// methodKeys are the keys of the operations in a path item.
var methodKeys = []string{"delete", "get", "head", "options", "patch", "post", "put", "query", "trace"}

// methods returns the operations of a path item by their methods.
func methods(item *document.Node) map[string]*document.Node {
	all := map[string]*document.Node{}
	for _, holder := range []*document.Node{item.Target(), item} {
		for _, key := range methodKeys {
			if operation := holder.Get(key); operation != nil {
				all[strings.ToUpper(key)] = operation
			}
		}
		maps.Insert(all, holder.Get("additionalOperations").Fields())
	}
	return all
}

// noteInvariants records the invariants, because the package makes no case of them.
func noteInvariants(doc *document.Document, reasons map[string]string) {
	const key, reason = "x-invariants", "an invariant is a rule in CEL, which this package does not read"
	d := &deriver{doc: doc, reasons: reasons}
	note := func(node *document.Node) {
		if rules := node.Get(key); rules != nil {
			d.note(rules.Pointer(), reason)
		}
	}
	note(doc.Root())
	for _, item := range doc.Root().Get("paths").SortedFields() {
		for _, operation := range sorted(methods(item)) {
			note(operation)
			for _, response := range operation.Get("responses").SortedFields() {
				note(response.Target())
			}
		}
	}
}

// sorted yields the entries of a map in the order of their keys.
func sorted[K cmp.Ordered, V any](m map[K]V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}
