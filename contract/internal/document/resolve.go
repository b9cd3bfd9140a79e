package document

import (
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Find returns the node at a JSON pointer of the file, or nil if there is no such node.
func (f *File) Find(pointer string) *Node {
	if pointer != "" && pointer[0] != '/' {
		return nil
	}
	return f.root.written(jsonvalue.Tokens(pointer)...)
}

// written follows names and indices, as [Node.At] does. It also follows fields that mean nothing.
func (n *Node) written(tokens ...string) *Node {
	for _, token := range tokens {
		c := n.child(token)
		if c == nil {
			return nil
		}
		n = c.node
	}
	return n
}

// Resolve returns the node that a $ref would point to if it were written in the node. The $ref is
// relative to the nearest schema with an $id around the node, or to the file. Resolve returns an
// error if the $ref points to nothing, or to a file that can't be read.
func (n *Node) Resolve(ref string) (*Node, error) {
	reference, fragment, _ := strings.Cut(ref, "#")
	in, err := n.resource().named(reference)
	if err != nil {
		return nil, fmt.Errorf("the $ref %s %w", wording.Quote(Shown(ref)), err)
	}
	if found := in.at(fragment); found != nil {
		return found, nil
	}
	return nil, fmt.Errorf("the $ref %s points to nothing; correct it, or add its target", wording.Quote(Shown(ref)))
}

// Target follows the $ref in the node, and the $ref in its target, and so on. It returns the last
// node. If the node has no $ref, it returns the node itself. If a reference points to nothing or to
// itself, it returns nil.
func (n *Node) Target() *Node {
	if n.Get(refKey).Kind() != String {
		return n
	}
	if target := n.target(); target != nil && target.Get(refKey).Kind() != String {
		return target
	}
	last, _ := n.walk()
	if last.Get(refKey).Kind() == String {
		return nil
	}
	return last
}

// target returns the node that the $ref of the node refers to, or nil if the classifier found none.
func (n *Node) target() *Node { return n.file.document.targets[n] }

// walk follows the $ref in the node, and further references, to the last node. It stops early at a
// node whose last node is already known. It returns the last node and the nodes on the way to it.
// If the $ref leads back to itself, the last node is nil. If the last reference leads to nothing,
// the last node still has a $ref.
func (n *Node) walk() (last *Node, way []*Node) {
	seen := map[*Node]bool{}
	for {
		ref := n.Get(refKey)
		if ref.Kind() != String {
			return n, way
		}
		if last, known := n.file.document.last[n]; known {
			return last, way
		}
		if seen[n] {
			return nil, way
		}
		seen[n] = true
		way = append(way, n)
		next := n.target()
		if next == nil {
			var err error
			if next, err = n.Resolve(ref.text); err != nil {
				return n, way
			}
		}
		n = next
	}
}

// RefTo returns a $ref that points to a node of the same document when it is written in this file.
func (f *File) RefTo(target *Node) string {
	location, within := CutPointer(target.Pointer())
	fragment := (&url.URL{Fragment: within}).String()
	switch {
	case target.File() == f && fragment == "":
		return "#"
	case target.File() == f:
		return fragment
	case IsURL(target.file.location):
		return location + fragment
	}
	// Both are paths that begin at the directory of the root file, so a relative path leads from
	// one to the other.
	relative, err := filepath.Rel(filepath.FromSlash(path.Dir(f.location)), filepath.FromSlash(target.file.location))
	if err != nil {
		return target.file.location + fragment
	}
	return (&url.URL{Path: filepath.ToSlash(relative), Fragment: within}).String()
}

// Ref returns the value of the $ref in the node, or an empty string if there is none.
func (n *Node) Ref() string { return n.StringAt(refKey) }

const refKey = "$ref"
