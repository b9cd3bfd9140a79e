package mutation

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// generator walks a document and makes its mutants.
type generator struct {
	files *edit.Files
	// tree is what the document says.
	tree *document.Document
	// visited are the nodes of files other than the root file that have their mutants.
	visited map[*document.Node]bool
	// unchecked are the pointers of what the document asks for and nothing checks.
	unchecked map[string]bool
	// oneSided are the properties that only requests or only responses have.
	oneSided []oneSided
	mutants  []Mutant
}

// newGenerator returns the generator of the document of a contract, without the overlays of
// versions.
func newGenerator(c *contract.Contract) (*generator, error) {
	doc, err := tree.Of(c)
	if err != nil {
		return nil, err
	}
	files, err := edit.NewFiles(doc)
	if err != nil {
		return nil, err
	}
	g := &generator{files: files, tree: doc, visited: map[*document.Node]bool{}, unchecked: map[string]bool{}}
	for _, u := range c.Unchecked() {
		g.unchecked[u.Document.Pointer] = true
	}
	return g, nil
}

// all makes the mutants of the document.
func (g *generator) all() []Mutant {
	g.root()
	g.otherSides()
	return g.mutants
}

// mutant adds a mutant; the detail distinguishes it from others of its kind at the same place.
func (g *generator) mutant(kind Kind, at, detail string, edit func() ([]byte, error), description, killer string) *Mutant {
	g.mutants = append(g.mutants, Mutant{
		ID: strings.TrimSpace(string(kind) + " " + at + " " + detail), Kind: kind, Place: g.place(at), Description: description, Killer: killer, edit: edit,
	})
	m := &g.mutants[len(g.mutants)-1]
	location, within := g.writtenAt(at)
	m.location, m.written = location, strings.TrimSpace(string(kind)+" "+location+"#"+within+" "+detail)
	return m
}

// place returns the place of a pointer; of what isn't there, that of what it would be in.
func (g *generator) place(at string) contract.Place {
	n := g.tree.Find(at)
	for n == nil || n.Pointer() != at {
		parent, _ := document.CutLast(at)
		if parent == at {
			break
		}
		at, n = parent, g.tree.Find(parent)
	}
	return contract.Place(n.Place())
}

// written returns what has its mutants at a pointer, and its own pointer. It returns nil where
// nothing is there, and where a reference, an alias or a merge key repeats what has its mutants
// where it is written. What a reference to another file leads to has its mutants at the first
// reference.
func (g *generator) written(at string, n *document.Node) (string, *document.Node) {
	if n.Ref() != "" {
		n = n.Target()
		if n == nil || n.File().Location() == "" {
			return at, nil
		}
	}
	return g.own(at, n)
}

// own is [generator.written] for a node, whatever reference it has.
func (g *generator) own(at string, n *document.Node) (string, *document.Node) {
	switch {
	case n == nil || g.visited[n]:
		return at, nil
	case n.File().Location() != "":
		g.visited[n] = true
		return n.Pointer(), n
	case n.Pointer() != at:
		return at, nil
	default:
		return at, n
	}
}

// The edits, to be made when a mutant is asked for its bytes.

// edit returns an edit of the file that a pointer is in.
func (g *generator) edit(at string, do func(d *edit.Document, within string) ([]byte, error)) func() ([]byte, error) {
	return func() ([]byte, error) {
		location, within := g.writtenAt(at)
		d, err := g.files.File(location)
		if err != nil {
			return nil, err
		}
		return do(d, within)
	}
}

// writtenAt returns the location of the file in which something is written, or would be if it is
// not there, and its JSON pointer in that file.
func (g *generator) writtenAt(at string) (location, within string) {
	if n := g.tree.Find(at); n != nil && n.Pointer() == at {
		file, pointer := n.Written()
		return file.Location(), pointer
	}
	parent, token := document.CutLast(at)
	if parent == at {
		return document.CutPointer(at)
	}
	location, within = g.writtenAt(parent)
	return location, jsonvalue.Pointer(within, token)
}

func (g *generator) set(at string, value any) func() ([]byte, error) {
	return g.edit(at, func(d *edit.Document, within string) ([]byte, error) { return d.Set(within, value) })
}

func (g *generator) remove(at string) func() ([]byte, error) {
	return g.edit(at, (*edit.Document).Remove)
}

func (g *generator) insert(at string, value any) func() ([]byte, error) {
	return g.edit(at, func(d *edit.Document, within string) ([]byte, error) { return d.Insert(within, value) })
}

// put sets a value that is there, or inserts it.
func (g *generator) put(at string, value any) func() ([]byte, error) {
	if g.tree.Find(at) == nil {
		return g.insert(at, value)
	}
	return g.set(at, value)
}

func (g *generator) rename(at, key string) func() ([]byte, error) {
	return g.edit(at, func(d *edit.Document, within string) ([]byte, error) { return d.Rename(within, key) })
}

// swap gives two keys of a mapping each other's values.
func (g *generator) swap(parent, one, other string) func() ([]byte, error) {
	return g.edit(parent, func(d *edit.Document, within string) ([]byte, error) {
		const between = "x-swapped"
		name := g.place(parent).File
		for _, step := range [][2]string{{one, between}, {other, one}, {between, other}} {
			text, err := d.Rename(jsonvalue.Pointer(within, step[0]), step[1])
			if err != nil || step[1] == other {
				return text, err
			}
			if d, err = edit.Parse(name, text); err != nil {
				return nil, err
			}
		}
		return nil, fmt.Errorf("%s: %s and %s in %s can't be swapped", name, one, other, within)
	})
}
