package change

import (
	"bytes"
	"errors"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Unread is a part of a document that the rules of oasdiff can't read. Compare finds changes in
// this part, but no rule judges them.
type Unread struct {
	Place contract.Place
	// What says in one line what the rules don't read.
	What string
}

// readable returns a copy of a document that kin-openapi can read. The pointers in the copy are the
// same as in the document. In the copy, each $ref is a JSON pointer that leads directly to an
// object, and each field has the right kind. readable also returns the parts that it left out.
func readable(doc *document.Document) (*document.Document, []Unread, error) {
	w := &readableWriter{wrong: map[*document.Node]bool{}, ends: map[*document.Node]*document.Node{}}
	for _, f := range doc.Flaws() {
		if f.Kind == document.WrongKind || f.Kind == document.WrongRef {
			w.wrong[f.Node] = true
			w.unread = append(w.unread, Unread{placeOf(f.Node), f.What})
		}
	}
	files := writtenFiles{}
	for _, f := range doc.Files() {
		if f.IsOverlay() {
			continue // The root file already has what the overlay adds.
		}
		var text bytes.Buffer
		encoder := yaml.NewEncoder(&text)
		if err := encoder.Encode(w.node(f.Root())); err != nil {
			return nil, nil, err
		}
		files[f.Location()] = text.Bytes()
	}
	root := doc.Files()[0]
	read, err := document.Load(root.Name(), files[root.Location()], files)
	return read, w.unread, err
}

// writtenFiles has the texts of files by their locations.
type writtenFiles map[string][]byte

// Read returns the text of a file.
func (f writtenFiles) Read(location string, _ int) ([]byte, error) {
	if text, found := f[document.PublicLocation(location)]; found {
		return text, nil
	}
	return nil, errors.New("there is no such file")
}

// readableWriter writes the nodes of a document.
type readableWriter struct {
	// wrong has the nodes of a wrong kind, and the references that lead to nothing.
	wrong  map[*document.Node]bool
	unread []Unread
	// ends has the last target of references in a row; see endOf.
	ends map[*document.Node]*document.Node
}

// node returns the YAML that is written for a node.
func (w *readableWriter) node(n *document.Node) *yaml.Node {
	switch n.Kind() {
	case document.Object:
		written := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for name, child := range n.Fields() {
			if value := w.field(n, name, child); value != nil {
				written.Content = append(written.Content, text(name), value)
			}
		}
		return written
	case document.Array:
		written := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for item := range n.Items() {
			written.Content = append(written.Content, w.node(item))
		}
		return written
	case document.String:
		return text(n.Text())
	case document.Null:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	default:
		if w.wrong[n] { // A string is required here.
			return text(n.Text())
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Value: n.Text()}
	}
}

// field returns the YAML that is written for a field of an object. It returns nil for a reference
// that leads to nothing.
func (w *readableWriter) field(n *document.Node, name string, child *document.Node) *yaml.Node {
	if name != "$ref" || n.Ref() == "" {
		return w.node(child)
	}
	target, err := n.Resolve(child.Text())
	switch {
	case err == nil:
		return text(n.File().RefTo(w.endOf(target)))
	case w.wrong[n] || w.wrong[child]:
		return nil
	default: // The field is in an example.
		return w.node(child)
	}
}

// maxChain is how many references in a row are left as they are. If there are more, kin-openapi
// takes too long, because it follows each chain again for each reference to it.
const maxChain = 100

// hasLongChain reports whether a document has more than maxChain references in a row.
func hasLongChain(doc *document.Document) bool {
	for _, f := range doc.Files() {
		for n := range f.Root().All() {
			length := 0
			for next := n; next != nil && next.Ref() != ""; next = followed(next) {
				if length++; length > maxChain {
					return true
				}
			}
		}
	}
	return false
}

// endOf returns the last target of a node that consists only of a reference. The target may be a
// reference too.
func (w *readableWriter) endOf(n *document.Node) *document.Node {
	if end := w.ends[n]; end != nil {
		return end
	}
	w.ends[n] = n // The reference may lead only to itself.
	if next := followed(n); next != nil && n.Len() == 1 {
		w.ends[n] = w.endOf(next)
	}
	return w.ends[n]
}

// followed returns the target of the reference in a node. It returns nil if there is no reference,
// or if it leads to nothing.
func followed(n *document.Node) *document.Node {
	if n.Ref() == "" {
		return nil
	}
	target, err := n.Resolve(n.Ref())
	if err != nil {
		return nil
	}
	return target
}

// text returns a string as a node.
func text(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s, Style: yaml.DoubleQuotedStyle}
}
