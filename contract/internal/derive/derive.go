// Package derive makes requests and responses out of an OpenAPI document: for each claim of the
// document some that keep it and, where possible, some that break it and nothing else. Each states
// the findings that a check of it must give.
//
// The package is an oracle for the engine, so it shares nothing with it but the nodes of a document
// and the types of an exchange and of a finding. It validates values slowly and plainly, as the
// specification says. It leaves unevaluatedProperties and unevaluatedItems alone.
//
//	for operation := range derive.Operations(doc) {
//		for c := range operation.Requests() {
//			send(c.Request) // The server must accept it where c.Findings is empty.
//		}
//	}
//
// It makes JSON bodies, and bodies of other media types where no schema describes them. It makes
// parameters and headers of all styles whose values are scalars, or arrays and objects of scalars;
// and it varies credentials, headers, statuses and media types. [Underivable] lists the claims that
// it can't break.
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

// Operations returns the operations of a document in the order of their paths and methods, each
// prepared when the loop comes to it. The document must be valid, and must not change while its
// operations are in use. The same document gives the same cases each time.
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

// Values are the values that a caller knows for parameters and properties by their names. Cases use
// them where the document accepts them, and make no others that agree with the document.
type Values struct {
	Parameters, Properties map[string][]any
}

// Find returns the operation with a method and a path of the document, prepared with known values.
// It returns nil if the document has no such operation.
func Find(doc *document.Document, method, path string, known Values) *Operation {
	item := doc.Root().At("paths", path)
	declared := methods(item)[method]
	if declared == nil {
		return nil
	}
	return newOperation(newDeriver(doc, known), path, item, method, declared)
}

// Exchanges returns every case of a document as an exchange. A request goes with a response that
// agrees with the document: with a success and, where the request breaks the document and the
// operation documents a 4xx, with that 4xx too. A response goes with a request that agrees. An
// operation for which no such request or response is found gives none.
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

// Underivable returns the claims of a document that no case breaks, in the order of their pointers,
// each with the reason. It goes through all cases.
func Underivable(doc *document.Document) []UnderivableClaim {
	reasons, broken := map[string]string{}, map[string]bool{}
	for o := range Operations(doc) {
		for range o.Requests() { // What a case breaks is known once it is made.
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

// deriver is what the cases of one operation share.
type deriver struct {
	doc *document.Document
	// parts are the schemas that were read, by the nodes where they are used.
	parts map[source]part
	known Values
	// usable reports whether a scalar can be sent; nil if all can.
	usable func(value any) bool
	// reasons has the claims that were met, each with the reason why no case breaks it. The reason
	// counts if no case does.
	reasons map[string]string
	// broken has the claims that a case breaks.
	broken map[string]bool
	// samples are the values that were made, by the schemas that accept them.
	samples map[string]any
	// patterns are the compiled patterns; nil where a pattern is not RE2.
	patterns map[string]*regexp.Regexp
	// matched are the strings that were made of patterns.
	matched map[string][]string
	// secrets are the pointers of the write-only properties of components, by name.
	secrets map[string]string
}

func newDeriver(doc *document.Document, known Values) *deriver {
	d := &deriver{doc: doc, known: known, parts: map[source]part{}, reasons: map[string]string{}, broken: map[string]bool{}, samples: map[string]any{}, patterns: map[string]*regexp.Regexp{}, matched: map[string][]string{}}
	d.secrets = d.writeOnlyProperties()
	return d
}

// Reason returns why no case breaks what the document says at a JSON pointer, or an empty string if
// one does.
func (o *Operation) Reason(claim string) string {
	if o.broken[claim] {
		return ""
	}
	return o.reasons[claim]
}

// note notes a claim and why no case breaks it. The first reason stays.
func (d *deriver) note(claim, reason string) {
	if _, ok := d.reasons[claim]; !ok {
		d.reasons[claim] = reason
	}
}

// pattern returns a compiled pattern, or nil where it is not RE2.
func (d *deriver) pattern(pattern string) *regexp.Regexp {
	compiled, ok := d.patterns[pattern]
	if !ok {
		compiled, _ = regexp.Compile(pattern)
		d.patterns[pattern] = compiled
	}
	return compiled
}

// newCase returns a case, and notes the claims that it breaks.
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

// noteInvariants notes the rules in CEL, of which no case is made.
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

// sorted goes over a map in the order of its keys.
func sorted[K cmp.Ordered, V any](m map[K]V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}
