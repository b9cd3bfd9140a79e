package document

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// update merges a value into each node that an action targets.
func (a *overlaying) update(action *Node, targets []*Node, content *Node) error {
	for _, target := range targets {
		if err := a.mergeInto(action, target, content); err != nil {
			return err
		}
		if a.document.added > maxRepeated {
			return fmt.Errorf("%s: the overlay adds more than a million values to the document; select fewer", action.Get(targetField).Place())
		}
	}
	if a.isTooDeep {
		return fmt.Errorf("%s: the action makes values that are nested more than %d deep; nest them less", action.Place(), maxDepth)
	}
	return nil
}

// depth returns how deep the values in the node are nested. It returns the limit if they are nested
// deeper.
func (n *Node) depth(limit int) int {
	deepest := 0
	if limit > 1 {
		for i := range n.children {
			deepest = max(deepest, n.children[i].node.depth(limit-1))
		}
	}
	return min(1+deepest, limit)
}

// nest notes whether a value would be nested too deep in a mapping or a list.
func (a *overlaying) nest(in, value *Node) {
	level := 0
	for n := in; n != nil; n = n.parent {
		level++
	}
	a.isTooDeep = a.isTooDeep || level+value.depth(maxDepth+1) > maxDepth
}

func (a *overlaying) mergeInto(action, target, content *Node) error {
	if isScalar(target) && !a.is11 {
		return fmt.Errorf("%s: the target selects %s, at %s, and an overlay of version 1.0 changes only mappings and lists; "+
			"select the mapping that holds it, or write overlay: 1.1.0", action.Get(targetField).Place(), kindNames[target.kind], target.Place())
	}
	if target.kind == Array && content.kind != Array {
		a.append(target, content)
		return nil
	}
	if isScalar(target) && isScalar(content) {
		at := target.parent.child(target.token)
		at.node = a.clone(content, target.parent, target.token)
		at.node.key = position{} // The key would be the key of the action's update.
		return nil
	}
	return a.merge(target, content)
}

// merge merges a mapping into a mapping, or a list into a list.
func (a *overlaying) merge(target, content *Node) error {
	switch {
	case target.kind == Object && content.kind == Object:
		return a.fields(target, content)
	case target.kind == Array && content.kind == Array:
		for item := range content.Items() {
			a.append(target, item)
		}
		return nil
	default:
		return fmt.Errorf("%s: the update is %s, and what it is to change, at %s, is %s; remove that in an action before, or correct the update",
			content.Place(), kindNames[content.kind], target.Place(), kindNames[target.kind])
	}
}

// fields merges the fields of one mapping into another.
func (a *overlaying) fields(target, content *Node) error {
	for name, field := range content.Fields() {
		at := target.child(name)
		switch {
		case at == nil:
			a.nest(target, field)
			target.addField(name, a.clone(field, target, name))
		case isScalar(at.node) && isScalar(field):
			at.node = a.clone(field, target, name)
		default:
			if err := a.merge(a.own(target, at), field); err != nil {
				return err
			}
		}
	}
	return nil
}

// append appends an item to a list.
func (a *overlaying) append(list, item *Node) {
	a.nest(list, item)
	token := strconv.Itoa(len(list.children))
	added := a.clone(item, list, token)
	added.key = position{}
	list.children = append(list.children, child{token: token, node: added})
}

// clone returns a copy of a node and of the nodes in it. The copies belong to the root file. The
// place of a copy is the place where the original is written.
func (a *overlaying) clone(n, parent *Node, token string) *Node {
	c := &Node{file: n.file, parent: parent, token: token, kind: n.kind, text: n.text, number: n.number, key: n.key, value: n.value}
	if n.file == a.file {
		c.file = a.merged
	}
	a.document.originate(c, n)
	a.cloneChildren(c, n)
	return c
}

func (a *overlaying) cloneChildren(c, n *Node) {
	if a.document.added += 1 + len(n.children); a.document.added > maxRepeated {
		return // update returns an error for this depth.
	}
	c.children = make([]child, 0, len(n.children))
	for _, from := range n.children {
		inner := a.clone(from.node, c, from.token)
		c.children = append(c.children, child{token: from.token, node: inner})
	}
	c.index()
}

// remove removes the nodes that an action targets.
func (a *overlaying) remove(action *Node, targets []*Node) error {
	gone := map[*Node]bool{}
	for _, n := range targets {
		if n.parent == nil {
			return fmt.Errorf("%s: the target %s is the whole document, which can't be removed; select a part of it",
				action.Get(targetField).Place(), wording.Quote(action.StringAt(targetField)))
		}
		gone[n] = true
	}
	for _, n := range targets {
		parent := n.parent
		parent.children = slices.DeleteFunc(parent.children, func(c child) bool { return gone[c.node] })
		if parent.kind == Array {
			a.renumber(parent)
		}
		parent.index()
	}
	return nil
}

// renumber gives the items of a list new indices. Their places stay the same.
func (a *overlaying) renumber(list *Node) {
	for i := range list.children {
		c := &list.children[i]
		token := strconv.Itoa(i)
		if c.node.parent == list && c.node.token == c.token && c.token != token {
			a.document.originate(c.node, c.node)
			c.node.token = token
		}
		c.token = token
	}
}

func isScalar(n *Node) bool { return n.kind != Object && n.kind != Array }
