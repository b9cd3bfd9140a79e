package message

import (
	"iter"
	"net/http"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// methodKeys has the methods by the keys of the operations in a path item (OpenAPI 3.0.4, section
// 4.7.9). OpenAPI 3.2 adds query and additionalOperations.
var methodKeys = map[string]string{
	"connect": http.MethodConnect, "delete": http.MethodDelete, "get": http.MethodGet, "head": http.MethodHead, "options": http.MethodOptions,
	"patch": http.MethodPatch, "post": http.MethodPost, "put": http.MethodPut, "trace": http.MethodTrace,
}

// methods returns the operations of a path item by their methods.
func methods(version document.Version, item *document.Node) map[string]*document.Node {
	found := map[string]*document.Node{}
	add := func(method string, source *document.Node) {
		if source != nil && found[method] == nil {
			found[method] = source
		}
	}
	for _, holder := range pathItems(item) {
		for key, method := range methodKeys {
			add(method, holder.Get(key))
		}
		if version < document.V32 {
			continue
		}
		add("QUERY", holder.Get("query"))
		for method, source := range holder.Get("additionalOperations").Fields() {
			add(method, source)
		}
	}
	return found
}

// pathItems returns a path item. If the path item refers to another path item, it returns that one
// too. OpenAPI 3.1 allows other fields beside the reference, so the path item with the reference
// comes first.
func pathItems(item *document.Node) []*document.Node {
	if target := item.Target(); target != nil && target != item {
		return []*document.Node{item, target}
	}
	return []*document.Node{item}
}

// listed yields the parameters that an operation lists, and those of its path item that the
// operation doesn't override.
func listed(item, source *document.Node) iter.Seq[*document.Node] {
	return func(yield func(*document.Node) bool) {
		overridden := map[[2]string]bool{}
		for _, holder := range append([]*document.Node{source}, pathItems(item)...) {
			for node := range holder.Get("parameters").Items() {
				target := node.Target()
				key := [2]string{target.StringAt("in"), target.StringAt("name")}
				if overridden[key] {
					continue
				}
				overridden[key] = true
				if !yield(node) {
					return
				}
			}
		}
	}
}
