// Package mutation puts mistakes into an OpenAPI document and reports which of them the recorded
// exchanges reveal. It makes mutants of the document, each with one mistake, and checks the
// exchanges against each. If every exchange gets the same verdict as from the document, nothing
// noticed the mistake: the mutant survives.
//
//	mutants, err := mutation.Mutants(c)
//	if err != nil {
//		return err
//	}
//	runner, err := mutation.NewRunner(c, exchanges)
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

	// version is the version that the mistake is made in, if it is made in the overlay of one.
	version string
	// written is the ID with the pointer that the edited part has in its file.
	written string
	// location is that of the file that is edited, and edit returns its text.
	location string
	edit     func() ([]byte, error)
}

// Document returns the text of the mutant, or of the one file of it that is edited; it is made anew
// each time. It returns an error if the edit can't be made. It is safe for concurrent use.
func (m *Mutant) Document() ([]byte, error) { return m.edit() }

// Mutants returns all mutants of a document, in the order of its files and lines, and at one place
// by kind. They depend on nothing but the document. What a file other than the root file says has
// mutants where references lead to it. Of an overlay, what it adds has mutants, and each action has
// one without it. Mutants returns an error if the document can't be edited.
func Mutants(c *contract.Contract) ([]Mutant, error) {
	g, err := newGenerator(c)
	if err != nil {
		return nil, err
	}
	mutants := g.all()
	for _, f := range g.tree.Files() {
		if f.IsOverlay() {
			mutants = append(mutants, g.actions(f)...)
		}
	}
	of, err := versionMutants(c)
	if err != nil {
		return nil, err
	}
	mutants = append(mutants, of...)
	slices.SortStableFunc(mutants, func(a, b Mutant) int {
		return cmp.Or(
			a.Place.Compare(b.Place),
			cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind)),
		)
	})
	return mutants, nil
}
