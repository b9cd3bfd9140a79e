package probe

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// index finds operations and links. A document may have thousands of both.
type index struct {
	// operations has the operations by their methods and paths, without a final slash. ids and
	// places have them by operationId and by JSON pointer.
	operations, ids, places map[string]*derive.Operation
	// linksFrom has the links by the JSON pointer of the operation from which they lead. linksTo has
	// those that lead to another path, by the template of the item to which they lead.
	linksFrom, linksTo map[string][]link
}

// newIndex indexes the operations of plans.
func newIndex(doc *document.Document, plans []*plan) index {
	x := index{
		operations: map[string]*derive.Operation{}, ids: map[string]*derive.Operation{}, places: map[string]*derive.Operation{},
		linksFrom: map[string][]link{}, linksTo: map[string][]link{},
	}
	for _, pl := range plans {
		o := pl.operation
		first(x.operations, o.Method+" "+strings.TrimRight(o.Path, "/"), o)
		first(x.ids, o.ID, o)
		first(x.places, o.Place(), o)
	}
	for _, pl := range plans {
		from := pl.operation
		for _, l := range x.linksOf(doc, from) {
			x.linksFrom[from.Place()] = append(x.linksFrom[from.Place()], l)
			if l.to.Path != from.Path {
				item := itemOf(l.to.Path)
				x.linksTo[item] = append(x.linksTo[item], l)
			}
		}
	}
	return x
}

// first adds an operation, unless the map has another one under the key.
func first(all map[string]*derive.Operation, key string, o *derive.Operation) {
	if _, taken := all[key]; !taken {
		all[key] = o
	}
}

// linksOf returns the links in the success responses of an operation.
func (x *index) linksOf(doc *document.Document, from *derive.Operation) []link {
	var all []link
	for status, response := range doc.Find(from.Place()).Get("responses").SortedFields() {
		if !strings.HasPrefix(status, "2") {
			continue
		}
		for name, ref := range response.Target().Get("links").SortedFields() {
			node := ref.Target()
			if to := x.linked(node); to != nil {
				all = append(all, link{from: from, to: to, name: name, at: node.Pointer(), status: status, parameters: expressions(node)})
			}
		}
	}
	return all
}

// linked returns the operation to which a link leads, or nil.
func (x *index) linked(node *document.Node) *derive.Operation {
	if id := node.StringAt("operationId"); id != "" {
		return x.ids[id]
	}
	if ref := node.StringAt("operationRef"); ref != "" {
		if to, err := node.Resolve(ref); err == nil {
			return x.places[to.Pointer()]
		}
	}
	return nil
}
