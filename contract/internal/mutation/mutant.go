// Package mutation reports whether anything would notice a mistake in an OpenAPI 3.0 document. It
// makes mutants of the document, each with one deliberate mistake, and checks recorded exchanges
// against each. If every exchange gets the same verdict as from the document, nothing noticed the
// mistake: the mutant survives.
//
//	mutants, err := mutation.Mutants("openapi.yaml", document)
//	if err != nil {
//		return err
//	}
//	runner, err := mutation.NewRunner("openapi.yaml", document, exchanges)
//	if err != nil {
//		return err
//	}
//	result := runner.Run(ctx, mutants, nil)
//
// An exchange kills a mutant if its verdict differs: a finding more or fewer, or one of another
// severity, rule or place in the message. The place in the document and the message of a finding
// don't matter, and an exchange that contradicts the document can kill a mutant too. The exchanges
// of one recording are one session, so that invariants can refer to earlier ones.
//
// A mutant that an example in the document contradicts is not a valid document, so it counts as
// killed by the example, separately. A mutant that is invalid for another reason is stillborn. A
// mutant is equivalent if, by one of the [Rules], no exchange can have another verdict. Stillborn
// and equivalent mutants don't count.
//
// Exchanges that are made from the document must not be used: they agree with whatever it says.
package mutation

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// Mutant is a document with one deliberate mistake.
type Mutant struct {
	// ID is made of the kind, the JSON pointer and a detail, so that it stays the same when lines
	// move.
	ID   string
	Kind Kind
	// Place is that of the mistake.
	Place contract.Place
	// Description says in one line what was edited.
	Description string
	// Killer says in one line which exchange would kill the mutant.
	Killer string
	// Equivalent is the rule by which the edit alone shows that no exchange can kill the mutant;
	// empty where there is none. [Runner.Run] may find one.
	Equivalent Rule

	edit func() ([]byte, error)
}

// Document returns the bytes of the mutant, made anew each time. It returns an error if the edit
// can't be made. It is safe for concurrent use.
func (m *Mutant) Document() ([]byte, error) { return m.edit() }

// Mutants returns all mutants of a document, ordered by line, and by kind at one place. They depend
// only on the document. Places and errors show the document under the given name. It returns an
// error for a document that [contract.Parse] refuses.
func Mutants(name string, document []byte) ([]Mutant, error) {
	c, err := contract.Parse(name, document)
	if err != nil {
		return nil, err
	}
	d, err := edit.Parse(name, document)
	if err != nil {
		return nil, err
	}
	g := &generator{name: name, document: d, unchecked: map[string]bool{}}
	for _, u := range c.Unchecked() {
		g.unchecked[u.Document.Pointer] = true
	}
	g.root()
	g.otherSides()
	slices.SortStableFunc(g.mutants, func(a, b Mutant) int {
		return cmp.Or(
			cmp.Compare(a.Place.Line, b.Place.Line), cmp.Compare(a.Place.Column, b.Place.Column),
			cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind)),
		)
	})
	return g.mutants, nil
}

// generator walks a document and makes its mutants.
type generator struct {
	name     string
	document *edit.Document
	// unchecked are the pointers of the constraints that are not checked.
	unchecked map[string]bool
	// sides are the properties that belong to one side of an exchange only.
	sides   []sided
	mutants []Mutant
}

// mutant adds a mutant. The detail distinguishes it from others of its kind at the same place.
func (g *generator) mutant(kind Kind, at, detail string, edit func() ([]byte, error), description, killer string) *Mutant {
	g.mutants = append(g.mutants, Mutant{
		ID: strings.TrimSpace(string(kind) + " " + at + " " + detail), Kind: kind, Place: g.place(at), Description: description, Killer: killer, edit: edit,
	})
	return &g.mutants[len(g.mutants)-1]
}

// The edits, to be made when a mutant is asked for its bytes.

func (g *generator) set(at string, value any) func() ([]byte, error) {
	return func() ([]byte, error) { return g.document.Set(at, value) }
}

func (g *generator) remove(at string) func() ([]byte, error) {
	return func() ([]byte, error) { return g.document.Remove(at) }
}

func (g *generator) insert(at string, value any) func() ([]byte, error) {
	return func() ([]byte, error) { return g.document.Insert(at, value) }
}

// put sets a value, or inserts it.
func (g *generator) put(at string, value any) func() ([]byte, error) {
	if g.document.Node(at) == nil {
		return g.insert(at, value)
	}
	return g.set(at, value)
}

func (g *generator) rename(at, key string) func() ([]byte, error) {
	return func() ([]byte, error) { return g.document.Rename(at, key) }
}

// swap gives two keys of a mapping each other's values.
func (g *generator) swap(parent, one, other string) func() ([]byte, error) {
	return func() ([]byte, error) {
		const between = "x-swapped"
		at := func(key string) string { return edit.Pointer(parent, key) }
		d := g.document
		for _, step := range [][2]string{{one, between}, {other, one}, {between, other}} {
			text, err := d.Rename(at(step[0]), step[1])
			if err != nil || step[1] == other {
				return text, err
			}
			if d, err = edit.Parse(g.name, text); err != nil {
				return nil, err
			}
		}
		return nil, fmt.Errorf("%s: %s and %s can't be swapped", g.name, at(one), at(other))
	}
}

// place returns the place of a pointer. For a value under a key it is that of the key, and for a
// missing value that of its parent.
func (g *generator) place(at string) contract.Place {
	node := g.document.Node(at)
	if node == nil {
		return g.place(parentOf(at))
	}
	parent, token := cutLast(at)
	place := contract.Place{File: g.name, Pointer: at, Line: node.Line, Column: node.Column}
	for _, f := range fields(g.document.Node(parent)) {
		if at != "" && f.name == token {
			place.Line, place.Column = f.key.Line, f.key.Column
		}
	}
	return place
}

// cutLast cuts the last token off a pointer. The empty pointer stays empty.
func cutLast(at string) (parent, token string) {
	i := strings.LastIndexByte(at, '/')
	if i < 0 {
		return "", ""
	}
	return at[:i], strings.NewReplacer("~1", "/", "~0", "~").Replace(at[i+1:])
}

func parentOf(at string) string {
	parent, _ := cutLast(at)
	return parent
}

// field is an entry of a mapping.
type field struct {
	name       string
	key, value *yaml.Node
}

// fields returns the entries of a mapping in their order, and none for another node. A value behind
// an alias has its mutants where it is written.
func fields(node *yaml.Node) []field {
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	all := make([]field, 0, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		all = append(all, field{node.Content[i].Value, node.Content[i], node.Content[i+1]})
	}
	return all
}

// items returns the items of a list, and none for another node.
func items(node *yaml.Node) []*yaml.Node {
	if node == nil || node.Kind != yaml.SequenceNode {
		return nil
	}
	return node.Content
}

// child returns the value under a key, or nil.
func child(node *yaml.Node, key string) *yaml.Node {
	for _, f := range fields(node) {
		if f.name == key {
			return f.value
		}
	}
	return nil
}

// scalar returns the value of a scalar, and an empty one for another node.
func scalar(node *yaml.Node) string {
	if node == nil || node.Kind != yaml.ScalarNode {
		return ""
	}
	return node.Value
}

func isTrue(node *yaml.Node) bool {
	value, err := strconv.ParseBool(scalar(node))
	return err == nil && value
}

// isReference reports whether a node says no more than where to find what is meant.
func isReference(node *yaml.Node) bool { return child(node, "$ref") != nil }
