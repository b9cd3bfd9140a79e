// Package mutation puts mistakes into an OpenAPI document and reports which of them the recorded
// exchanges reveal. It makes mutants of the document, each with one mistake, and checks the
// exchanges against each mutant. If every exchange has the same verdict for the mutant and for the
// document, no exchange reveals the mistake, and the mutant survives.
//
//	mutants, err := mutation.Mutants(ctx, c)
//	if err != nil {
//		return err
//	}
//	runner, err := mutation.NewRunner(ctx, c, exchanges)
//	if err != nil {
//		return err
//	}
//	result := runner.Run(ctx, mutants, nil)
//
// An exchange kills a mutant if its verdict differs. This is so if it has one finding more or
// fewer, or a finding with another severity, another rule or another place in the message. The
// place in the document and the message of a finding don't matter. An exchange that contradicts the
// document can also kill a mutant. The exchanges of one recording are one session, so that
// invariants can refer to earlier ones.
//
// If an example in the document contradicts a mutant, the mutant is not a valid document. It counts
// as killed by the example, separately from those killed by exchanges. A mutant that is invalid for
// another reason is stillborn. A mutant is equivalent if one of the [Rules] says that no exchange
// can have another verdict. Stillborn and equivalent mutants don't count for the score.
//
// Don't use exchanges that are made from the document: they agree with everything that the document
// says.
package mutation

import (
	"cmp"
	"context"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Mutant is a document with one deliberate mistake.
type Mutant struct {
	// ID consists of the kind, the JSON pointer and a detail, so it stays the same when lines move.
	ID   string
	Kind Kind
	// Place is the place of the mistake in the document.
	Place contract.Place
	// Description is one line that says what was edited.
	Description string
	// Killer is one line that says which exchange would notice.
	Killer string
	// Equivalent is a rule that says that the mutant is equivalent. It is empty if the edit alone
	// shows no such rule. [Runner.Run] may then still find a rule.
	Equivalent Rule

	// version is the version whose overlay has the mistake. It is empty for other mutants.
	version string
	// written is like ID, but it has the pointer of the edited part in its own file. Only the
	// mutants of overlays of versions have it.
	written string
	// location is the location of the edited file. edit returns the edited text.
	location string
	edit     func() ([]byte, error)
	// further is how many mutants this one stands for. It is positive if they are too many to be
	// made and tried.
	further int
	// isLeast reports whether there may be even more than that.
	isLeast bool
}

// Document returns the text of the mutant. If the document has several files, it returns the text
// of the edited file. It makes the text anew each time. It returns an error if it can't make the
// edit. It is safe for concurrent use.
func (m *Mutant) Document() ([]byte, error) { return m.edit() }

// Mutants returns all mutants of a document, in the order of its files and lines. Mutants at the
// same place are sorted by kind. They depend only on the document. A file other than the root file
// has mutants of the parts that references lead to. An overlay has mutants of everything that it
// adds. For each of its actions, there is also a mutant without the action. If a hostile document
// has too many mutants, the last ones of a kind are one mutant that [Runner.Run] doesn't try, and
// that counts as all of them. If the context ends, the same holds for all mutants that are not made
// yet. Then not all those of a pattern are counted; see [Result.IsLeast]. Mutants returns an error
// if the document can't be edited.
func Mutants(ctx context.Context, c *contract.Contract) ([]Mutant, error) {
	g, err := newGenerator(ctx, c)
	if err != nil {
		return nil, err
	}
	mutants := g.all()
	for _, f := range g.tree.Files() {
		if f.IsOverlay() {
			mutants = append(mutants, g.actions(f)...)
		}
	}
	of, err := g.versionMutants(ctx, c)
	if err != nil {
		return nil, err
	}
	mutants = append(append(mutants, of...), g.further()...)
	slices.SortStableFunc(mutants, func(a, b Mutant) int {
		return cmp.Or(
			a.Place.Compare(b.Place),
			cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind)),
		)
	})
	return mutants, nil
}
