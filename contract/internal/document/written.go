package document

import (
	"cmp"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// origin is where a node is written: a file, and a JSON pointer in it.
type origin struct {
	file    *File
	pointer string
}

// Written returns the file in which the node is written, and the JSON pointer of the node in that
// file. They differ from those of [Node.Pointer] for what an overlay adds, and for an item of a
// list of which an overlay removed an earlier item. It returns nil and an empty string for a nil
// node.
func (n *Node) Written() (file *File, pointer string) {
	if n == nil {
		return nil, ""
	}
	var tokens []string
	for at := n; ; at = at.parent {
		known, ok := n.file.document.origins[at]
		if ok || at.parent == nil {
			slices.Reverse(tokens)
			return cmp.Or(known.file, n.file), jsonvalue.Pointer(known.pointer, tokens...)
		}
		tokens = append(tokens, at.token)
	}
}

// originate notes that a node is written where another one is.
func (d *Document) originate(n, source *Node) {
	file, pointer := source.Written()
	if source.parent != nil && n.parent != nil && n != source {
		if above, within := n.parent.Written(); above == file && jsonvalue.Pointer(within, n.token) == pointer {
			return // Its pointer says it.
		}
	}
	if d.origins == nil {
		d.origins = map[*Node]origin{}
	}
	d.origins[n] = origin{file, pointer}
}
