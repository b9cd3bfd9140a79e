package mutation

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// generator walks a document and makes its mutants.
type generator struct {
	name     string
	document *edit.Document
	// tree is what the document says.
	tree *document.Document
	// unchecked are the pointers of what the document asks for and nothing checks.
	unchecked map[string]bool
	// oneSided are the properties that only requests or only responses have.
	oneSided []oneSided
	mutants  []Mutant
}

// mutant adds a mutant; the detail distinguishes it from others of its kind at the same place.
func (g *generator) mutant(kind Kind, at, detail string, edit func() ([]byte, error), description, killer string) *Mutant {
	g.mutants = append(g.mutants, Mutant{
		ID: strings.TrimSpace(string(kind) + " " + at + " " + detail), Kind: kind, Place: g.place(at), Description: description, Killer: killer, edit: edit,
	})
	return &g.mutants[len(g.mutants)-1]
}

// place returns the place of a pointer; of what isn't there, that of what it would be in.
func (g *generator) place(at string) contract.Place {
	n := g.tree.Find(at)
	for at != "" && (n == nil || n.Pointer() != at) {
		at, _ = jsonvalue.CutPointer(at)
		n = g.tree.Find(at)
	}
	return contract.Place(n.Place())
}

// skips reports whether a node has no mutants at a pointer: where nothing is there, and where a
// reference, an alias or a merge key repeats what has its mutants where it is written.
func skips(at string, n *document.Node) bool { return n == nil || n.Ref() != "" || n.Pointer() != at }

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

// put sets a value that is there, or inserts it.
func (g *generator) put(at string, value any) func() ([]byte, error) {
	if g.tree.Find(at) == nil {
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
		d := g.document
		for _, step := range [][2]string{{one, between}, {other, one}, {between, other}} {
			text, err := d.Rename(jsonvalue.Pointer(parent, step[0]), step[1])
			if err != nil || step[1] == other {
				return text, err
			}
			if d, err = edit.Parse(g.name, text); err != nil {
				return nil, err
			}
		}
		return nil, fmt.Errorf("%s: %s and %s in %s can't be swapped", g.name, one, other, parent)
	}
}
