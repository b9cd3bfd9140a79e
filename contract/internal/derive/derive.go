// Package derive makes exchanges out of an OpenAPI 3.0 document: for each claim of the document one that just keeps it and, where one
// can, ones that just break it, each with the findings that it must give.
//
// It is an oracle for the engine and shares nothing with it but the types of an exchange and of a severity. It reads the document from
// kin-openapi's model, and judges values by the specification, slowly and plainly.
//
//	derived := derive.From(doc)
//	for _, x := range derived.Exchanges {
//		compare(c.Check(&x.Exchange), x.Want)
//	}
//
// Its scope: JSON bodies, and others where no schema says what is in them; parameters and headers of all styles whose values are
// scalars, or arrays and objects of scalars; security, headers, statuses and media types. What it meets beyond, and what no exchange can break,
// it names as [Underivable]. References lead to components, under which nothing is referred to by other names than its own.
package derive

import (
	"cmp"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Derived is what was made of a document.
type Derived struct {
	// Exchanges are in a stable order.
	Exchanges []Exchange
	// Underivable are the claims of which no exchange shows that they are broken, sorted.
	Underivable []Underivable
}

// Exchange is an exchange that keeps or breaks a claim.
type Exchange struct {
	contract.Exchange

	// Claim is the JSON pointer of the claim in the document.
	Claim string
	// Case says in a few words what is done to it.
	Case string
	// Want are the findings that the exchange must give, sorted; none where it keeps the claim.
	Want []Want
}

// Want is a finding that an exchange must give.
type Want struct {
	Severity contract.Severity
	Rule     string
	// At is the place in the message.
	At string
	// Document is the JSON pointer of the place in the document.
	Document string
}

// Compare orders findings by rule and places.
func (w Want) Compare(other Want) int {
	return cmp.Or(
		cmp.Compare(w.Rule, other.Rule), cmp.Compare(w.At, other.At),
		cmp.Compare(w.Document, other.Document), cmp.Compare(w.Severity, other.Severity),
	)
}

// Underivable is a claim that no derived exchange breaks.
type Underivable struct {
	// Claim is the JSON pointer of the claim in the document.
	Claim string
	// Reason says in a line why.
	Reason string
}

// From derives exchanges from a document, which has to be valid and stays as it is. The result is the same each time.
func From(doc *openapi3.T) Derived {
	d := &deriver{doc: doc, claims: map[string]string{}, broken: map[string]bool{}, samples: map[string]any{}}
	for path, item := range sorted(doc.Paths.Map()) {
		for method, source := range sorted(item.Operations()) {
			d.operation(path, item, method, source)
		}
	}
	d.invariants()
	derived := Derived{Exchanges: d.exchanges}
	for claim, reason := range sorted(d.claims) {
		if !d.broken[claim] {
			derived.Underivable = append(derived.Underivable, Underivable{Claim: claim, Reason: reason})
		}
	}
	return derived
}

// deriver is the work on one document.
type deriver struct {
	doc       *openapi3.T
	exchanges []Exchange
	// claims are those that were met, with the reason why one is not broken where it is not.
	claims map[string]string
	// broken are those that an exchange breaks.
	broken map[string]bool
	// samples keeps values by the schemas that they are made for.
	samples map[string]any
}

// claim notes a claim. The reason stands where no exchange breaks it; the first one stays.
func (d *deriver) claim(at, reason string) {
	if _, ok := d.claims[at]; !ok {
		d.claims[at] = reason
	}
}

// add adds an exchange.
func (d *deriver) add(x contract.Exchange, claim, doing string, want []Want) {
	if len(want) > 0 {
		d.broken[claim] = true
	}
	for _, w := range want {
		d.broken[w.Document] = true
	}
	want = slices.Clone(want)
	slices.SortFunc(want, Want.Compare)
	d.exchanges = append(d.exchanges, Exchange{Exchange: x, Claim: claim, Case: doing, Want: want})
}

// invariants names the rules that stand beside OpenAPI's own.
func (d *deriver) invariants() {
	const key, reason = "x-invariants", "an invariant is a rule in CEL, which is not read here"
	note := func(extensions map[string]any, at string) {
		if _, ok := extensions[key]; ok {
			d.claim(pointer(at, key), reason)
		}
	}
	note(d.doc.Extensions, "")
	for path, item := range sorted(d.doc.Paths.Map()) {
		for method, source := range sorted(item.Operations()) {
			at := operationPointer(path, method)
			note(source.Extensions, at)
			for status, ref := range sorted(source.Responses.Map()) {
				note(ref.Value.Extensions, d.definition(ref.Ref, pointer(at, "responses", status)))
			}
		}
	}
}

// sorted goes over a map in the order of its keys.
func sorted[K cmp.Ordered, V any](m map[K]V) func(yield func(K, V) bool) {
	return func(yield func(K, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}
