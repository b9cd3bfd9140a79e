package change

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/load"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// Document is an OpenAPI document that [Compare] can compare. Only one goroutine at a time may use
// it in Compare.
type Document struct {
	contract *contract.Contract
	// spec is the document in the form that the rules of oasdiff compare. It is nil if kin-openapi
	// can't read the document.
	spec *load.SpecInfo
	// read is the document from which spec was read. It is either tree, or the copy of tree that
	// readable makes.
	read *document.Document
	tree *document.Document
	root *document.Node
	// nodes has the node at each line and column of the document read, if spec was read. If several
	// nodes begin at the same place, such as an item of a list and its first key, it has the
	// outermost node.
	nodes map[position]*document.Node
	// unread has the parts of the document that the rules don't read.
	unread []Unread
	// operations has all operations, by [Operation.key].
	operations map[string]operation
	// users has the operations that accept each security scheme, by its name. addUsers sets it.
	users map[string][]Operation
}

type position struct {
	file         string
	line, column int
}

// Parse reads an OpenAPI document in one file. The name identifies the document in places and
// errors. Its errors have one line and look like the errors of [contract.Parse].
func Parse(name string, text []byte) (*Document, error) {
	c, err := contract.Parse(name, text)
	if err != nil {
		return nil, err
	}
	return New(c)
}

// New returns the document of a contract for a comparison. It returns an error of one line if the
// document can't be compared.
func New(c *contract.Contract) (*Document, error) {
	doc, err := tree.Of(c)
	if err != nil {
		return nil, err
	}
	d := &Document{contract: c, tree: doc, root: doc.Root(), nodes: map[position]*document.Node{}, operations: findOperations(doc)}
	if err := d.readSpec(); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name(), err)
	}
	if d.spec != nil {
		d.findNodes()
	}
	return d, nil
}

// findNodes finds the node at each line and column of the document read.
func (d *Document) findNodes() {
	for _, f := range d.read.Files() {
		for n := range f.Root().All() {
			place := n.Place()
			at := position{place.File, place.Line, place.Column}
			if d.nodes[at] == nil {
				d.nodes[at] = n
			}
		}
	}
}

// readSpec reads the document with kin-openapi, for the rules of oasdiff. If it can, it reads the
// document as it is written. It reads the copy that [readable] makes in three cases: if the
// document has overlays or long chains of references, if kin-openapi refuses the document, or if
// kin-openapi would give a meaning to fields that have none. If kin-openapi refuses the copy too,
// no rule judges the changes. It reads nothing if the document is too large for the rules anyway,
// because kin-openapi takes a hundred times as much memory as the text.
func (d *Document) readSpec() error {
	d.read = d.tree
	err := cmp.Or(refuseSize(d.tree), refuseReferences(d.tree), d.refuseMuchWork(nil))
	if err != nil {
		d.unjudged(err)
		return nil // The differences are found without the rules.
	}
	if !hasFieldsOf30(d.tree) && !hasLongChain(d.tree) && !slices.ContainsFunc(d.tree.Files(), (*document.File).IsOverlay) {
		if d.spec, err = specOf(d.tree); err == nil {
			return nil
		}
	}
	read, unread, err := readable(d.tree)
	if err != nil {
		return err
	}
	if hasLongChain(read) { // References with fields beside them stay in a row.
		err = fmt.Errorf("more than %d references in a row take the rules too long; shorten the row", maxChain)
	} else if d.spec, err = specOf(read); err == nil {
		d.read, d.unread = read, unread
		return nil
	}
	d.unjudged(err)
	return nil
}

// unjudged records that no rule judges the changes, and why.
func (d *Document) unjudged(why error) {
	words, _, _ := strings.Cut(why.Error(), "\n")
	d.spec, d.unread = nil, []Unread{{placeOf(d.root), "the whole document: " + words}}
}

