package document

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Find returns the node at a JSON pointer of the file, or nil if there is none.
func (f *File) Find(pointer string) *Node {
	if pointer != "" && pointer[0] != '/' {
		return nil
	}
	return f.root.written(jsonvalue.Tokens(pointer)...)
}

// written follows several names or indices, as [Node.At] does, also to fields that mean nothing.
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

// Resolve returns the node that a $ref points to, if it is written in the node. It is relative to
// the nearest schema with an $id, or to the file. Resolve returns an error if the $ref points to
// another file or to nothing.
func (n *Node) Resolve(ref string) (*Node, error) {
	reference, fragment, _ := strings.Cut(ref, "#")
	in := n.file.document.named(n.resource(), reference)
	if in == nil {
		return nil, fmt.Errorf("the $ref %s points to another file, and only one file is read; bundle the document into one file", wording.Quote(ref))
	}
	if found := in.at(fragment); found != nil {
		return found, nil
	}
	return nil, fmt.Errorf("the $ref %s points to nothing; correct it, or add its target", wording.Quote(ref))
}

// Target follows the $ref in the node, and references from there, and returns the last node. It
// returns the node itself if there is no $ref, and nil if a reference points to nothing or to
// itself.
func (n *Node) Target() *Node {
	for range maxReferences {
		ref := n.Get(refKey)
		if ref.Kind() != String {
			return n
		}
		next := n.target
		if next == nil {
			var err error
			if next, err = n.Resolve(ref.text); err != nil {
				return nil
			}
		}
		n = next
	}
	return nil
}

// Ref returns the value of the $ref in the node, or an empty string if there is none.
func (n *Node) Ref() string { return n.StringAt(refKey) }

const refKey = "$ref"

// maxReferences limits how many references are followed from one to the next, because they may form
// a loop.
const maxReferences = 100
