package mutation

import (
	"context"
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
	// tree is the document as a tree.
	tree *document.Document
	// visited has the nodes outside the root file that already have their mutants.
	visited map[*document.Node]bool
	// unchecked has the pointers of everything that the document demands and nothing checks.
	unchecked map[string]bool
	// oneSided has the properties that only requests or only responses have.
	oneSided []oneSided
	mutants  []Mutant
	// size is about how many bytes the texts of the mutants have.
	size int
	// patternBytes is how many bytes the patterns have so far, with their repetitions written out.
	patternBytes int
	// isOver reports whether no more mutants are to be made.
	isOver func() bool
	// left has the number of mutants that were not made, by their kinds.
	left map[Kind]int
	// uncounted has the kinds of which there may be even more, because no time was left to count.
	uncounted map[Kind]bool
	// only is the location of the overlay whose mutants are wanted. If it is empty, those of all
	// files are.
	only string
}

// newGenerator returns a generator for the document of a contract, without the overlays of
// versions. If the context ends, the generator only counts further mutants.
func newGenerator(ctx context.Context, c *contract.Contract) (*generator, error) {
	doc, err := tree.Of(c)
	if err != nil {
		return nil, err
	}
	files, err := edit.NewFiles(doc)
	if err != nil {
		return nil, err
	}
	g := &generator{
		files: files, tree: doc, visited: map[*document.Node]bool{}, unchecked: map[string]bool{}, left: map[Kind]int{}, uncounted: map[Kind]bool{},
		isOver: func() bool { return ctx.Err() != nil },
	}
	for _, u := range c.Unchecked() {
		g.unchecked[u.Document.Pointer] = true
	}
	return g, nil
}

// all makes and returns all mutants of the document.
func (g *generator) all() []Mutant {
	g.root()
	g.otherSides()
	return g.mutants
}

// mutant adds a mutant. Its detail distinguishes it from other mutants of the same kind at the same
// place. If there are too many mutants, or no time is left, it only counts the mutant and returns
// one that nobody uses.
func (g *generator) mutant(kind Kind, at, detail string, edit func() ([]byte, error), description, killer string) *Mutant {
	size := 2*(len(at)+len(detail)) + len(description) + len(killer)
	if len(g.mutants) >= maxMutants || g.size+size > maxMutantBytes || g.isOver() {
		if location, _ := g.writtenAt(at); g.only == "" || g.only == location {
			g.left[kind]++
		}
		return &Mutant{}
	}
	g.size += size
	g.mutants = append(g.mutants, Mutant{
		ID: strings.TrimSpace(string(kind) + " " + at + " " + detail), Kind: kind, Place: g.place(at), Description: description, Killer: killer, edit: edit,
	})
	m := &g.mutants[len(g.mutants)-1]
	location, within := g.writtenAt(at)
	m.location = location
	if g.only != "" { // Nobody asks for it otherwise, and a document may have many mutants.
		m.written = strings.TrimSpace(string(kind) + " " + location + "#" + within + " " + detail)
	}
	return m
}

// place returns the place of a pointer. If nothing is there, it returns the place where it would be
// added.
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

// written returns the node whose mutants are made at a pointer, and the node's own pointer. It
// returns nil if there is no node. It also returns nil if a reference, an alias or a merge key
// repeats the node, because the node's mutants are made where it is written. If references lead to
// a node in another file, its mutants are made at the first reference.
func (g *generator) written(at string, n *document.Node) (string, *document.Node) {
	if n.Ref() != "" {
		n = n.Target()
		if n == nil || n.File().Location() == "" {
			return at, nil
		}
	}
	return g.own(at, n)
}

// own is like [generator.written], but it ignores a reference in the node.
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

// The methods below return functions. A function makes its edit when it is called.

// edit returns a function that edits the file of a pointer.
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

// writtenAt returns where something is written, or would be written if it is not there. The result
// is the location of the file and a JSON pointer in the file.
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

// put returns a function that sets a value, or inserts it if it is not there.
func (g *generator) put(at string, value any) func() ([]byte, error) {
	if g.tree.Find(at) == nil {
		return g.insert(at, value)
	}
	return g.set(at, value)
}

func (g *generator) rename(at, key string) func() ([]byte, error) {
	return g.edit(at, func(d *edit.Document, within string) ([]byte, error) { return d.Rename(within, key) })
}

// swap returns a function that swaps the values of two keys in a mapping.
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
