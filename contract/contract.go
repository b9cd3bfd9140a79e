// Package contract checks whether HTTP exchanges agree with an OpenAPI document of version 3.0, 3.1
// or 3.2. A finding names the place in the message, and the line and column in the document. The
// package works with any document and any exchange.
//
//	c, err := contract.Parse("openapi.yaml", document)
//	if err != nil {
//		return err
//	}
//	for _, f := range c.Check(exchange) {
//		fmt.Println(f.Severity, f.Rule, f.Operation, f.At, f.Document, f.Message())
//	}
//
// [Parse] reads a document in one file. [ParseFS] and [Load] follow references to other files.
//
// The packages under contract/internal do the work, in this order. Package message finds the
// operation and reads the values of parameters, headers and bodies. Package schema checks each
// value against its schema. Package invariant evaluates the rules in CEL. This package turns their
// results into values of type [Finding].
package contract

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/claim"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/example"
	"github.com/orgcontract/polytomic-organizations/contract/internal/flaw"
	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
)

// Contract is an OpenAPI document that exchanges can be checked against. It doesn't change
// after [Parse], so several goroutines may use it at the same time.
type Contract struct {
	document   *document.Document
	files      document.Reader
	api        *message.API
	invariants *invariant.Set
	secrets    *secret.Names
	// overlays lists the overlays that were applied to the root file.
	overlays []document.Overlay
	// versions lists the versions of the API that the document describes. It is nil if the document
	// describes only one version. version is the name of the version if this is the contract of one
	// version out of several.
	versions *versions
	version  string
	// placeholders matches the strings that recorders write in the place of a value. It is nil if
	// no string is a placeholder.
	placeholders *regexp.Regexp
	operations   *operations
	// The functions below compute their result at the first call and keep it.
	unchecked func() []Unchecked
	warnings  func() []Warning
	claims    func() *claim.Index
}

// Unchecked is something that a document demands and that this package can't check.
type Unchecked struct {
	// Document is the place in the document.
	Document Place
	// What says in one line what is not checked, and why.
	What string
}

// Warning is a flaw of a document that doesn't prevent a check.
type Warning struct {
	// Document is the place of the flaw.
	Document Place
	// Kind groups warnings about the same kind of flaw, such as unknown-field or [ExampleWarning].
	Kind string
	// What says in one line what is wrong and how to fix it.
	What string
}

// ExampleWarning is the kind of a warning about an example or a default value that contradicts its
// own schema.
const ExampleWarning = "example"

// newWarnings returns the flaws of a document in the order of the files and lines.
func newWarnings(doc *document.Document, api *message.API) []Warning {
	var warnings []Warning
	for _, f := range slices.Concat(doc.Flaws(), flaw.Find(doc)) {
		warnings = append(warnings, Warning{Document: placeOf(f.Node), Kind: f.Kind, What: f.What})
	}
	for _, f := range api.Whole().Flaws {
		warnings = append(warnings, Warning{Document: placeOf(f.Node), Kind: "schema", What: f.What})
	}
	examples := example.Check(api)
	for _, f := range examples.Flaws {
		warnings = append(warnings, Warning{Document: placeOf(f.Node), Kind: ExampleWarning, What: f.What})
	}
	if examples.Unchecked != nil {
		warnings = append(warnings, Warning{
			Document: placeOf(examples.Unchecked), Kind: "example-unchecked",
			What: "this example and those after it are not compared with their schemas, because all together take too long; make them shorter",
		})
	}
	slices.SortFunc(warnings, func(a, b Warning) int {
		return cmp.Or(a.Document.Compare(b.Document), cmp.Compare(a.What, b.What))
	})
	return slices.Compact(warnings)
}

func newUnchecked(all []schema.Note) []Unchecked {
	unchecked := make([]Unchecked, len(all))
	for i, u := range all {
		unchecked[i] = Unchecked{Document: placeOf(u.Node), What: u.What}
	}
	slices.SortFunc(unchecked, func(a, b Unchecked) int {
		return cmp.Or(a.Document.Compare(b.Document), cmp.Compare(a.What, b.What))
	})
	return slices.Compact(unchecked) // The list repeats a schema that several operations use.
}

// Name returns the name of the document's root file.
func (c *Contract) Name() string { return c.document.Name() }

