package probe

import (
	"context"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Failure is something that the server did wrong.
type Failure struct {
	Finding contract.Finding
	// Case says in a few words what the probe tried.
	Case string
	// Steps are the exchanges that show the failure. The probe looks for the fewest and smallest
	// ones. The first steps create the resources that the later steps use.
	Steps []Step

	// number is more than 1 if an earlier failure of the same probe has the same name.
	number int
}

// Step is an exchange of a [Failure].
type Step struct {
	Exchange *contract.Exchange
	// Capture is the part of the response that later steps use.
	Capture Capture
}

// Capture is a part of a response that later requests have in their paths.
type Capture struct {
	// Header is the name of a header. Pointer is a JSON pointer into the body. Both are empty if
	// nothing is captured.
	Header, Pointer string
	// Value is the captured value in this run.
	Value string
}

type (
	step    = Step
	capture = Capture
)

// fail notes a failure, unless its cause is already known. It looks for the smallest request that
// shows the failure.
func (w *worker) fail(ctx context.Context, tc *testCase, x *contract.Exchange, f contract.Finding) error {
	if w.seen[f.Cause()] {
		return nil
	}
	w.seen[f.Cause()] = true
	failure := Failure{Finding: f, Case: tc.name(), Steps: w.steps(x)}
	var err error
	if len(w.after) == 0 {
		err = w.shrink(ctx, tc, &failure)
	}
	w.failures = append(w.failures, failure)
	return err
}

// note notes a failure without looking for a smaller request.
func (w *worker) note(tc *testCase, x *contract.Exchange, f contract.Finding) {
	if !w.seen[f.Cause()] {
		w.seen[f.Cause()] = true
		w.failures = append(w.failures, Failure{Finding: f, Case: tc.name(), Steps: w.steps(x)})
	}
}

// noteAbout notes a failure of a request that belongs to no test case.
func (w *worker) noteAbout(x *contract.Exchange, f contract.Finding, name string) {
	base, _ := w.plan.operation.Base()
	base.Name = name
	w.note(&testCase{RequestCase: base}, x, f)
}

// steps returns an exchange after the exchanges on which it depends.
func (w *worker) steps(x *contract.Exchange) []step {
	return needed(slices.Concat(w.basis, w.trail, []step{{Exchange: x}}, w.after))
}

// needed leaves out duplicate exchanges. It also leaves out an exchange from which a value was
// captured if no later request has that value.
func needed(steps []step) []step {
	last := len(steps) - 1
	kept := []step{steps[last]}
	for i, s := range slices.Backward(steps[:last]) {
		isAgain := slices.ContainsFunc(steps[:i], func(earlier step) bool { return earlier.Exchange == s.Exchange })
		if isAgain {
			continue
		}
		if s.Capture.Value == "" || slices.ContainsFunc(kept, func(later step) bool { return later.mentions(s.Capture.Value) }) {
			kept = append(kept, s)
		}
	}
	slices.Reverse(kept)
	return kept
}

// mentions reports whether the request has a value in its path, query or body.
func (s *Step) mentions(value string) bool {
	r := &s.Exchange.Request
	for _, values := range r.URL.Query() {
		if slices.Contains(values, value) {
			return true
		}
	}
	return strings.Contains(string(r.Body), value) || slices.Contains(strings.Split(r.URL.Path, "/"), value)
}