// hasFieldsOf30 reports whether a document of a later version has fields such as nullable, which
// mean something only in OpenAPI 3.0.
func hasFieldsOf30(doc *document.Document) bool {
	return doc.Version() >= document.V31 && slices.ContainsFunc(doc.Flaws(), func(f document.Flaw) bool { return f.Kind == document.UnknownField })
}

// specOf reads a document with kin-openapi. oasdiff reads the name as a path. The operations have no
// tags, because tags are for people, and oasdiff compares each with all others.
func specOf(doc *document.Document) (*load.SpecInfo, error) {
	loader, location := doc.KinLoader()
	spec, err := load.NewSpecInfoFromData(loader, doc.Files()[0].Text(), location, load.WithFlattenParams())
	if err != nil {
		return nil, err
	}
	for _, item := range spec.Spec.Paths.Map() {
		for _, operation := range item.Operations() {
			operation.Tags = nil
		}
	}
	return spec, nil
}

// Unread returns the parts of the document that no rule of oasdiff judges.
func (d *Document) Unread() []Unread { return d.unread }

// Name returns the name of the document's root file.
func (d *Document) Name() string { return d.contract.Name() }

// Contract returns the contract of the document.
func (d *Document) Contract() *contract.Contract { return d.contract }

// Version returns the info.version of the document.
func (d *Document) Version() string { return d.root.At("info", "version").Text() }

// Operations returns how many operations the document has.
func (d *Document) Operations() int { return len(d.operations) }

// at returns the place that oasdiff names. It returns the zero place if oasdiff names none.
func (d *Document) at(source *checker.Source) contract.Place {
	if source == nil || source.Line == 0 {
		return contract.Place{}
	}
	file := d.read.KinFile(source.File)
	n := d.nodes[position{file, source.Line, source.Column}]
	if d.read != d.tree {
		return placeOf(d.tree.Find(n.Pointer()))
	}
	return contract.Place{File: file, Pointer: n.Pointer(), Line: source.Line, Column: source.Column}
}

// tokens returns the names and indices on the way from the root of the document to the node at a
// pointer. If the node is in another file and belongs to a component of the document, the way leads
// through that component.
func (d *Document) tokens(at string) []string {
	location, within := document.CutPointer(at)
	if location == "" {
		return jsonvalue.Tokens(within)
	}
	found := ""
	var way []string
	for kind, of := range d.root.Get(components).Fields() {
		for name, n := range of.Fields() {
			pointer := target(n).Pointer()
			rest, inside := strings.CutPrefix(at+"/", pointer+"/")
			if inside && len(pointer) > len(found) {
				found, way = pointer, append([]string{components, kind, name}, jsonvalue.Tokens(strings.TrimSuffix("/"+rest, "/"))...)
			}
		}
	}
	return way
}

// placeOf returns the place of a node. It returns the zero place for nil.
func placeOf(n *document.Node) contract.Place {
	if n == nil {
		return contract.Place{}
	}
	return contract.Place(n.Place())
}

// target follows the references of a node. It returns a reference that leads only to itself as it
// is.
func target(n *document.Node) *document.Node {
	if t := n.Target(); t != nil {
		return t
	}
	return n
}

// isItem reports whether a node has no name, because it is an item of a list or the whole document.
func isItem(n *document.Node) bool {
	return n != nil && (n.Parent() == nil || n.Parent().Kind() == document.Array)
}

func isScalar(n *document.Node) bool {
	return n != nil && n.Kind() != document.Object && n.Kind() != document.Array
}

// canonical returns the same string for all nodes with equal values. It returns an empty string for
// nil.
func canonical(n *document.Node) string {
	if n == nil {
		return ""
	}
	return string(jsonvalue.AppendCanonical(nil, n.Value()))
}

// operation is an operation with the nodes that describe it in the document.
type operation struct {
	Operation

	item, node *document.Node
}

