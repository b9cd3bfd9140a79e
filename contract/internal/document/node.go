package document

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document/grammar"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Node is a value of a document. A nil Node means a missing value. The methods of a nil Node treat
// it as a null without a place.
//
// A large document has very many nodes. What few nodes have is therefore in maps of the [Document].
type Node struct {
	file   *File
	parent *Node
	// token is the name or index that leads from the parent to the node.
	token string
	// text is the content of a scalar: a string, the literal of a number, or true or false.
	text     string
	children []child
	// object is the OpenAPI object that the node is. The classifier sets it.
	object grammar.Object
	kind   Kind
	// number counts the nodes of the file in the order in which the builder makes them. The YAML
	// nodes take more memory than the nodes, so a node has only the number; see [Node.YAML].
	number int32
	// key is the place of the key, or zero for an item and for the root. value is the place of the
	// node itself.
	key, value position
}

// position is a line and a column, which count from 1.
type position struct{ line, column int32 }

// positionOf returns the position of a YAML node. A file is never so large that it doesn't fit.
func positionOf(n *yaml.Node) position {
	return position{line: int32(n.Line), column: int32(n.Column)} //nolint:gosec // MaxSize limits both.
}

// child is a node, together with its name or index in a parent. If YAML repeats a node, the node
// has several parents.
type child struct {
	token string
	node  *Node
	// isHidden reports whether the child is a field that means nothing there. Either the object
	// doesn't have the field, or its value has a wrong kind. Get and similar methods treat a hidden
	// child as absent, but pointers lead to it.
	isHidden bool
}

// Kind is the kind of a JSON value.
type Kind uint8

// The constants are the kinds of JSON values.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Kind returns the kind of the value.
func (n *Node) Kind() Kind {
	if n == nil {
		return Null
	}
	return n.kind
}

// manyChildren is the number of children above which the document has a map of an object's
// children.
const manyChildren = 8

// Get returns the child with this name in an object, or with this index in an array. It returns nil
// if there is no such child. A field to which OpenAPI gives no meaning counts as absent, unless it
// is an extension.
func (n *Node) Get(token string) *Node {
	if c := n.child(token); c != nil && !c.isHidden {
		return c.node
	}
	return nil
}

// child returns the child with this name or index, even if it is hidden. It returns nil if there is
// no such child.
func (n *Node) child(token string) *child {
	switch n.Kind() {
	case Object:
		if len(n.children) > manyChildren {
			if byName := n.file.document.byName[n]; byName != nil {
				if i, ok := byName[token]; ok {
					return &n.children[i]
				}
				return nil
			}
		}
		for i := range n.children {
			if n.children[i].token == token {
				return &n.children[i]
			}
		}
	case Array:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.children) && strconv.Itoa(i) == token {
			return &n.children[i]
		}
	}
	return nil
}

// index sets what byName of the document has for the node. It must be called when the children of
// an object have changed.
func (n *Node) index() {
	d := n.file.document
	if len(n.children) <= manyChildren || n.kind != Object {
		delete(d.byName, n)
		return
	}
	byName := make(map[string]int, len(n.children))
	for i := range n.children {
		byName[n.children[i].token] = i
	}
	d.byName[n] = byName
}

// addField adds a field to an object.
func (n *Node) addField(token string, node *Node) {
	n.children = append(n.children, child{token: token, node: node})
	if byName := n.file.document.byName[n]; byName != nil {
		byName[token] = len(n.children) - 1
	} else {
		n.index()
	}
}

// At follows names and indices, one after the other. It returns the last node, or nil if a node on
// the way is missing. Without arguments, it returns the node itself.
func (n *Node) At(tokens ...string) *Node {
	for _, token := range tokens {
		n = n.Get(token)
	}
	return n
}

// Nearest returns the child with this name or, if there is none, the node itself.
func (n *Node) Nearest(token string) *Node {
	if child := n.Get(token); child != nil {
		return child
	}
	return n
}

// Len returns the number of children.
func (n *Node) Len() int {
	if n == nil {
		return 0
	}
	return len(n.children)
}

// Items yields the items of an array in order. It yields nothing if the node is not an array.
func (n *Node) Items() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		if n.Kind() != Array {
			return
		}
		for _, c := range n.children {
			if !yield(c.node) {
				return
			}
		}
	}
}

// Fields yields the names and values of an object in the order of the document. It yields nothing
// if the node is not an object.
func (n *Node) Fields() iter.Seq2[string, *Node] {
	if n.Kind() != Object {
		n = nil
	}
	return n.Entries()
}

// Entries yields the names and values of an object, or the indices and items of an array, in the
// order of the document. It yields nothing for other kinds.
func (n *Node) Entries() iter.Seq2[string, *Node] {
	return func(yield func(string, *Node) bool) {
		if n == nil {
			return
		}
		for _, c := range n.children {
			if !c.isHidden && !yield(c.token, c.node) {
				return
			}
		}
	}
}

