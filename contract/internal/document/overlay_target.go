package document

import (
	"encoding/json"
	"slices"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"
)

// selected returns the nodes of the root file that a JSONPath selects, each once, sorted by their
// normalized paths. If an alias or a merge key repeats a node, selected copies each selected node.
// Then a change of one node doesn't change the others. The parameter at is the string
// with the JSONPath. If the search would take too long, selected returns an error.
func (a *overlaying) selected(at *Node, path *jsonpath.Path) ([]*Node, error) {
	root := a.document.Root()
	way, rest := wayOf(path)
	if len(rest) == 0 { // The document need not be searched.
		if n := a.follow(root, way); n != nil {
			return []*Node{n}, nil
		}
		return nil, nil
	}
	found, err := a.search(at, way, rest)
	if err != nil {
		return nil, err
	}
	var nodes []*Node
	for at := range found.Paths() {
		if n := a.follow(root, at); n != nil {
			nodes = append(nodes, n)
		}
	}
	return nodes, nil
}

// wayOf returns the names and indices at the beginning of a JSONPath, and the segments after them.
func wayOf(path *jsonpath.Path) (way spec.NormalizedPath, rest []*spec.Segment) {
	way = spec.NormalizedPath{}
	segments := path.Query().Segments()
	for i, segment := range segments {
		selectors := segment.Selectors()
		if segment.IsDescendant() || len(selectors) != 1 {
			return way, segments[i:]
		}
		at, ok := selectors[0].(spec.NormalSelector)
		if index, isIndex := at.(spec.Index); !ok || isIndex && index < 0 {
			return way, segments[i:]
		}
		way = append(way, at)
	}
	return way, nil
}

// follow follows names and indices. It returns the last node, or nil if a node on the way is
// missing. No other parent has the nodes on the way.
func (a *overlaying) follow(n *Node, way spec.NormalizedPath) *Node {
	for _, at := range way {
		next := n.childAt(at)
		if next == nil {
			return nil
		}
		n = a.own(n, next)
	}
	return n
}

// below is like follow, but other parents may have the nodes too.
func (n *Node) below(way spec.NormalizedPath) *Node {
	for _, at := range way {
		next := n.childAt(at)
		if next == nil {
			return nil
		}
		n = next.node
	}
	return n
}

// childAt returns the child with a name or an index, or nil if the node has no such child.
func (n *Node) childAt(at spec.NormalSelector) *child {
	switch at := at.(type) {
	case spec.Name:
		if n.kind == Object {
			return n.child(string(at))
		}
	case spec.Index:
		if n.kind == Array && int(at) < len(n.children) {
			return &n.children[at]
		}
	}
	return nil
}

// own returns a child as a node that only this parent has. If an alias or a merge key repeats a
// node of another parent, own replaces it here with a copy.
func (a *overlaying) own(parent *Node, at *child) *Node {
	n := at.node
	if n.parent == parent && n.token == at.token {
		return n
	}
	single := *n
	single.children = slices.Clone(n.children)
	single.index()
	single.parent, single.token = parent, at.token
	a.document.originate(&single, n)
	at.node = &single
	return &single
}

// plain returns the value in the form that the JSONPath library searches.
func (n *Node) plain() any {
	switch n.kind {
	case Bool:
		return n.text == trueText
	case Number:
		return json.Number(n.text)
	case String:
		return n.text
	case Array:
		items := make([]any, len(n.children))
		for i, c := range n.children {
			items[i] = c.node.plain()
		}
		return items
	case Object:
		fields := make(map[string]any, len(n.children))
		for _, c := range n.children {
			fields[c.token] = c.node.plain()
		}
		return fields
	default:
		return nil
	}
}
