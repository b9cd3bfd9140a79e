package suggest

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// The constants are fields that have many parts. An operation needs only some of these parts.
const (
	pathsField      = "paths"
	webhooksField   = "webhooks"
	componentsField = "components"
)

// parts divides a document into its path items, its components and the other fields of its files.
// It knows which part refers to which. It is not safe for concurrent use.
type parts struct {
	document *document.Document
	// shared has the parts that all operations need.
	shared []*document.Node
	// leads has the parts that a part refers to. It is filled when a part is first asked for.
	leads map[*document.Node][]*document.Node
	// dynamic has the parts that contain a $dynamicRef. The target of a $dynamicRef depends on the
	// way to it.
	dynamic map[*document.Node]bool
	// composed has the schemas in components that have an allOf.
	composed []*document.Node
}

func newParts(doc *document.Document) *parts {
	p := &parts{document: doc, leads: map[*document.Node][]*document.Node{}, dynamic: map[*document.Node]bool{}}
	for name, field := range doc.Root().Fields() {
		if name != pathsField && name != webhooksField && name != componentsField {
			p.shared = append(p.shared, field)
		}
	}
	for _, scheme := range doc.Root().At(componentsField, "securitySchemes").Fields() {
		p.shared = append(p.shared, scheme)
	}
	for _, component := range doc.Root().At(componentsField, "schemas").Fields() {
		if target := component.Target(); target.Get("allOf") != nil {
			p.composed = append(p.composed, target)
		}
	}
	return p
}

// of returns the part that a node is in. If the node contains several parts, it returns the node
// itself.
func (p *parts) of(n *document.Node) *document.Node {
	var way []*document.Node // The nodes from the root of the file to the node.
	for at := n; at != nil; at = at.Parent() {
		way = append(way, at)
	}
	slices.Reverse(way)
	depth := 1
	if len(way) > 1 {
		switch way[1].Name() {
		case componentsField:
			depth = 3
		case pathsField, webhooksField:
			depth = 2
		}
	}
	depth = min(depth, len(way)-1)
	for _, at := range way[:depth] {
		if at.Kind() == document.Array { // If an item were left out, later items would get another index.
			return at
		}
	}
	return way[depth]
}

// from returns the parts that a part refers to.
func (p *parts) from(part *document.Node) []*document.Node {
	found, isKnown := p.leads[part]
	if isKnown {
		return found
	}
	add := func(to *document.Node) {
		if to != nil {
			found = append(found, p.of(to))
		}
	}
	for n := range part.All() {
		if ref := n.Ref(); ref != "" {
			if to, err := n.Resolve(ref); err == nil {
				add(to)
			}
		}
		if n.Get("$dynamicRef") != nil {
			p.dynamic[part] = true
		}
		if n.Get("discriminator") == nil {
			continue
		}
		buildsOn := schema.BuildersOn(n)
		for _, other := range p.composed {
			if buildsOn(other) {
				add(other)
			}
		}
	}
	p.leads[part] = found
	return found
}

// reached returns some parts, the shared parts, and all parts to which references lead from these.
// It returns false if it can't find all of them.
func (p *parts) reached(from []*document.Node) (map[*document.Node]bool, bool) {
	all, known := map[*document.Node]bool{}, true
	left := slices.Concat(from, p.shared)
	for len(left) > 0 {
		part := left[len(left)-1]
		left = left[:len(left)-1]
		if all[part] {
			continue
		}
		all[part] = true
		left = append(left, p.from(part)...)
		known = known && !p.dynamic[part]
	}
	return all, known
}

// item returns the part of the document that has the operations of a path.
func (p *parts) item(path string) *document.Node {
	return p.of(p.document.Root().At(pathsField, path))
}

// affected returns those of the paths whose operations an edit at a pointer may change. Users has
// the users of the parts that the paths lead to; see [parts.users].
func (p *parts) affected(paths []string, users map[*document.Node][]*document.Node, at string) []string {
	var left []*document.Node
	for n := p.nearest(at); n != nil; n = n.Parent() {
		left = append(left, n)
	}
	if slices.ContainsFunc(p.shared, func(shared *document.Node) bool { return slices.Contains(left, shared) }) {
		return paths
	}
	changed := map[*document.Node]bool{}
	for len(left) > 0 {
		part := left[len(left)-1]
		left = left[:len(left)-1]
		if !changed[part] {
			changed[part] = true
			left = append(left, users[part]...)
		}
	}
	var found []string
	for _, path := range paths {
		if changed[p.item(path)] {
			found = append(found, path)
		}
	}
	return found
}

// nearest returns the node at a pointer. If there is no such node, it returns the node around it.
func (p *parts) nearest(at string) *document.Node {
	for n := p.document.Find(at); ; n = p.document.Find(at) {
		parent, _ := document.CutLast(at)
		if n != nil || parent == at {
			return n
		}
		at = parent
	}
}

// users returns, for each part that the paths lead to, the parts that refer to it.
func (p *parts) users(paths []string) map[*document.Node][]*document.Node {
	var items []*document.Node
	for _, path := range paths {
		items = append(items, p.item(path))
	}
	users := map[*document.Node][]*document.Node{}
	all, _ := p.reached(items)
	for part := range all {
		for _, to := range p.from(part) {
			users[to] = append(users[to], part)
		}
	}
	return users
}

// references returns the parts that the references in a value would lead to if the value were
// written in a file.
func (p *parts) references(value any, in *document.Node) []*document.Node {
	var found []*document.Node
	switch value := value.(type) {
	case *jsonvalue.Object:
		for _, m := range value.Members {
			if ref, ok := m.Value.(string); ok && m.Name == "$ref" {
				if to, err := in.Resolve(ref); err == nil {
					found = append(found, p.of(to))
				}
			}
			found = append(found, p.references(m.Value, in)...)
		}
	case jsonvalue.Array:
		for _, item := range value {
			found = append(found, p.references(item, in)...)
		}
	}
	return found
}
