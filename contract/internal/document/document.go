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
	"net/url"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Document is a YAML or JSON file. It doesn't change after [Parse], so several goroutines may use
// it at the same time.
type Document struct {
	name string
	root *Node
}

// Parse reads an OpenAPI document. The name identifies the document in places and errors. Parse
// returns an error if the text is not YAML, if its top level is not a mapping, or if a mapping has
// the same key twice. The error is one line that begins with the name and, if known, the line and
// column.
func Parse(name string, text []byte) (*Document, error) {
	d, err := ParseFile(name, "an OpenAPI document", text)
	if err != nil {
		return nil, err
	}
	if d.root.kind != Object {
		return nil, fmt.Errorf("%s: the file is not an OpenAPI document, because its top level is not a mapping", name)
	}
	return d, nil
}

// Name returns the name that the document was parsed under.
func (d *Document) Name() string { return d.name }

// Root returns the node of the whole document.
func (d *Document) Root() *Node { return d.root }

// Find returns the node at a JSON pointer, or nil if there is none.
func (d *Document) Find(pointer string) *Node {
	if pointer != "" && pointer[0] != '/' {
		return nil
	}
	return d.root.At(jsonvalue.Tokens(pointer)...)
}

// Resolve returns the node that a $ref of the document points to. It returns an error if the $ref
// points to another file or to nothing.
func (d *Document) Resolve(ref string) (*Node, error) {
	fragment, local := strings.CutPrefix(ref, "#")
	if !local {
		return nil, fmt.Errorf("the $ref %s points to another file, and only one file is read; bundle the document into one file", wording.Quote(ref))
	}
	// A fragment of a URI may be percent-encoded (RFC 6901, section 6).
	if plain, err := url.PathUnescape(fragment); err == nil {
		fragment = plain
	}
	found := d.Find(fragment)
	if found == nil {
		return nil, fmt.Errorf("the $ref %s points to nothing; correct it, or add its target", wording.Quote(ref))
	}
	return found, nil
}