// Unchecked returns everything that the document demands and this package doesn't check, such as an
// unknown format, in the order of the lines. It returns an empty slice if everything is checked.
func (c *Contract) Unchecked() []Unchecked {
	return ofVersions(c, func(c *Contract) []Unchecked { return c.unchecked() }, func(u Unchecked) (Place, string) { return u.Document, u.What })
}

// Warnings returns the flaws of the document that don't prevent a check, in the order of the lines,
// or nil if there are none.
func (c *Contract) Warnings() []Warning {
	return ofVersions(c, func(c *Contract) []Warning { return c.warnings() }, func(w Warning) (Place, string) { return w.Document, w.What })
}

// ofVersions calls a function for the document and for each of its versions. It returns the listed
// things in the order of the lines, each thing once. Two things with the same key, a place and a
// text, are the same thing.
func ofVersions[T any](c *Contract, list func(*Contract) []T, key func(T) (Place, string)) []T {
	all := slices.Clone(list(c))
	if c.versions == nil {
		return all
	}
	for _, version := range c.versions.contracts {
		all = append(all, list(version)...)
	}
	compare := func(a, b T) int {
		at, text := key(a)
		otherAt, otherText := key(b)
		return cmp.Or(at.Compare(otherAt), cmp.Compare(text, otherText))
	}
	slices.SortFunc(all, compare)
	return slices.CompactFunc(all, func(a, b T) bool { return compare(a, b) == 0 })
}

// Servers returns the URLs of the document's servers, each once. Servers returns a relative URL as
// the document writes it. If the URL has a variable whose values the document lists, Servers
// returns a URL for each value. For a variable without a list of values, it returns a URL with the
// variable's default and a URL that keeps the {variable} in braces.
func (c *Contract) Servers() []string { return c.api.Servers() }

// Find returns the operation for a request with this method and URL. It returns false if the
// document has no such operation. Find looks only at the path of the URL.
func (c *Contract) Find(method string, u *url.URL) (Operation, bool) {
	route, _ := c.api.Find(method, u)
	if route.Operation == nil {
		return Operation{}, false
	}
	return *c.operations.of(route.Operation), true
}

// Invariant is a rule in the document about a message or a session. It states what a schema can't
// express.
type Invariant struct {
	// ID is unique in the document. A finding about the invariant has the rule invariant.ID.
	ID string
	// When is a CEL expression that selects the exchanges that the rule applies to. It is empty if
	// the rule applies to all exchanges.
	When string
	// Rule is a CEL expression that is true if the invariant holds.
	Rule string
	// Message describes what the rule demands, as a clause that can follow "expected that".
	Message string
	// Document is the place of the invariant.
	Document Place
}

// Invariants returns all invariants of the document, sorted by id.
func (c *Contract) Invariants() []Invariant {
	all := make([]Invariant, 0, len(c.invariants.ByID))
	for _, i := range c.invariants.ByID {
		all = append(all, Invariant{ID: i.ID, When: i.When, Rule: i.Rule, Message: i.Message, Document: placeOf(i.Node)})
	}
	slices.SortFunc(all, func(a, b Invariant) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// Secrets returns the credentials and the write-only values in the request of an exchange, each
// once. The list has no empty string. These strings must not appear in a message, a log or a file.
func (c *Contract) Secrets(x *Exchange) []string {
	of := c.For(x)
	var read message.Exchange
	of.read(&read, x)
	return of.secrets.Sent(&read)
}

// SecretNames returns the names under which messages hold secrets, sorted. These are the properties
// that the document marks writeOnly or gives the format password, and the headers, query parameters
// and cookies that carry credentials.
func (c *Contract) SecretNames() []string {
	if c.versions == nil {
		return c.secrets.List()
	}
	names := map[string]bool{}
	for _, of := range c.all() {
		for _, name := range of.secrets.List() {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// read sets into to the exchange with the parts of the document that apply to it.
func (c *Contract) read(into *message.Exchange, x *Exchange) {
	status, response := 0, message.Message{}
	if r := x.Response; r != nil {
		status, response = r.Status, message.Message{Header: r.Header, Body: r.Body, Omitted: r.BodyOmitted}
	}
	request := message.Message{Header: x.Request.Header, Body: x.Request.Body, Omitted: x.Request.BodyOmitted}
	c.api.Read(into, x.Request.Method, x.Request.URL, request, status, response)
}

// placeOf returns the place of a node.
func placeOf(node *document.Node) Place { return Place(node.Place()) }
