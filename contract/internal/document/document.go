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
// A caller can find a node by names, by a JSON pointer or by a $ref. Each node knows its file, JSON
// pointer, line and column. If YAML repeats a value with an alias or a merge key, the value is one
// node. Its place is where it is written.
package document

import (
	"fmt"
	"slices"
)

// Document is a YAML or JSON file, together with the files that it refers to. It doesn't change
// after [Parse] or [Load], so several goroutines may use it at the same time.
type Document struct {
	// files begins with the root file. byLocation has the files by their locations.
	files      []*File
	byLocation map[string]*File
	// loader reads more files while the document is loaded.
	loader *loader
	// objects has the nodes that are OpenAPI objects, in the order in which the classifier found
	// them.
	objects []*Node
	// resources has the schemas with an $id. byURI has these schemas, and the files with a $self,
	// by their URIs.
	resources map[*Node]*resource
	byURI     map[string]*resource
	// targets has the node that the $ref of a node refers to, which may have a $ref too. The
	// classifier sets it.
	targets map[*Node]*Node
	// byName has the index of each child by its name, for the objects with many children.
	byName map[*Node]map[string]int
	flaws  []Flaw
	// invalid is an error if nothing can be checked against the document.
	invalid error
	// repeats reports whether an alias, a merge key or an inlined target repeats a node.
	repeats bool
	// origins has the places of nodes that are not written where their pointers lead; see
	// [Node.Written].
	origins map[*Node]origin
	// added is the number of values that overlays have added.
	added int
	// last has the last node that a $ref leads to through other references; see [Node.walk].
	last map[*Node]*Node
	// values is the approximate number of values in the files that were read.
	values int
}

func newDocument(name string) *Document {
	root := &File{name: name, location: rootLocation(name)}
	d := &Document{files: []*File{root}, byLocation: map[string]*File{root.location: root}, byName: map[*Node]map[string]int{}}
	root.document = d
	return d
}

// Parse reads an OpenAPI document in one file. It is like [Load], except that a reference to
// another file is a reference to nothing.
func Parse(name string, text []byte) (*Document, error) { return Load(name, text, nil) }

// Load reads an OpenAPI document and the files that its references lead to. The name identifies the
// root file in places and errors. It is a path with slashes, or a URL of http or https. The reader
// returns the texts of the other files. If it is nil, there are no other files.
//
// Load returns an error if the text is not YAML, if its top level is not a mapping, or if a mapping
// has the same key twice. The error is one line that begins with the name and, if known, the line
// and column. A reference that leads to nothing doesn't make Load fail; see [Document.Validate] and
// [Document.Flaws].
//
// Load applies the overlays to the root file, one after the other. It also returns an error if an
// overlay can't be applied.
func Load(name string, text []byte, reader Reader, overlays ...Overlay) (*Document, error) {
	d, err := ParseFile(name, "an OpenAPI document", text)
	if err != nil {
		return nil, orSwagger(name, text, err)
	}
	return d.load(reader, overlays)
}

// With returns the same document with other overlays.
func (d *Document) With(reader Reader, overlays ...Overlay) (*Document, error) {
	with, err := ParseFile(d.Name(), "an OpenAPI document", d.files[0].text)
	if err != nil {
		return nil, err
	}
	return with.load(reader, overlays)
}

// load applies the overlays to the root file, and reads the files that its references lead to.
func (d *Document) load(reader Reader, overlays []Overlay) (*Document, error) {
	if d.Root().kind != Object {
		return nil, fmt.Errorf("%s: the file is not an OpenAPI document, because its top level is not a mapping", d.Name())
	}
	d.loader = &loader{reader: reader, size: len(d.files[0].text), failed: map[string]error{}}
	for _, o := range overlays {
		if err := d.overlay(o); err != nil {
			return nil, err
		}
	}
	d.classify()
	d.loader.reader = nil
	return d, nil
}

// Name returns the name of the root file.
func (d *Document) Name() string { return d.files[0].name }

// Root returns the node of the root file.
func (d *Document) Root() *Node { return d.files[0].root }

// Files returns the files of the document. The first is the root file. The others come in the order
// in which references lead to them.
func (d *Document) Files() []*File { return slices.Clone(d.files) }

// Find returns the node with this pointer, which has the form of [Node.Pointer], or nil if there is
// no such node.
func (d *Document) Find(pointer string) *Node {
	location, within := CutPointer(pointer)
	if location == "" {
		return d.files[0].Find(within)
	}
	if f := d.byLocation[location]; f != nil {
		return f.Find(within)
	}
	return nil
}