func findOperations(doc *document.Document) map[string]operation {
	found := map[string]operation{}
	for path, item := range doc.Root().Get("paths").Fields() {
		add := func(method string, n *document.Node) {
			o := operation{Operation{ID: n.StringAt("operationId"), Method: method, Path: path}, item, n}
			if _, known := found[o.key()]; !known {
				found[o.key()] = o
			}
		}
		for _, holder := range []*document.Node{item, target(item)} { // A path item may have operations beside its reference.
			for name, n := range holder.Fields() {
				if method := strings.ToUpper(name); slices.Contains(methods(), method) || method == query && doc.Version() >= document.V32 {
					add(method, n)
				}
			}
			for method, n := range holder.Get(additionalOperations).Fields() {
				add(method, n)
			}
		}
	}
	return found
}

// The constants are operations that OpenAPI 3.2 added. The rules of oasdiff don't know them.
const (
	query                = "QUERY"
	additionalOperations = "additionalOperations"
)

// methods returns the methods of the operations that the rules of oasdiff know.
func methods() []string {
	return []string{"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"}
}

func (o operation) hasStatus(status string) bool { return o.node.At("responses", status) != nil }

// parameters returns the parameters of an operation, from the operation and from its path item. The
// key of a path parameter is its position in the path, and the key of any other parameter is its
// name.
func (o operation) parameters() map[string]*document.Node {
	found := map[string]*document.Node{}
	for _, holder := range []*document.Node{target(o.item), o.item, o.node} { // The operation's parameters replace the others.
		for n := range holder.Get("parameters").Items() {
			parameter := target(n)
			in, name := parameter.StringAt("in"), parameter.StringAt("name")
			if in == "path" {
				name = strconv.Itoa(strings.Index(o.Path, "{"+name+"}"))
			}
			found[in+" "+name] = n
		}
	}
	return found
}

// security returns the security requirements of an operation. They may come from the whole
// document.
func (d *Document) security(o operation) *document.Node {
	if own := o.node.Get("security"); own != nil {
		return own
	}
	return d.root.Get("security")
}

// PlaceOf returns the place of an operation. It returns false if the document has no such
// operation.
func (d *Document) PlaceOf(method, path string) (contract.Place, bool) {
	o, found := d.operations[Operation{Method: method, Path: path}.key()]
	return placeOf(o.node), found
}

// Schemes returns the names of the security schemes that each operation accepts, in the order of
// the document. The keys are the methods and path templates of the operations.
func (d *Document) Schemes() map[string][]string {
	all := map[string][]string{}
	for _, o := range d.operations {
		names := []string{}
		for requirement := range d.security(o).Items() {
			for name := range requirement.Fields() {
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
		all[o.String()] = names
	}
	return all
}

// HTTPSchemes returns the HTTP authentication scheme, such as bearer, of each security scheme of
// the type http, by its name.
func (d *Document) HTTPSchemes() map[string]string {
	all := map[string]string{}
	for name, n := range d.root.At(components, "securitySchemes").Fields() {
		if scheme := target(n); scheme.StringAt("type") == "http" {
			all[name] = strings.ToLower(scheme.StringAt("scheme"))
		}
	}
	return all
}

// Returned returns the names of the component schemas that the successful responses of an operation
// refer to, directly or through other schemas.
func (d *Document) Returned(operation string) map[string]bool {
	found, seen := map[string]bool{}, map[*document.Node]bool{}
	var visit func(n *document.Node)
	visit = func(n *document.Node) {
		for n := range n.All() {
			to := n.Target()
			if n.Ref() == "" || to == nil || seen[to] {
				continue
			}
			seen[to] = true
			if to.Parent() == d.root.At(components, "schemas") {
				found[to.Name()] = true
			}
			visit(to)
		}
	}
	for _, o := range d.operations {
		for status, response := range o.node.Get("responses").Fields() {
			if o.String() == operation && strings.HasPrefix(status, "2") {
				visit(response)
			}
		}
	}
	return found
}
