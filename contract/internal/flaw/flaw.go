// Package flaw finds mistakes in an OpenAPI document that don't prevent checking and that the
// grammar of OpenAPI doesn't show. Examples are a name that is used twice, a path parameter that
// the path doesn't have, and bounds that contradict each other.
//
//	for _, f := range flaw.Find(doc) {
//		fmt.Println(f.Node.Place(), f.What)
//	}
package flaw

import (
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document/grammar"
)

// Find returns the flaws of a document, in no particular order.
func Find(doc *document.Document) []document.Flaw {
	f := &finder{document: doc, version: doc.Version(), operations: map[string]*document.Node{}}
	for n, object := range doc.Objects {
		stands := n.Ref() == "" || object == grammar.Schema && f.version >= document.V31
		if check := checks[object]; check != nil && stands {
			check(f, n)
		}
	}
	f.paths()
	f.links()
	return f.found
}

// finder collects the flaws of one document.
type finder struct {
	document *document.Document
	version  document.Version
	// operations has the operations by operationId.
	operations map[string]*document.Node
	linked     []*document.Node
	found      []document.Flaw
}

// checks has the check for each kind of object.
var checks = map[grammar.Object]func(*finder, *document.Node){
	grammar.OpenAPI:             (*finder).tags,
	grammar.Info:                (*finder).info,
	grammar.License:             (*finder).license,
	grammar.Server:              (*finder).server,
	grammar.ServerVariable:      (*finder).variable,
	grammar.Components:          (*finder).components,
	grammar.Operation:           (*finder).operation,
	grammar.Parameter:           (*finder).parameter,
	grammar.Header:              (*finder).header,
	grammar.MediaType:           (*finder).examples,
	grammar.Example:             (*finder).example,
	grammar.Link:                (*finder).link,
	grammar.Schema:              (*finder).schema,
	grammar.SecurityScheme:      (*finder).scheme,
	grammar.SecurityRequirement: (*finder).requirement,
}

func (f *finder) addf(n *document.Node, kind, format string, args ...any) {
	f.found = append(f.found, document.Flaw{Node: n, Kind: kind, What: fmt.Sprintf(format, args...)})
}

// both adds a flaw if a node has two fields that exclude each other.
func (f *finder) both(n *document.Node, one, other string) {
	if n.Get(one) != nil && n.Get(other) != nil {
		f.addf(n.Get(other), "exclusive", "%s and %s exclude each other; remove one of them", one, other)
	}
}

// twice adds a flaw for each string that a list has more than once.
func (f *finder) twice(list *document.Node) {
	seen := map[string]bool{}
	for item := range list.Items() {
		if seen[item.Text()] {
			f.addf(item, "twice", "%s is in the list %s twice; remove one of them", quote(item), list.Name())
		}
		seen[item.Text()] = true
	}
}
