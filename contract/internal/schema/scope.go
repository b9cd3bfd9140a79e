package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// scope is a dynamic scope of JSON Schema. For each dynamic anchor, it has the schema with this
// anchor in the outermost schema resource on the way to the current schema. A $dynamicRef is
// compiled to a schema of its scope. So if a schema leads to a $dynamicRef, it is compiled once for
// each scope in which it is reached. All other schemas have a nil scope.
type scope struct{ anchors map[string]*document.Node }

// find returns the outermost schema with an anchor, or nil if there is no such schema.
func (s *scope) find(anchor string) *document.Node {
	if s == nil {
		return nil
	}
	return s.anchors[anchor]
}

// dynamic has the scopes of a document.
type dynamic struct {
	// isFound reports whether the document has a $dynamicRef. isOn reports whether schemas have
	// scopes. If not, all scopes are nil.
	isFound, isOn bool
	// inner has the scope inside each resource that was entered before.
	inner map[entry]*scope
	// scopes has one scope for each set of anchors.
	scopes map[string]*scope
	// isFull reports whether there were more than maxScopes scopes. An outer scope was then used
	// instead of a new one.
	isFull bool
	reach  reach
}

// entry is the way from a scope to the root of a schema resource.
type entry struct {
	outer    *scope
	resource *document.Node
}

// maxScopes is how many scopes a document may have. Without a limit, hostile resources could be
// combined to very many scopes.
const maxScopes = 200

// enter returns the scope inside the schema resource of a node. If an outer and an inner resource
// have the same anchor, the scope has the outer one.
func (d *dynamic) enter(outer *scope, node *document.Node) *scope {
	if !d.isOn || !d.reach.leads(node) {
		return nil
	}
	at := entry{outer, node.Resource()}
	inner, ok := d.inner[at]
	if !ok {
		inner = d.combine(outer, node)
		if d.inner == nil {
			d.inner = map[entry]*scope{}
		}
		d.inner[at] = inner
	}
	return inner
}

// combine returns a scope with the anchors of another scope and the anchors of the schema resource
// of a node.
func (d *dynamic) combine(outer *scope, node *document.Node) *scope {
	anchors := map[string]*document.Node{}
	maps.Copy(anchors, node.DynamicAnchors())
	if outer != nil {
		maps.Copy(anchors, outer.anchors)
		if len(anchors) == len(outer.anchors) {
			return outer
		}
	}
	if len(anchors) == 0 {
		return nil
	}
	var key strings.Builder
	for _, name := range slices.Sorted(maps.Keys(anchors)) {
		fmt.Fprintf(&key, "%s %p\n", name, anchors[name])
	}
	known, ok := d.scopes[key.String()]
	if ok {
		return known
	}
	if len(d.scopes) >= maxScopes {
		d.isFull = true
		return outer
	}
	if d.scopes == nil {
		d.scopes = map[string]*scope{}
	}
	inner := &scope{anchors}
	d.scopes[key.String()] = inner
	return inner
}

// reach knows which nodes of a document lead to a $dynamicRef.
type reach struct {
	// from has, for each node that was met, the nodes that contain it or refer to it.
	from map[*document.Node][]*document.Node
	// found has the nodes that lead to a $dynamicRef.
	found map[*document.Node]bool
}

// leads reports whether a node leads to a $dynamicRef. It may lead there through the nodes in it,
// or through their references.
func (r *reach) leads(node *document.Node) bool {
	if _, met := r.from[node]; !met {
		r.meet(node)
	}
	return r.found[node]
}

// meet adds a node and all nodes that it leads to.
func (r *reach) meet(node *document.Node) {
	if r.from == nil {
		r.from, r.found = map[*document.Node][]*document.Node{}, map[*document.Node]bool{}
	}
	var leading []*document.Node
	r.from[node] = nil
	for next := []*document.Node{node}; len(next) > 0; {
		at := next[len(next)-1]
		next = next[:len(next)-1]
		if at.Get(dynamicRefKey).Kind() == document.String {
			leading = append(leading, at)
		}
		for _, to := range successors(at) {
			if _, met := r.from[to]; !met {
				next = append(next, to)
			} else if r.found[to] {
				leading = append(leading, at)
			}
			r.from[to] = append(r.from[to], at)
		}
	}
	for len(leading) > 0 {
		at := leading[len(leading)-1]
		leading = leading[:len(leading)-1]
		if !r.found[at] {
			r.found[at] = true
			leading = append(leading, r.from[at]...)
		}
	}
}

// successors returns the nodes in a node, and the node that it refers to.
func successors(node *document.Node) []*document.Node {
	var all []*document.Node
	for name, child := range node.Entries() {
		all = append(all, child)
		if slices.Contains(referenceKeywords, name) && child.Kind() == document.String {
			if target, err := node.Resolve(child.Text()); err == nil {
				all = append(all, target)
			}
		}
	}
	return all
}
