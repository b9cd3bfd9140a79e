// Package edit edits a YAML or JSON document at JSON pointers and leaves every other byte as it is: comments, order, quotes, indentation and
// line ends stay, so that the edit is all that a diff shows.
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
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Document is a YAML or JSON document that can be edited. An edit returns the edited text and leaves the Document as it is, so any
// number of edits can be made of one Document, also by several goroutines at the same time.
//
// The places of edits are JSON pointers (RFC 6901). In the values of edits, maps are written in the order of their keys; a struct, or a
// [yaml.Node], has an order of its own. An edit through an alias, or one that would change what an alias repeats, is refused: it would change
// more than one place. A file whose last line has no line break gets one where lines are added behind it. An error is one line that begins with the document's name, and where it is known the line and column.
type Document struct {
	name string
	text []byte
	root *node
	// aliases are those of the document, each with the node that it repeats.
	aliases []alias
	style   style
}

type alias struct{ at, repeats *node }

const byteOrderMark = "\ufeff"

// Parse reads a document, which the Document then refers to: it must not be changed any more. The name stands for it in errors. The document
// has to be UTF-8 and one single YAML document, without a key that is twice in a mapping.
func Parse(name string, text []byte) (*Document, error) {
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("%s: the file is not UTF-8; convert it", name)
	}
	var file yaml.Node
	if err := yaml.Load(text, &file); err != nil {
		if load, ok := errors.AsType[*yaml.LoadError](err); ok && load.Mark.Line > 0 {
			return nil, fmt.Errorf("%s:%d:%d: %s; mend the YAML there", name, load.Mark.Line, load.Mark.Column, firstLine(load.Message))
		}
		words := strings.Split(firstLine(err.Error()), "yaml: ")
		return nil, fmt.Errorf("%s: %s; it should hold one YAML document", name, words[len(words)-1])
	}
	s := newScanner(name, text)
	root, err := s.node(file.Content[0], nil, -1)
	if err != nil {
		return nil, err
	}
	d := &Document{name: name, text: text, root: root, style: newStyle(text, root)}
	for _, at := range s.aliases {
		d.aliases = append(d.aliases, alias{at, s.anchored[at.yaml.Alias]})
	}
	return d, nil
}

// Node returns the node at a pointer, nil where there is none. Aliases are followed. It must not be changed.
func (d *Document) Node(at string) *yaml.Node {
	n := d.root.yaml
	for token := range tokens(at) {
		for n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		if n = child(n, token); n == nil {
			return nil
		}
	}
	return n
}

func child(n *yaml.Node, token string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == token {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}

// find returns the node at a pointer, or an error where there is none or it stands behind an alias.
func (d *Document) find(at string) (*node, error) {
	if at != "" && at[0] != '/' {
		return nil, fmt.Errorf("%s: %q is no JSON pointer; begin it with a slash", d.name, at)
	}
	n, walked := d.root, ""
	for token := range tokens(at) {
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
		n, walked = next, walked+"/"+escapes.Replace(token)
	}
	return n, nil
}

// container returns the mapping or the sequence that is to get a new child, with the child's key.
func (d *Document) container(at string) (*node, string, error) {
	cut := strings.LastIndexByte(at, '/')
	if cut < 0 {
		return nil, "", fmt.Errorf("%s: %q names no place in the document; begin it with a slash", d.name, at)
	}
	n, err := d.find(at[:cut])
	if err != nil {
		return nil, "", err
	}
	switch n.yaml.Kind {
	case yaml.AliasNode:
		return nil, "", d.errorf(n, "%s stands behind the alias *%s; edit what it repeats, in line %d", at, n.yaml.Value, n.yaml.Alias.Line)
	case yaml.MappingNode, yaml.SequenceNode:
	default:
		return nil, "", d.errorf(n, "%s is neither a mapping nor a sequence, so nothing can be added to it; set it instead", describe(at[:cut]))
	}
	if n.pair {
		return nil, "", d.errorf(n, "%s is a pair without braces, which can't be edited; write it with braces", describe(at[:cut]))
	}
	return n, unescapes.Replace(at[cut+1:]), nil
}

// alone returns an error where a change of what is in the range would change what an alias elsewhere repeats, or take it away.
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

// extensible returns an error where a new child of a node would be one of what an alias elsewhere repeats.
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

// tokens goes over the reference tokens of a JSON pointer.
func tokens(at string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		rest, more := strings.CutPrefix(at, "/")
		for more {
			var token string
			token, rest, more = strings.Cut(rest, "/")
			if !yield(unescapes.Replace(token)) {
				return
			}
		}
	}
}

var (
	escapes   = strings.NewReplacer("~", "~0", "/", "~1")
	unescapes = strings.NewReplacer("~1", "/", "~0", "~")
)

// Pointer appends tokens to a JSON pointer.
func Pointer(base string, tokens ...string) string {
	var b strings.Builder
	b.WriteString(base)
	for _, token := range tokens {
		b.WriteString("/" + escapes.Replace(token))
	}
	return b.String()
}

func describe(at string) string {
	if at == "" {
		return "the document"
	}
	return at
}

// quote writes a text in quotes, on one line.
func quote(text string) string { return strconv.Quote(text) }

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// isJSON reports whether the document is JSON as well.
func isJSON(text []byte) bool { return json.Valid(bytes.TrimPrefix(text, []byte(byteOrderMark))) }
