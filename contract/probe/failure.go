package probe

import (
	"context"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Failure is something that the server did wrong.
type Failure struct {
	Finding contract.Finding
	// Case says in a few words what was tried.
	Case string
	// Steps are the exchanges that show it, the fewest and smallest that were found. The last one has
	// the finding; those before it make what it needs.
	Steps []Step
}

// Step is an exchange of a [Failure].
type Step struct {
	Exchange *contract.Exchange
	// Capture says which part of the response is used by later steps.
	Capture Capture
}

// Capture is a part of a response that later requests have in their paths.
type Capture struct {
	// Header is the name of a header, or Pointer a JSON pointer of the body. Both are empty if nothing is
	// captured.
	Header, Pointer string
	// Value is what the response of this run had there.
	Value string
}

type (
	step    = Step
	capture = Capture
)

// fail notes a failure, unless its cause is known, and looks for the smallest request that shows it.
func (w *worker) fail(ctx context.Context, tc *testCase, x *contract.Exchange, f contract.Finding) error {
	if w.seen[f.Cause()] {
		return nil
	}
	w.seen[f.Cause()] = true
	failure := Failure{Finding: f, Case: tc.name(), Steps: append(slices.Clone(w.trail), step{Exchange: x})}
	err := w.shrink(ctx, tc, &failure)
	w.failures = append(w.failures, failure)
	return err
}

// note notes a failure as it is.
func (w *worker) note(tc *testCase, x *contract.Exchange, f contract.Finding) {
	if !w.seen[f.Cause()] {
		w.seen[f.Cause()] = true
		w.failures = append(w.failures, Failure{Finding: f, Case: tc.name(), Steps: append(slices.Clone(w.trail), step{Exchange: x})})
	}
}

// noteAbout notes a failure of a request that no case was made for.
func (w *worker) noteAbout(x *contract.Exchange, f contract.Finding, name string) {
	base, _ := w.plan.operation.Base()
	base.Name = name
	w.note(&testCase{RequestCase: base}, x, f)
}
