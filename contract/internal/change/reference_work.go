package change

import (
	"fmt"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document/grammar"
)

const (
	// maxReferenceWork is how many values kin-openapi may read because of references. It was
	// measured: this many values take about ten seconds.
	maxReferenceWork = 2_000_000
	// walkedOfRead is how many schemas it walks in the time in which it reads a value.
	walkedOfRead = 2
)

// referenceWork counts the values that kin-openapi reads because of references. kin-openapi reads
// most objects once, and walks the schemas in them for each reference. But it reads an object again
// for each reference to it if the object is not at a place that OpenAPI defines, such as
// /x-schemas/A or a file that has only schemas. The references in such an object are followed again
// too. So twenty objects that each name the next one twice are read a million times, and nothing
// can stop that.
type referenceWork struct {
	// size is the number of values in the document.
	size    int
	grammar *grammar.Grammar
	reached map[*document.Node]*reachedObject
	// schemas has the number of schemas in each object that is walked.
	schemas map[*document.Node]int
	isOpen  map[*document.Node]bool
	left    int
	// last is the reference that was followed last.
	last *document.Node
}

// reachedObject is an object that is read again for each reference.
type reachedObject struct {
	// size is how many values are read for a reference to the object.
	size int
	// next has the targets of references in the object that are read again too.
	next []*document.Node
}

// refuseReferences returns an error of one line if kin-openapi would work too long on the
// references of a document.
func refuseReferences(doc *document.Document) error {
	w := newReferenceWork(doc)
	if w.count(doc); w.left < 0 {
		return fmt.Errorf("what the reference at %s leads to is read too often for the rules; move it to components", w.last.Place())
	}
	return nil
}

func newReferenceWork(doc *document.Document) *referenceWork {
	return &referenceWork{
		grammar: grammar.Of(doc.Version()), reached: map[*document.Node]*reachedObject{}, schemas: map[*document.Node]int{}, isOpen: map[*document.Node]bool{}, left: maxReferenceWork,
	}
}

// count counts what is read for all references of a document, until too much is read.
func (w *referenceWork) count(doc *document.Document) {
	var again []*document.Node
	for _, f := range doc.Files() {
		for n := range f.Root().All() {
			w.size++
			target := followed(n)
			if target == nil {
				continue
			}
			if w.readAgain(n) != nil {
				again = append(again, n)
			}
			if w.left -= w.schemasIn(target) / walkedOfRead; w.left < 0 {
				w.last = n
				return
			}
		}
	}
	for _, w.last = range again {
		if w.follow(w.readAgain(w.last)); w.left < 0 {
			return
		}
	}
}

// schemasIn returns the number of schemas in an object.
func (w *referenceWork) schemasIn(object *document.Node) int {
	n, known := w.schemas[object]
	if !known {
		for inner := range object.All() {
			if inner.IsSchema() {
				n++
			}
		}
		w.schemas[object] = n
	}
	return n
}

// follow counts what is read for one reference to an object, until too much is read.
func (w *referenceWork) follow(target *document.Node) {
	if w.isOpen[target] || w.left < 0 {
		return
	}
	o := w.reached[target]
	if o == nil {
		o = &reachedObject{size: 1}
		if slices.ContainsFunc(way(target), func(n *document.Node) bool { return n.Ref() != "" }) {
			o.size = w.size // kin-openapi finds the object only in the whole document, which it reads again.
		}
		for n := range target.All() {
			o.size++
			if next := w.readAgain(n); next != nil {
				o.next = append(o.next, next)
			}
		}
		w.reached[target] = o
	}
	w.left -= o.size
	w.isOpen[target] = true
	for _, next := range o.next {
		w.follow(next)
	}
	w.isOpen[target] = false
}

// readAgain returns the target of the reference in a node, if kin-openapi reads it again for each
// reference. Otherwise, it returns nil.
func (w *referenceWork) readAgain(n *document.Node) *document.Node {
	target := followed(n)
	if target == nil {
		return nil
	}
	as := &grammar.Value{Object: grammar.OpenAPI}
	parents := way(target)
	if len(parents) == 0 {
		return target // It is a whole file.
	}
	for i, n := range append(parents, target)[1:] {
		if parents[i].Ref() != "" {
			return target
		}
		if as = w.under(as, n.Name()); as == nil {
			return target
		}
	}
	if as.Object == grammar.None {
		return target
	}
	return nil
}

// under returns what is allowed under a name in an object, map or list, or nil if the name has no
// meaning there.
func (w *referenceWork) under(as *grammar.Value, name string) *grammar.Value {
	switch field := w.grammar.Field(as.Object, name); {
	case as.Item != nil:
		return as.Item
	case as.Object == grammar.None:
		return as.Entry
	case field != nil:
		return field.Value
	case grammar.IsExtension(name):
		return nil
	default:
		return w.grammar.Entry(as.Object, name)
	}
}

// way returns the nodes from the top of the file to the parent of a node.
func way(n *document.Node) []*document.Node {
	var nodes []*document.Node
	for p := n.Parent(); p != nil; p = p.Parent() {
		nodes = append(nodes, p)
	}
	slices.Reverse(nodes)
	return nodes
}
