package change

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/load"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Document is an OpenAPI 3.0 document to compare. [Compare] is not to be called for one by several goroutines at
// once.
type Document struct {
	name     string
	contract *contract.Contract
	spec     *load.SpecInfo
	root     node
	// pointers has the JSON pointer of what stands at a line and column.
	pointers map[position]string
	// operations are all operations, by what they go by in both documents.
	operations map[string]operation
}

type position struct{ line, column int }

// node is a value in a document, with its JSON pointer and what its place is: the key of a value in a mapping, else the value itself.
type node struct {
	at         string
	key, value *yaml.Node
}

// exists reports whether there is a node. The zero node is none.
func (n node) exists() bool { return n.value != nil }

// Parse reads an OpenAPI 3.0 document, YAML or JSON. The name stands for it in places and errors. An error is one line, as that of [contract.Parse].
func Parse(name string, text []byte) (*Document, error) {
	c, err := contract.Parse(name, text)
	if err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	// The name is oasdiff's to read as a path; the places that are reported have the document's own.
	spec, err := load.NewSpecInfoFromData(loader, text, "openapi.yaml", load.WithFlattenParams())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var file yaml.Node
	if err := yaml.Load(text, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	d := &Document{name: name, contract: c, spec: spec, root: node{key: file.Content[0], value: file.Content[0]}, pointers: map[position]string{}}
	d.index(d.root)
	d.operations = d.findOperations()
	return d, nil
}

// Name returns what the document was parsed under.
func (d *Document) Name() string { return d.name }

// Version returns the info.version of the document.
func (d *Document) Version() string { return d.spec.GetVersion() }

// index notes where everything stands. Where several things do, as an item of a list and its first key, the outermost counts.
func (d *Document) index(n node) {
	at := position{n.key.Line, n.key.Column}
	if _, taken := d.pointers[at]; !taken {
		d.pointers[at] = n.at
	}
	for child := range n.children() {
		d.index(child)
	}
}

// children goes over the values of a mapping and the items of a sequence, in the order of the document. It does not follow references.
func (n node) children() iter.Seq[node] {
	return func(yield func(node) bool) {
		if !n.exists() {
			return
		}
		for i, child := range n.value.Content {
			var next node
			switch {
			case n.value.Kind == yaml.SequenceNode:
				next = node{pointer(n.at, strconv.Itoa(i)), child, child}
			case i%2 == 0:
				next = node{pointer(n.at, child.Value), child, n.value.Content[i+1]}
			default:
				continue
			}
			if !yield(next) {
				return
			}
		}
	}
}

// child returns the value under a key, or the item with an index; the zero node where there is none.
func (n node) child(name string) node {
	for child := range n.children() {
		if child.at == pointer(n.at, name) {
			return child
		}
	}
	return node{}
}

// text returns the scalar under a key.
func (n node) text(name string) string {
	if child := n.child(name); child.exists() {
		return child.value.Value
	}
	return ""
}

// name is the last token of the pointer.
func (n node) name() string {
	_, token := cut(n.at)
	return token
}

// cut returns a JSON pointer without its last token, and the token.
func cut(at string) (parent, token string) {
	i := max(strings.LastIndexByte(at, '/'), 0)
	return at[:i], unescape.Replace(strings.TrimPrefix(at[i:], "/"))
}

// resolve follows aliases and references. That a reference leads somewhere, [contract.Parse] has made sure of; one that leads to itself is left.
func (d *Document) resolve(n node) node {
	for range 100 {
		if n.exists() && n.value.Kind == yaml.AliasNode {
			n.value = n.value.Alias
		}
		reference := n.text("$ref")
		if reference == "" {
			break
		}
		n = d.find(strings.TrimPrefix(reference, "#"))
	}
	return n
}

// find returns what stands at a JSON pointer; the zero node where there is nothing.
func (d *Document) find(at string) node {
	found := d.root
	if at == "" {
		return found
	}
	for token := range strings.SplitSeq(strings.TrimPrefix(at, "/"), "/") {
		found = found.child(unescape.Replace(token))
	}
	return found
}

// place returns the place of a node; the zero place for the zero node.
func (d *Document) place(n node) contract.Place {
	if !n.exists() {
		return contract.Place{}
	}
	return contract.Place{File: d.name, Pointer: n.at, Line: n.key.Line, Column: n.key.Column}
}

// operation is an operation as it stands in the document.
type operation struct {
	Operation

	item, node node
}

// Operations returns how many operations the document has.
func (d *Document) Operations() int { return len(d.operations) }

func (d *Document) findOperations() map[string]operation {
	found := map[string]operation{}
	for item := range d.root.child("paths").children() {
		for child := range d.resolve(item).children() {
			if method := strings.ToUpper(child.name()); slices.Contains(methods, method) {
				o := operation{Operation{ID: child.text("operationId"), Method: method, Path: item.name()}, item, child}
				found[o.key()] = o
			}
		}
	}
	return found
}

var methods = []string{"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"}

// key names the operation in both documents: the method and the path template without the names of its parameters, which may change.
func (o Operation) key() string {
	var b strings.Builder
	b.WriteString(o.Method + " ")
	inside := false
	for _, r := range o.Path {
		if r == '}' {
			inside = false
		}
		if !inside {
			b.WriteRune(r)
		}
		inside = inside || r == '{'
	}
	return b.String()
}

var (
	escape   = strings.NewReplacer("~", "~0", "/", "~1")
	unescape = strings.NewReplacer("~1", "/", "~0", "~", "%7B", "{", "%7D", "}")
)

// pointer appends a token to a JSON pointer (RFC 6901).
func pointer(base, token string) string { return base + "/" + escape.Replace(token) }
