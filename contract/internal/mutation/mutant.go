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
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// Mutant is a document with one deliberate mistake.
type Mutant struct {
	// ID is made of the kind, the JSON pointer and a detail, so that it stays the same when lines
	// move.
	ID   string
	Kind Kind
	// Place is where the mistake is made.
	Place contract.Place
	// Description is one line that says what was edited.
	Description string
	// Killer is one line that says which exchange would notice.
	Killer string
	// Equivalent is the rule by which the edit alone shows that nothing can notice; empty where
	// there is none. [Runner.Run] may find another rule.
	Equivalent Rule

	edit func() ([]byte, error)
}

// Document returns the bytes of the mutant, made anew each time. It returns an error if the edit
// can't be made. It is safe for concurrent use.
func (m *Mutant) Document() ([]byte, error) { return m.edit() }

// Mutants returns all mutants of a document, in the order of its lines, and at one place by kind.
// They depend on nothing but the document. The name stands for the document in places and errors.
// Mutants returns an error if [contract.Parse] does.
func Mutants(name string, document []byte) ([]Mutant, error) {
	c, err := contract.Parse(name, document)
	if err != nil {
		return nil, err
	}
	d, err := edit.Parse(name, document)
	if err != nil {
		return nil, err
	}
	g := &generator{name: name, document: d, tree: d.Tree(), unchecked: map[string]bool{}}
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
