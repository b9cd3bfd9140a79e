// Package document reads OpenAPI documents, and other YAML or JSON files, as trees of nodes that
// know where they are in the file.
//
//	doc, err := document.Parse("openapi.yaml", text)
//	if err != nil {
//		return err
//	}
//	schema := doc.Root().At("components", "schemas", "Organization").Target()
//	fmt.Println(schema.Pointer(), schema.Place())
//
// A node can be found by names, by a JSON pointer or by a $ref. It knows its file, JSON pointer,
// line and column. A value that YAML repeats with an alias or a merge key is one node, at the place
// where it is written.
package document

import (
	"fmt"
	"slices"
)

// Document is a YAML or JSON file, and the files that it refers to. It doesn't change after [Parse],
// so several goroutines may use it at the same time.
type Document struct {
	// files begins with the root file.
	files []*File
	// objects are the nodes that are objects of OpenAPI, in the order in which they were found.
	objects []*Node
	// resources are the schemas with an $id, and byURI has them and the files with a $self by URI.
	resources map[*Node]*resource
	byURI     map[string]*resource
	flaws     []Flaw
	// invalid says why nothing can be checked.
	invalid error
}

func newDocument(name string) *Document {
	d := &Document{}
	d.files = []*File{{document: d, name: name}}
	return d
}

// Parse reads an OpenAPI document. The name identifies the document in places and errors. Parse
// returns an error if the text is not YAML, if its top level is not a mapping, or if a mapping has
// the same key twice. The error is one line that begins with the name and, if known, the line and
// column.
func Parse(name string, text []byte) (*Document, error) {
	d, err := ParseFile(name, "an OpenAPI document", text)
	if err != nil {
		return nil, orSwagger(name, text, err)
	}
	if d.Root().kind != Object {
		return nil, fmt.Errorf("%s: the file is not an OpenAPI document, because its top level is not a mapping", name)
	}
	d.classify()
	return d, nil
}

// Name returns the name that the document was parsed under.
func (d *Document) Name() string { return d.files[0].name }

// Root returns the node of the root file.
func (d *Document) Root() *Node { return d.files[0].root }

// Files returns the files of the document. The first is the root file.
func (d *Document) Files() []*File { return slices.Clone(d.files) }

// Find returns the node at a JSON pointer of the root file, or nil if there is none.
func (d *Document) Find(pointer string) *Node { return d.files[0].Find(pointer) }
