package document

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Node is a value of a document. A nil Node is what is not there: its methods are those of a null that has no place.
type Node struct {
	document *Document
	parent   *Node
	// token is what leads from the parent to the node.
	token string
	kind  Kind
	// text is that of a scalar: the string, the literal of the number, or true or false.
	text     string
	children []child
	// byName are the children of an object with many of them.
	byName map[string]*Node
	// key is the key that the node stands under, nil for an item and for the document; value is the node itself.
	key, value *yaml.Node
}

// child is a node under a name of an object, or with an index of an array. One that YAML repeats has other parents, too.
type child struct {
	token string
	node  *Node
}

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds.
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

// manyChildren is from how many children on an object finds them in a map.
const manyChildren = 8

// Get returns the child under a name of an object, or with an index of an array, or nil if there is none.
func (n *Node) Get(token string) *Node {
	switch n.Kind() {
	case Object:
		if n.byName != nil {
			return n.byName[token]
		}
		for _, c := range n.children {
			if c.token == token {
				return c.node
			}
		}
	case Array:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.children) && strconv.Itoa(i) == token {
			return n.children[i].node
		}
	}
	return nil
}

// At returns the node that several tokens lead to, one after the other; the node itself for none of them, and nil where
// nothing is there.
func (n *Node) At(tokens ...string) *Node {
	for _, token := range tokens {
		n = n.Get(token)
	}
	return n
}

// Nearest returns the child under a name or, where there is none, the node itself.
func (n *Node) Nearest(token string) *Node {
	if child := n.Get(token); child != nil {
		return child
	}
	return n
}

// Len returns how many children the node has.
func (n *Node) Len() int {
	if n == nil {
		return 0
	}
	return len(n.children)
}

// Items goes over the items of an array, in order; over nothing for another kind.
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

// Fields goes over the names and values of an object, in the order of the document; over nothing for another kind.
func (n *Node) Fields() iter.Seq2[string, *Node] {
	if n.Kind() != Object {
		n = nil
	}
	return n.Entries()
}

// Entries goes over the names and values of an object, or the indices and items of an array, in the order of the document.
func (n *Node) Entries() iter.Seq2[string, *Node] {
	return func(yield func(string, *Node) bool) {
		if n == nil {
			return
		}
		for _, c := range n.children {
			if !yield(c.token, c.node) {
				return
			}
		}
	}
}

// SortedFields goes over the names and values of an object, in the order of the names.
func (n *Node) SortedFields() iter.Seq2[string, *Node] {
	return func(yield func(string, *Node) bool) {
		if n.Kind() != Object {
			return
		}
		sorted := slices.Clone(n.children)
		slices.SortFunc(sorted, func(a, b child) int { return strings.Compare(a.token, b.token) })
		for _, c := range sorted {
			if !yield(c.token, c.node) {
				return
			}
		}
	}
}

// All goes over the node and everything in it, each node once, in the order of the document.
func (n *Node) All() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		seen := map[*Node]bool{}
		var visit func(n *Node) bool
		visit = func(n *Node) bool {
			if seen[n] {
				return true
			}
			seen[n] = true
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

// Owns reports whether the value under a name, or the item with an index, is written in the node, and not repeated there by
// an alias or a merge key.
func (n *Node) Owns(token string) bool {
	child := n.Get(token)
	return child != nil && child.parent == n && child.token == token
}

// Text returns a string, or the literal of a number or a bool; empty for another kind.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	return n.text
}

// StringAt returns the string under a name, or an empty string if there is none.
func (n *Node) StringAt(name string) string {
	if child := n.Get(name); child.Kind() == String {
		return child.text
	}
	return ""
}

// IsTrue reports whether the value is true.
func (n *Node) IsTrue() bool { return n.Kind() == Bool && n.text == "true" }

// Value returns the JSON value.
func (n *Node) Value() any {
	switch n.Kind() {
	case Bool:
		return n.text == "true"
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

// Document returns the document that the node stands in; nil for a nil node.
func (n *Node) Document() *Document {
	if n == nil {
		return nil
	}
	return n.document
}

// Parent returns the node that the node stands in; nil for the root.
func (n *Node) Parent() *Node {
	if n == nil {
		return nil
	}
	return n.parent
}

// Name returns the name, or the index, under which the node stands in its parent; empty for the root.
func (n *Node) Name() string {
	if n == nil {
		return ""
	}
	return n.token
}

// Pointer returns the JSON pointer of the node.
func (n *Node) Pointer() string {
	var tokens []string
	for ; n != nil && n.parent != nil; n = n.parent {
		tokens = append(tokens, n.token)
	}
	slices.Reverse(tokens)
	return jsonvalue.Pointer("", tokens...)
}

// Place returns the place of the node: for a value under a key, that of the key.
func (n *Node) Place() Place {
	if n == nil {
		return Place{Line: 1, Column: 1}
	}
	at := n.value
	if n.key != nil {
		at = n.key
	}
	return Place{File: n.document.name, Pointer: n.Pointer(), Line: at.Line, Column: at.Column}
}

// Target returns the node that a $ref in the node leads to, through other references; the node itself where it has no $ref, and nil where
// the reference leads to nothing or only to itself.
func (n *Node) Target() *Node {
	for range maxReferences {
		ref := n.Get(refKey)
		if ref.Kind() != String {
			return n
		}
		next, err := n.document.Resolve(ref.text)
		if err != nil {
			return nil
		}
		n = next
	}
	return nil
}

// Ref returns the value of the $ref in the node; empty where it has none.
func (n *Node) Ref() string { return n.StringAt(refKey) }

const refKey = "$ref"

// maxReferences bounds references that lead to references, which may go round.
const maxReferences = 100

// YAML returns the key that the node stands under, nil for an item and for the document, and the value, as they are written. An alias is followed.
// They must not be changed.
func (n *Node) YAML() (key, value *yaml.Node) {
	if n == nil {
		return nil, nil
	}
	return n.key, n.value
}
