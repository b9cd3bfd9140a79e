// Package edit edits a YAML or JSON document at JSON pointers. It leaves every other byte as it is,
// including comments, order, quotes, indentation and line ends, so that a diff shows only the edit.
//
//	d, err := edit.Parse("openapi.yaml", document)
//	if err != nil {
//		return err
//	}
//	edited, err := d.Set("/components/schemas/Organization/properties/name/nullable", true)
package edit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Document is a YAML or JSON document that can be edited. An edit returns the edited text and
// doesn't change the Document. So a program can make several edits of one Document, also in several
// goroutines at the same time.
//
// The places of edits are JSON pointers (RFC 6901). The value of an edit is any value that YAML can
// express. It may be a Go value, whose maps are written in the order of their keys. It may be a
// value of package jsonvalue, whose objects have their own order. It may also be a
// [*document.Node], which is written as in its document, or a [*yaml.Node]. If YAML 1.1 would read
// a string as something else, such as yes or 12:30:45, the string is written in quotes.
//
// An edit returns an error if it goes through an alias or changes something that an alias repeats,
// because it would change more than one place. If an edit adds lines after a last line without a
// line break, that line gets a line break. An error is one line that begins with the document's
// name and, if they are known, the line and column.
type Document struct {
	name string
	text []byte
	// root is the root node of the document, with its place in the text.
	root *node
	// aliases has the aliases of the document, each with the node that it repeats.
	aliases []alias
	style   style
}

type alias struct{ at, repeats *node }

const byteOrderMark = "\ufeff"

// Parse reads a document. The Document uses the text, so the caller must not change the text any
// more. Its errors begin with the name. The text has to be UTF-8 and a single YAML document, and no
// mapping may have the same key twice.
func Parse(name string, text []byte) (*Document, error) {
	if err := checkEncoding(name, text); err != nil {
		return nil, err
	}
	written, err := document.ParseYAML(name, "a YAML or JSON document", text)
	if err != nil {
		return nil, err
	}
	return newDocument(name, text, written)
}

// newDocument returns the document of a text that was already parsed as YAML.
func newDocument(name string, text []byte, written *yaml.Node) (*Document, error) {
	s := newScanner(name, text)
	root, err := s.node(written, nil, -1)
	if err != nil {
		return nil, err
	}
	d := &Document{name: name, text: text, root: root, style: newStyle(text, root)}
	for _, at := range s.aliases {
		d.aliases = append(d.aliases, alias{at, s.anchored[at.yaml.Alias]})
	}
	return d, nil
}

// Name returns the name that was given to [Parse].
func (d *Document) Name() string { return d.name }

// Text returns the text of the document. The caller must not change it.
func (d *Document) Text() []byte { return d.text }

// Keys returns the keys of the mapping at a pointer in their order. It returns false if the
// document has no value there, or if the pointer leads through an alias.
func (d *Document) Keys(at string) ([]string, bool) {
	n, err := d.find(at)
	if err != nil {
		return nil, false
	}
	var keys []string
	for _, child := range n.children {
		if child.key != nil {
			keys = append(keys, child.key.yaml.Value)
		}
	}
	return keys, true
}

// Strings returns the scalars in the sequence at a pointer, or nil if there is no sequence. An item
// that is not a scalar is an empty string.
func (d *Document) Strings(at string) []string {
	n, err := d.find(at)
	if err != nil || n.yaml.Kind != yaml.SequenceNode {
		return nil
	}
	all := make([]string, len(n.children))
	for i, child := range n.children {
		if child.yaml.Kind == yaml.ScalarNode {
			all[i] = child.yaml.Value
		}
	}
	return all
}

func checkEncoding(name string, text []byte) error {
	if !utf8.Valid(text) {
		return fmt.Errorf("%s: the file is not UTF-8; convert it", name)
	}
	return nil
}

// find returns the node at a pointer. It returns an error if there is no node, or if the pointer
// leads through an alias.
func (d *Document) find(at string) (*node, error) {
	if at != "" && at[0] != '/' {
		return nil, fmt.Errorf("%s: %q is not a JSON pointer; begin it with a slash", d.name, at)
	}
	n, walked := d.root, ""
	for _, token := range jsonvalue.Tokens(at) {
		if n.yaml.Kind == yaml.AliasNode {
			return nil, d.errorf(n, "%s stands behind the alias *%s; edit what it repeats, in line %d", at, n.yaml.Value, n.yaml.Alias.Line)
		}
		next := n.child(token)
		if next == nil {
			return nil, d.errorf(n, "there is no %s in %s", quote(token), describe(walked))
		}
		if next.key != nil && next.key.explicit {
			return nil, d.errorf(next.key, "the key %s is written with a question mark, which can't be edited; write it without", quote(token))
		}
		n, walked = next, jsonvalue.Pointer(walked, token)
	}
	return n, nil
}

// container returns the mapping or the sequence that will get a new child, and the child's key.
func (d *Document) container(at string) (*node, string, error) {
	if at == "" {
		return nil, "", fmt.Errorf("%s: nothing can be added beside the document as a whole; name a place in it", d.name)
	}
	parent, key := jsonvalue.CutPointer(at)
	n, err := d.find(parent)
	if err != nil {
		return nil, "", err
	}
	switch n.yaml.Kind {
	case yaml.AliasNode:
		return nil, "", d.errorf(n, "%s stands behind the alias *%s; edit what it repeats, in line %d", at, n.yaml.Value, n.yaml.Alias.Line)
	case yaml.MappingNode, yaml.SequenceNode:
	default:
		return nil, "", d.errorf(n, "%s is neither a mapping nor a sequence, so nothing can be added to it; set it instead", describe(parent))
	}
	if n.pair {
		return nil, "", d.errorf(n, "%s is a pair without braces, which can't be edited; write it with braces", describe(parent))
	}
	return n, key, nil
}

// alone returns an error if an edit of a range would change or remove a node that an alias outside
// the range repeats.
func (d *Document) alone(from, to int) error {
	for _, a := range d.aliases {
		inside := from <= a.at.start && a.at.end <= to
		overlaps := a.repeats.start < to && from < a.repeats.end || a.repeats.start == from && a.repeats.end == to
		if overlaps && !inside {
			return d.repeated(a)
		}
	}
	return nil
}

// extensible returns an error if an alias repeats the node or a node around it, because a new child
// would then be in two places.
func (d *Document) extensible(n *node) error {
	for _, a := range d.aliases {
		if a.repeats.start <= n.start && n.end <= a.repeats.end {
			return d.repeated(a)
		}
	}
	return nil
}

func (d *Document) repeated(a alias) error {
	return d.errorf(a.repeats, "line %d repeats this as *%s, so an edit would change both; write one of them out first", a.at.yaml.Line, a.at.yaml.Value)
}

func (d *Document) errorf(at *node, format string, arguments ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", d.name, at.yaml.Line, at.yaml.Column, fmt.Sprintf(format, arguments...))
}

func describe(at string) string {
	if at == "" {
		return "the document"
	}
	return at
}

// quote returns a string in quotes, on one line.
func quote(s string) string { return strconv.Quote(s) }

// isJSON reports whether the document is also valid JSON.
func isJSON(text []byte) bool { return json.Valid(bytes.TrimPrefix(text, []byte(byteOrderMark))) }
