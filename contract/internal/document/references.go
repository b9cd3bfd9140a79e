package document

import (
	"errors"
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document/grammar"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// reference is a node that has a $ref in the place of an object.
type reference struct {
	node *Node
	as   grammar.Object
}

// follow resolves the references of the document, and classifies their targets. If a reference
// leads to nothing, follow tries it again after other references have led to new schemas, because
// it may name the $id of such a schema.
func (c *classifier) follow() {
	next, mapped, linked := 0, 0, 0
	var failed []reference
	for {
		for ; next < len(c.references); next++ {
			if r := c.references[next]; c.resolve(r) != nil {
				failed = append(failed, r)
			}
		}
		for ; mapped < len(c.mapped); mapped++ {
			c.mapping(c.mapped[mapped])
		}
		for ; linked < len(c.linked); linked++ {
			c.link(c.linked[linked])
		}
		if next < len(c.references) {
			continue
		}
		before := len(failed)
		still := failed[:0]
		for _, r := range failed {
			if c.resolve(r) != nil {
				still = append(still, r)
			}
		}
		if failed = still; len(failed) == before && next == len(c.references) {
			break
		}
	}
	c.settle()
	c.finish()
}

// resolve sets the target of a reference, and classifies it.
func (c *classifier) resolve(r reference) error {
	ref := r.node.Ref()
	target, err := r.node.Resolve(ref)
	if err != nil {
		return err
	}
	switch {
	case target.kind == Object || target.kind == Bool && r.as == grammar.Schema && c.grammar.Version > grammar.V30:
	case r.as == grammar.Schema: // The schema accepts everything, as a property of a wrong kind does.
		c.flawf(r.node.Get(refKey), WrongRef, "the $ref %s points to something that is not a schema; correct it", wording.Quote(Shown(ref)))
	default:
		return fmt.Errorf("the $ref %s points to something that is not an object; correct it", wording.Quote(Shown(ref)))
	}
	c.document.targets[r.node] = target
	c.object(target, r.as)
	return nil
}

// finish checks all references after all of them are resolved. If a reference leads to nothing and
// a check needs it, the document is invalid. Otherwise the reference is a flaw.
func (c *classifier) finish() {
	broken := map[*Node]error{}
	for _, r := range c.references {
		switch {
		case r.node.target() == nil:
			broken[r.node] = c.resolve(r)
		case r.node.isLoop():
			broken[r.node] = fmt.Errorf("the $ref %s leads back to itself through other references; let one of them point to an object", wording.Quote(Shown(r.node.Ref())))
		}
	}
	if len(broken) == 0 {
		return
	}
	need := need{grammar: c.grammar, broken: broken, seen: map[*Node]bool{}}
	if ref := need.first(c.document.Root()); ref != nil {
		c.document.invalid = fmt.Errorf("%s: %w", ref.ValuePlace(), broken[ref.parent])
		return
	}
	for _, r := range c.references {
		if err := broken[r.node]; err != nil {
			c.flawf(r.node.Get(refKey), WrongRef, "%s", err)
		}
	}
}

// isLoop reports whether the $ref in the node leads back to itself. It remembers the last node if
// the $ref leads there through other references.
func (n *Node) isLoop() bool {
	if n.target().Get(refKey).Kind() != String {
		return false
	}
	d := n.file.document
	last, way := n.walk()
	if d.last == nil {
		d.last = map[*Node]*Node{}
	}
	for _, on := range way {
		d.last[on] = last
	}
	return d.last[n] == nil
}

// mapping resolves the values in the mapping of a discriminator. A value is the name of a component
// schema or a reference.
func (c *classifier) mapping(n *Node) {
	for value, text := range n.Fields() {
		if text.kind != String || text.component() != nil {
			continue
		}
		err := errors.New("no such name")
		if strings.ContainsAny(text.text, "#/.") {
			err = c.resolve(reference{text.asReference(), grammar.Schema})
		}
		if err != nil {
			c.flawf(text, WrongMapping, "the mapping of %s leads to nothing: %s is neither the name of a schema in components nor a reference to one; correct it",
				wording.Quote(value), wording.Quote(text.text))
		}
	}
}

// component returns the component schema whose name is the string in the node, or nil if there is
// no such schema.
func (n *Node) component() *Node { return n.file.document.Root().At("components", "schemas", n.text) }

// Mapped returns the schema that a value in the mapping of a discriminator names. It is a component
// schema of the root file, or the target of a reference. It returns nil if there is no such schema.
func (n *Node) Mapped() *Node {
	if n.Kind() != String {
		return nil
	}
	if component := n.component(); component != nil {
		return component.Target()
	}
	return n.asReference().Target()
}

// link resolves the operationRef of a link. The operationRef may lead to the document of another
// API, which no check needs.
func (c *classifier) link(n *Node) {
	if IsURL(n.text) {
		return
	}
	if err := c.resolve(reference{n.asReference(), grammar.Operation}); err != nil {
		c.flawf(n, WrongRef, "%s", strings.Replace(err.Error(), "the $ref", "the operationRef", 1))
	}
}

// asReference returns a node whose $ref is the string in the node.
func (n *Node) asReference() *Node {
	return &Node{file: n.file, parent: n.parent, kind: Object, children: []child{{token: refKey, node: n}}}
}

// need searches for a reference that leads to nothing and that a check needs.
type need struct {
	grammar *grammar.Grammar
	broken  map[*Node]error
	seen    map[*Node]bool
}

// first returns the first such $ref below the operations of a document, or nil if there is none.
func (w *need) first(root *Node) *Node {
	return w.value(root.Get("paths"), w.grammar.Field(grammar.OpenAPI, "paths").Value)
}

func (w *need) value(n *Node, v *grammar.Value) *Node {
	switch {
	case n.Kind() == Object && v.Object != grammar.None:
		return w.object(n, v.Object)
	case n.Kind() == Object && v.Entry != nil:
		return w.all(n, v.Entry)
	case n.Kind() == Array && v.Item != nil:
		return w.all(n, v.Item)
	default:
		return nil
	}
}

func (w *need) all(n *Node, v *grammar.Value) *Node {
	for i := range n.children {
		if found := w.value(n.children[i].node, v); found != nil {
			return found
		}
	}
	return nil
}

func (w *need) object(n *Node, as grammar.Object) *Node {
	if w.seen[n] {
		return nil
	}
	w.seen[n] = true
	if w.grammar.Refers(as) && n.Ref() != "" {
		if w.broken[n] != nil {
			return n.Get(refKey)
		}
		if found := w.object(n.target(), as); found != nil || !w.grammar.KeepsFields(as) {
			return found
		}
	}
	for name, field := range n.Fields() {
		v := w.grammar.Entry(as, name)
		if f := w.grammar.Field(as, name); f != nil {
			if f.IsAside {
				continue
			}
			v = f.Value
		}
		if v == nil {
			continue
		}
		if found := w.value(field, v); found != nil {
			return found
		}
	}
	return nil
}
