package document

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/document/grammar"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// classifier finds out which OpenAPI object each node of a document is. It walks once from the
// root, and follows references. It adds flaws, and hides the fields that mean nothing. Other
// packages then need not know the versions of OpenAPI, and can rely on the kinds of the fields'
// values.
type classifier struct {
	document *Document
	grammar  *grammar.Grammar
	// references grows while the classifier follows the references.
	references []reference
	// mapped has the values in the mappings of discriminators, and linked has the operationRefs of
	// links.
	mapped, linked []*Node
	// again has the visits of nodes that are two objects, because an alias or a reference repeats
	// them where another object is expected.
	again map[visit]bool
	// inlined has the nodes with a $ref that the target of the $ref has replaced.
	inlined map[*child]*Node
}

type visit struct {
	node *Node
	as   grammar.Object
}

// classify classifies the nodes of an OpenAPI document and follows its references. If a document
// has no version of OpenAPI, classify does nothing.
func (d *Document) classify() {
	v := d.Version()
	if v == 0 {
		return
	}
	d.targets = map[*Node]*Node{}
	c := &classifier{document: d, grammar: grammar.Of(v), again: map[visit]bool{}, inlined: map[*child]*Node{}}
	c.version()
	c.self()
	c.object(d.Root(), grammar.OpenAPI)
	c.follow()
}

// version adds a flaw if this package doesn't know the version of OpenAPI, or if the version lacks
// its last number.
func (c *classifier) version() {
	n := c.document.Root().Get("openapi")
	if _, exact := grammar.ParseVersion(n.text); !exact {
		c.flawf(n, WrongVersion, "the document says openapi: %s, and is read as OpenAPI %s; write a version such as %s.0", n.text, c.grammar.Version, c.grammar.Version)
	}
}

// object classifies a node and the nodes in it.
func (c *classifier) object(n *Node, as grammar.Object) {
	if !c.enter(n, as) {
		return
	}
	refers := c.grammar.Refers(as) && n.Ref() != ""
	if refers {
		c.references = append(c.references, reference{n, as})
		if !c.grammar.KeepsFields(as) {
			c.beside(n, as)
			return
		}
	}
	if as == grammar.Schema {
		c.identify(n)
	}
	for i := range n.children {
		if at := &n.children[i]; !at.isHidden {
			at.isHidden = !c.field(n, at, as)
		}
	}
	for _, f := range c.grammar.Required(as) {
		if n.child(f.Name) == nil {
			c.flawf(n, MissingField, "%s must have the field %s; add it", article(as), f.Name)
		}
	}
}

// enter reports whether a node was not yet classified as this object. It then marks the node as
// classified.
func (c *classifier) enter(n *Node, as grammar.Object) bool {
	if n.kind != Object || n.object == as {
		return false
	}
	if n.object == grammar.None {
		n.object = as
		c.document.objects = append(c.document.objects, n)
		return true
	}
	if c.again[visit{n, as}] {
		return false
	}
	c.again[visit{n, as}] = true
	return true
}

// beside adds a flaw for the fields beside a $ref that have no effect.
func (c *classifier) beside(n *Node, as grammar.Object) {
	for i := range n.children {
		at := &n.children[i]
		name := at.token
		if name == refKey || grammar.IsExtension(name) || c.grammar.Version >= V31 && (name == "summary" || name == "description") {
			continue
		}
		c.flawf(at.node, UnknownField, "the field %s beside a $ref has no effect in %s of OpenAPI %s; remove it", wording.Quote(name), article(as), c.grammar.Version)
		return
	}
}

// field classifies a field of an object. It reports whether the field and its
// value have a meaning there.
func (c *classifier) field(n *Node, at *child, as grammar.Object) bool {
	name := at.token
	v := c.grammar.Entry(as, name)
	if f := c.grammar.Field(as, name); f != nil {
		v = f.Value
	}
	if v != nil {
		switch {
		case as == grammar.Discriminator && name == "mapping":
			c.mapped = append(c.mapped, at.node)
		case as == grammar.Link && name == "operationRef" && at.node.kind == String:
			c.linked = append(c.linked, at.node)
		case as == grammar.Schema && name == "type" && c.grammar.Version >= V31:
			c.nameNull(at.node)
		}
		return c.value(n, at, v) || v.Kinds == grammar.String && at.node.kind != Null && at.node.kind < Array
	}
	if grammar.IsExtension(name) {
		return true
	}
	if c.grammar.IsOpen(as) && grammar.Other(as, name) == nil {
		return true
	}
	c.unknown(at.node, name, as)
	return false
}

// nameNull changes a null in the types of a schema to the string "null", because its author means
// the type.
func (c *classifier) nameNull(types *Node) {
	for n := range types.All() {
		if n.kind == Null {
			c.flawf(n, WrongKind, `the type null is a string; write "null", in quotes`)
			n.kind, n.text = String, "null"
		}
	}
}

// IsSchema reports whether the node is a Schema Object. A schema that is true or false is not an
// object.
func (n *Node) IsSchema() bool { return n != nil && n.object == grammar.Schema }

// value classifies a child that should have a certain value. It returns false if the child is of
// another kind.
func (c *classifier) value(parent *Node, at *child, v *grammar.Value) bool {
	if v.IsData() && v.Kinds == grammar.AnyKind {
		return true
	}
	if at.node.Ref() != "" && (v.Object == grammar.None || !c.grammar.Refers(v.Object)) {
		c.inline(at)
	}
	n := at.node
	if v.Kinds&(1<<n.kind) == 0 || v.IsWhole && !isWhole(n) {
		c.wrongKind(parent, at, v)
		c.takeBack(at)
		return false
	}
	switch {
	case n.kind == Object && v.Object != grammar.None:
		c.object(n, v.Object)
	case n.kind == Object && v.Entry != nil:
		c.all(n, v.Entry)
	case n.kind == Array && v.Item != nil:
		c.all(n, v.Item)
	}
	return true
}

// all classifies the items of a list, or the entries of a map. It doesn't hide those of a wrong
// kind. An item must keep its index, and a property its name, even if its schema says nothing.
func (c *classifier) all(n *Node, v *grammar.Value) {
	for i := range n.children {
		c.value(n, &n.children[i], v)
	}
}

func isWhole(n *Node) bool {
	number := jsonvalue.Number(n.text)
	return number.IsInteger() && n.text[0] != '-'
}
