// Package derive makes requests and responses from an OpenAPI document. For each claim of the
// document, it makes some that keep the claim. If it can, it also makes some that break this claim
// and nothing else. Each case states the findings that a check of it must have.
//
// The package is an oracle for the engine, so it shares nothing with it but the nodes of a document
// and the types of an exchange and of a finding. It validates values slowly and plainly, as the
// specification says.
//
//	for operation := range derive.Operations(doc) {
//		for c := range operation.Requests() {
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
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Operations returns the operations of a document in the order of their paths and methods. It
// prepares an operation when the loop reaches it. The document must be valid, and must not change
// while its operations are in use. The same document gives the same cases each time.
func Operations(doc *document.Document) iter.Seq[*Operation] {
	return func(yield func(*Operation) bool) {
		for path, item := range doc.Root().Get("paths").SortedFields() {
			for method, declared := range sorted(methods(item)) {
				if !yield(newOperation(newDeriver(doc, Values{}), path, item, method, declared)) {
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
// with known values. It returns nil if the document has no such operation.
func Find(doc *document.Document, method, path string, known Values) *Operation {
	item := doc.Root().At("paths", path)
	declared := methods(item)[method]
	if declared == nil {
		return nil
	}
	return newOperation(newDeriver(doc, known), path, item, method, declared)
}

// Exchanges returns every case of a document as an exchange. It combines a request with a success
// response that agrees with the document. If the request breaks the document and the operation
// documents a 4xx, it also combines the request with that 4xx. It combines a response with a
// request that agrees with the document. If it finds no such request or response for an operation,
// the operation has no exchanges.
func Exchanges(doc *document.Document) iter.Seq[Exchange] {
	return func(yield func(Exchange) bool) {
		for o := range Operations(doc) {
			for x := range o.exchanges() {
				if !yield(x) {
					return
				}
			}
		}
	}
}

// Underivable returns the claims of a document that no case breaks. It sorts them by their pointers
// and gives the reason for each. To find them, it makes all cases.
func Underivable(doc *document.Document) []UnderivableClaim {
	reasons, broken := map[string]string{}, map[string]bool{}
	for o := range Operations(doc) {
		for range o.Requests() { // Making a case records which claim it breaks.
		}
		for range o.Responses() {
		}
		for claim, reason := range o.reasons {
			if _, ok := reasons[claim]; !ok {
				reasons[claim] = reason
			}
		}
		maps.Copy(broken, o.broken)
	}
	noteInvariants(doc, reasons)
	var all []UnderivableClaim
	for claim, reason := range sorted(reasons) {
		if !broken[claim] {
			all = append(all, UnderivableClaim{Claim: claim, Reason: reason})
		}
	}
	return all
}

// deriver has what the cases of one operation share.
type deriver struct {
	doc *document.Document
	// parts has the schemas that were read, by the nodes where they are used.
	parts map[source]part
	known Values
	// usable reports whether a message can have the scalar. If usable is nil, all scalars can be
	// sent.
	usable func(value any) bool
	// reasons has, for each claim, the reason to give if no case breaks the claim.
	reasons map[string]string
	// unmade has the media types for which no body is made, each with the reason.
	unmade map[string]string
	// broken has the claims that a case breaks.
	broken map[string]bool
	// samples has the values that were made, by the schemas that accept them.
	samples map[string]any
	// patterns has the compiled patterns. A pattern that is not RE2 has nil.
	patterns map[string]*regexp.Regexp
	// matched has the strings that were made from patterns.
	matched map[string][]string
	// secrets has the pointers of the write-only properties of components, by the name of the
	// property.
	secrets map[string]string
}

func newDeriver(doc *document.Document, known Values) *deriver {
	d := &deriver{doc: doc, known: known, parts: map[source]part{}, reasons: map[string]string{}, unmade: map[string]string{}, broken: map[string]bool{}, samples: map[string]any{}, patterns: map[string]*regexp.Regexp{}, matched: map[string][]string{}}
	d.secrets = d.writeOnlyProperties()
	return d
}

// Reason returns the reason why no case breaks the claim at a JSON pointer. It returns an empty
// string if some case breaks it.
func (o *Operation) Reason(claim string) string {
	if o.broken[claim] {
		return ""
	}
	return o.reasons[claim]
}

// Unmade returns the JSON pointers of the media types for which no body is made, each with the
// reason. It knows those of requests once the operation is prepared.
func (o *Operation) Unmade() map[string]string { return o.unmade }

// note notes a claim and why no case breaks it. The first reason stays.
func (d *deriver) note(claim, reason string) {
	if _, ok := d.reasons[claim]; !ok {
		d.reasons[claim] = reason
	}
}

// pattern returns a compiled pattern, or nil if the pattern is not RE2.
func (d *deriver) pattern(pattern string) *regexp.Regexp {
	compiled, ok := d.patterns[pattern]
	if !ok {
		compiled, _ = regexp.Compile(pattern)
		d.patterns[pattern] = compiled
	}
	return compiled
}

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