// SortedFields yields the names and values of an object, sorted by name.
func (n *Node) SortedFields() iter.Seq2[string, *Node] {
	return func(yield func(string, *Node) bool) {
		if n.Kind() != Object {
			return
		}
		sorted := slices.Clone(n.children)
		slices.SortFunc(sorted, func(a, b child) int { return strings.Compare(a.token, b.token) })
		for _, c := range sorted {
			if !c.isHidden && !yield(c.token, c.node) {
				return
			}
		}
	}
}

// All yields the node and all nodes in it, each once, in the order of the document.
func (n *Node) All() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		var seen map[*Node]bool // It is nil if no node has several parents, as in nearly all documents.
		if n != nil && n.file.document.repeats {
			seen = map[*Node]bool{}
		}
		var visit func(n *Node) bool
		visit = func(n *Node) bool {
			if seen[n] {
				return true
			}
			if seen != nil {
				seen[n] = true
			}
			if !yield(n) {
				return false
			}
			for _, c := range n.children {
				if !visit(c.node) {
					return false
				}
			}
			return true
		}
		if n != nil {
			visit(n)
		}
	}
}

// Owns reports whether the child with this name or index is written in the node itself. It returns
// false for a child that an alias or a merge key repeats.
func (n *Node) Owns(token string) bool {
	child := n.Get(token)
	return child != nil && child.parent == n && child.token == token
}

// Text returns the content of a string, or the literal of a number or a bool. It returns an empty
// string for other kinds.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	return n.text
}

// StringAt returns the string under a name, or an empty string if the name has no string.
func (n *Node) StringAt(name string) string {
	if child := n.Get(name); child.Kind() == String {
		return child.text
	}
	return ""
}

// trueText is the text of a node that is true.
const trueText = "true"

// IsTrue reports whether the value is true.
func (n *Node) IsTrue() bool { return n.Kind() == Bool && n.text == trueText }

// Value returns the value of the node as a JSON value.
func (n *Node) Value() any {
	switch n.Kind() {
	case Bool:
		return n.text == trueText
	case Number:
		return jsonvalue.Number(n.text)
	case String:
		return n.text
	case Array:
		items := make(jsonvalue.Array, len(n.children))
		for i, c := range n.children {
			items[i] = c.node.Value()
		}
		return items
	case Object:
		o := &jsonvalue.Object{Members: make([]jsonvalue.Member, len(n.children))}
		for i, c := range n.children {
			o.Members[i] = jsonvalue.Member{Name: c.token, Value: c.node.Value()}
		}
		return o
	default:
		return nil
	}
}

// Document returns the document that the node belongs to, or nil for a nil node.
func (n *Node) Document() *Document {
	if n == nil {
		return nil
	}
	return n.file.document
}

// File returns the file that the node belongs to, or nil for a nil node. A node that an overlay
// adds belongs to the root file; see [Node.Written].
func (n *Node) File() *File {
	if n == nil {
		return nil
	}
	return n.file.base()
}

// Parent returns the node around the node, or nil for the root of a file.
func (n *Node) Parent() *Node {
	if n == nil {
		return nil
	}
	return n.parent
}

// Name returns the name or index of the node in its parent, or an empty string for the root.
func (n *Node) Name() string {
	if n == nil {
		return ""
	}
	return n.token
}

// Pointer returns a string that identifies the node in its document. In the root file, it is the
// JSON pointer of the node. In another file, it is the location of the file, a # and the JSON
// pointer, such as schemas/pet.yaml#/properties/name. A # or % in the location is percent-encoded.
func (n *Node) Pointer() string {
	tokens := make([]string, 0, 32) // It stays on the stack, because a finding has several pointers.
	prefix := ""
	if n != nil {
		prefix = n.file.prefix
	}
	for ; n != nil && n.parent != nil; n = n.parent {
		tokens = append(tokens, n.token)
	}
	slices.Reverse(tokens)
	return jsonvalue.Pointer(prefix, tokens...)
}

// Place returns the place of the node. If the value has a key, it is the place of the key.
func (n *Node) Place() Place {
	if n == nil {
		return Place{Line: 1, Column: 1}
	}
	at := n.value
	if n.key != (position{}) {
		at = n.key
	}
	return n.placeAt(at)
}

// ValuePlace returns the place of the value itself, even if it has a key.
func (n *Node) ValuePlace() Place {
	if n == nil {
		return Place{Line: 1, Column: 1}
	}
	return n.placeAt(n.value)
}

func (n *Node) placeAt(at position) Place {
	return Place{File: n.file.name, Pointer: n.Pointer(), Line: int(at.line), Column: int(at.column)}
}
