package probe

import (
	"context"
	"net/http"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
)

// action is an operation on a resource.
type action struct {
	operation *derive.Operation
	request   derive.RequestCase
	// on is the reference to the resource of the action. It is nil if the action is on the resource
	// itself.
	on *reference
}

// randomLives is the number of random lives. maxReruns limits how often a failing life is repeated
// to find the fewest actions.
const (
	randomLives = 3
	maxReruns   = 30
)

// runLives creates resources of the operation's collection. It uses and deletes each resource in a
// different order of actions.
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

// act returns the action of an operation, or nil if the document has no such operation or no
// request can be made for it.
func (w *worker) act(ctx context.Context, method, template string) *action {
	o := w.operation(ctx, method, template)
	if o == nil {
		return nil
	}
	known, _ := w.needs(ctx, o)
	base, ok := w.operationWith(ctx, o, known).Base()
	if !ok {
		return nil
	}
	return &action{operation: o, request: base}
}

// live creates a resource and does the actions in order. If an action fails, live looks for the
// fewest actions that still fail.
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

// shortest leaves out the actions without which a life still fails.
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

// tryLife creates a resource and does the actions. It returns the failures, and the index of the
// failing action for each.
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
		if fresh, ok := w.fresh(&request); ok { // So the response can't be confused with an earlier state.
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

// testCase returns what the server must do with the action. about is the resource of the action.
// referred is a resource to which it refers, or nil. After referred was deleted, the server may
// refuse further actions, or may have deleted about too.
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

// born creates the resource of a life. If an action is on a resource to which this resource refers,
// born creates that resource too, because deleting it must not disturb other lives.
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
	base, ok := w.operationWith(ctx, w.plan.operation, on.known(known)).Base()
	if !ok {
		return nil, nil, nil
	}
	x, err := w.send(ctx, w.plan.operation, authenticated(base.With(values).Anonymous().Request, w.user))
	if err != nil || !succeeded(x) {
		return nil, nil, err
	}
	return w.madeBy(ctx, x, item, values, append(made(references), trail...)), on.resource, nil
}
