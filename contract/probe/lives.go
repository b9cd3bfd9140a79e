package probe

import (
	"context"
	"net/http"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
)

// action is something that is done with a resource.
type action struct {
	operation *derive.Operation
	request   derive.RequestCase
	// on is the reference whose resource it is about; nil if it is about the resource itself.
	on *reference
}

// randomLives is how many lives are drawn at random, and maxReruns how often a failing one is lived
// again to find the fewest actions.
const (
	randomLives = 3
	maxReruns   = 30
)

// runLives makes resources of the collection that the operation adds to, and uses and deletes them
// in several orders.
func (w *worker) runLives(ctx context.Context) error {
	if w.plan.operation.Method != http.MethodPost {
		return nil
	}
	for _, item := range w.itemsBelow(w.plan.operation.Path) {
		read, replace, remove := w.act(ctx, http.MethodGet, item), w.act(ctx, http.MethodPut, item), w.act(ctx, http.MethodDelete, item)
		if replace == nil {
			replace = w.act(ctx, http.MethodPatch, item)
		}
		list := w.act(ctx, http.MethodGet, w.plan.operation.Path)
		usual := []*action{list, read, replace, read, list, remove, list, read, remove, replace}
		if err := w.live(ctx, item, usual); err != nil {
			return err
		}
		for range randomLives {
			var life []*action
			for range 3 + w.random.IntN(4) {
				life = append(life, []*action{read, replace, remove, list}[w.random.IntN(4)])
			}
			if err := w.live(ctx, item, life); err != nil {
				return err
			}
		}
		for i := range w.references {
			gone := w.act(ctx, http.MethodDelete, w.references[i].resource.item)
			if gone == nil {
				continue
			}
			gone.on = &w.references[i]
			if err := w.live(ctx, item, []*action{read, gone, read, list, replace, remove}); err != nil {
				return err
			}
		}
	}
	return nil
}

// act returns the action of an operation, or nil if there is none.
func (w *worker) act(ctx context.Context, method, template string) *action {
	o := w.operation(method, template)
	if o == nil {
		return nil
	}
	known, _ := w.needs(ctx, o)
	base, ok := w.operationWith(o, known).Base()
	if !ok {
		return nil
	}
	return &action{operation: o, request: base}
}

// live makes a resource and does one action after the other with it. If one fails, live looks for
// the fewest actions after which it fails still.
func (w *worker) live(ctx context.Context, item string, life []*action) error {
	life = slices.DeleteFunc(slices.Clone(life), func(a *action) bool { return a == nil })
	failures, at, err := w.tryLife(ctx, item, life)
	if err != nil {
		return err
	}
	for i, failure := range failures {
		if w.seen[failure.Finding.Cause()] {
			continue
		}
		w.seen[failure.Finding.Cause()] = true
		smallest, err := w.shortest(ctx, item, life[:at[i]+1], failure)
		w.failures = append(w.failures, smallest)
		if err != nil {
			return err
		}
	}
	return nil
}

// shortest leaves out the actions without which a life fails still.
func (w *worker) shortest(ctx context.Context, item string, life []*action, failure Failure) (Failure, error) {
	runs := 0
	for i := len(life) - 2; i >= 0 && runs < maxReruns; i-- {
		runs++
		shorter := slices.Delete(slices.Clone(life), i, i+1)
		failures, _, err := w.tryLife(ctx, item, shorter)
		if err != nil {
			return failure, err
		}
		for _, f := range failures {
			if f.Finding.Cause() == failure.Finding.Cause() {
				life, failure = shorter, f
				break
			}
		}
	}
	return failure, nil
}

// tryLife makes a resource and does the actions. It returns what failed, and at which action.
func (w *worker) tryLife(ctx context.Context, item string, life []*action) (failures []Failure, at []int, err error) {
	w.trail = nil
	values, ok, err := w.bind(ctx, collectionOf(item))
	if err != nil || !ok {
		return nil, nil, err
	}
	r, referred, err := w.born(ctx, item, values, life)
	if err != nil || r == nil {
		return nil, nil, err
	}
	defer w.remove(context.WithoutCancel(ctx), r)
	steps := slices.Clone(r.made)
	for i, a := range life {
		about := r
		if a.on != nil {
			about = referred
		}
		tc := a.testCase(about, referred)
		request := authenticated(tc.With(about.values).Anonymous().Request, w.user)
		if fresh, ok := w.fresh(&request); ok { // So that it can be told from what was there before.
			request = fresh
		}
		x, findings, err := w.exchange(ctx, tc, request)
		if err != nil {
			return failures, at, err
		}
		steps = append(steps, step{Exchange: x})
		for _, f := range findings {
			failures, at = append(failures, Failure{Finding: f, Case: tc.Name, Steps: needed(steps)}), append(at, i)
		}
		if a.operation.Method == http.MethodDelete && succeeded(x) {
			about.gone = true
		}
	}
	return failures, at, nil
}

// testCase returns what the server must do with the action, given what it is about and what that
// refers to, which may be nil. Once the latter is gone, the server may refuse the rest, or have
// deleted it too.
func (a *action) testCase(about, referred *resource) *testCase {
	tc := &testCase{RequestCase: a.request, want: accept}
	tc.Name = "a request in a sequence"
	if a.operation.Path == about.item {
		tc.exists, tc.deleted = !about.gone, about.gone && (isSafe(a.operation.Method) || a.operation.Method == http.MethodPatch)
	}
	isDangling := referred != nil && (a.on != nil || referred.gone)
	if isDangling || about.gone && a.operation.Path == about.item {
		tc.want, tc.exists = either, tc.exists && !isDangling
	}
	return tc
}

// born makes the resource of a life. If an action is about what the resource refers to, that is made
// too, so that the other lives keep theirs.
func (w *worker) born(ctx context.Context, item string, values map[string]string, life []*action) (r, referred *resource, err error) {
	i := slices.IndexFunc(life, func(a *action) bool { return a.on != nil })
	if i < 0 {
		r, err = w.create(ctx, item, values)
		return r, nil, err
	}
	on := *life[i].on
	trail := w.trail
	w.trail = nil
	above, ok, err := w.bind(ctx, collectionOf(on.resource.item))
	if err != nil || !ok {
		return nil, nil, err
	}
	if on.resource, err = w.create(ctx, on.resource.item, above); err != nil || on.resource == nil || on.resource.id == nil {
		return nil, nil, err
	}
	known, references := w.needs(ctx, w.plan.operation)
	for i := range references {
		if references[i].property.Name == on.property.Name {
			references[i] = on
		}
	}
	base, ok := w.operationWith(w.plan.operation, on.known(known)).Base()
	if !ok {
		return nil, nil, nil
	}
	x, err := w.send(ctx, w.plan.operation, authenticated(base.With(values).Anonymous().Request, w.user))
	if err != nil || !succeeded(x) {
		return nil, nil, err
	}
	return w.madeBy(x, item, values, append(made(references), trail...)), on.resource, nil
}
