package probe

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
)

// worker probes one operation. It shares no created resources with other workers.
type worker struct {
	*Probe

	plan    *plan
	session *contract.Session
	random  *rand.Rand
	// mu is locked while an exchange is checked and passed to the function of [Each].
	mu *sync.Mutex

	failures []Failure
	// seen are the causes of the failures so far.
	seen    map[contract.Cause]bool
	covered map[string]bool
	// resources are the existing resources by path template. made are all resources that the worker
	// created.
	resources map[string]*resource
	// operations are the worker's copies of operations, by method, path and known values.
	operations map[string]*derive.Operation
	made       []*resource
	left       []string
	// guesses says by path template and name whether a name is that of the identifier.
	guesses map[string]bool
	// hiders hide credentials in the exchanges of an operation, by method and path.
	hiders map[string]*hider
	// accepted is the number of requests that the server accepted. denied and admitted are the
	// numbers of valid requests whose credential it refused and didn't refuse.
	accepted, denied, admitted int
	// located counts how often a Location was followed.
	located int
	// basis are the exchanges that created the resources to which the operation's requests refer.
	// references are these references. known has the identifiers of the resources and the fixtures.
	basis      []step
	known      derive.Values
	references []reference
	// making are the names of the resources that are being created, to avoid a resource that needs
	// itself.
	making []string
	// trail are the exchanges that created the resource of the current request.
	trail []step
	// after are the exchanges that show the failure of the current request.
	after []step
	err   error
}

func (p *Probe) newWorker(plan *plan, mu *sync.Mutex) *worker {
	return &worker{
		Probe: p, plan: plan, session: p.contract.Session(), mu: mu, seen: map[contract.Cause]bool{}, covered: map[string]bool{},
		resources: map[string]*resource{}, operations: map[string]*derive.Operation{}, hiders: map[string]*hider{}, guesses: map[string]bool{}, random: rand.New(rand.NewPCG(p.seed, uint64(len(plan.operation.Path)))), //nolint:gosec // A seed must give the same requests again.
	}
}

// run sends the planned requests of the operation, and deletes what they created.
func (w *worker) run(ctx context.Context) {
	defer w.cleanUp(ctx)
	if w.plan.reason != "" {
		return
	}
	w.learn(ctx)
	w.choose(ctx, w.plan)
	for _, phase := range []func(context.Context) error{w.runCases, w.runCredentials, w.runMethods, w.runRandom, w.runLives} {
		if err := phase(ctx); err != nil {
			w.stop(err)
			return
		}
	}
}

// stop keeps an error, unless the error only ends the probe.
func (w *worker) stop(err error) {
	ends := []error{errSpent, errTime, context.Canceled, context.DeadlineExceeded}
	if !slices.ContainsFunc(ends, func(end error) bool { return errors.Is(err, end) }) {
		w.err = err
	}
}

// runCases sends the planned requests. It combines requests that the server must accept, if
// possible. If a combined request fails, it sends these requests one by one.
func (w *worker) runCases(ctx context.Context) error {
	done := map[int]bool{}
	packs := w.packs(w.plan)
	for i := range packs {
		ok, err := w.tryPack(ctx, &packs[i])
		if err != nil {
			return err
		}
		for _, member := range packs[i].members {
			done[member] = done[member] || ok
		}
	}
	for i := range w.plan.cases {
		if done[i] {
			continue
		}
		if err := w.try(ctx, &w.plan.cases[i]); err != nil {
			return err
		}
	}
	return nil
}

// try sends a request of the operation and judges the response. It first creates the resources that
// the path needs.
func (w *worker) try(ctx context.Context, tc *testCase) error {
	findings, x, err := w.attempt(ctx, tc)
	if err != nil || x == nil {
		return err
	}
	for _, f := range findings {
		if err := w.fail(ctx, tc, x, f); err != nil {
			return err
		}
	}
	return nil
}

// attempt sends a request. If the server refuses the request because the resource already exists,
// attempt sends a similar request with new values.
func (w *worker) attempt(ctx context.Context, tc *testCase) ([]contract.Finding, *contract.Exchange, error) {
	w.trail, w.after = nil, nil
	values, ok, err := w.bind(ctx, w.plan.operation.Path)
	if err != nil {
		return nil, nil, err
	}
	if !w.mayDelete(tc, ok) {
		return nil, nil, nil
	}
	request := w.request(tc, values)
	x, findings, err := w.exchange(ctx, tc, request)
	if err != nil {
		return nil, nil, err
	}
	if tc.want == accept && x.Response != nil {
		switch status := x.Response.Status; {
		case status == http.StatusConflict:
			if fresh, ok := w.fresh(&request); ok {
				x, findings, err = w.exchange(ctx, tc, fresh)
			}
		case (status == http.StatusNotFound || status == http.StatusGone) && len(values) > 0:
			w.forget()
		}
	}
	if err != nil {
		return nil, nil, err
	}
	return findings, x, w.follow(ctx, x, &findings)
}

// mayDelete reports whether a request may be sent if it deletes something. A DELETE may be sent if
// the probe created the resource.
func (w *worker) mayDelete(tc *testCase, isBound bool) bool {
	if w.plan.operation.Method != http.MethodDelete || w.allowDeletes || tc.want == refuse && tc.broken.At.In == contract.InPath {
		return true
	}
	if !isBound || w.isAboutPath(tc) {
		return false
	}
	r := w.resources[itemOf(w.plan.operation.Path)]
	return r != nil && r.isMade
}

// request returns the request of a case with the values of the path parameters and with the probe's
// credentials.
func (w *worker) request(tc *testCase, values map[string]string) contract.Request {
	r := authenticated(tc.With(values).Anonymous().Request, w.user)
	if key := r.Header.Get(idempotencyKey); key != "" && tc.want == accept && len(w.user[contract.InHeader][idempotencyKey]) == 0 {
		r.Header.Set(idempotencyKey, w.renewed(key))
	}
	return r
}

// idempotencyKey is a request header. If an earlier request had the same key, the server repeats
// the earlier answer.
const idempotencyKey = "Idempotency-Key"

// exchange sends a request. It returns the exchange and its findings. An error ends the work.
func (w *worker) exchange(ctx context.Context, tc *testCase, r contract.Request) (*contract.Exchange, []contract.Finding, error) {
	x := &contract.Exchange{Request: r}
	err := w.target.send(ctx, x, w.plan.operation.BasePath(), false)
	if ends(ctx, err) {
		return nil, nil, err
	}
	return x, w.add(tc, x, err), nil
}

// ends reports whether the error of a request ends the work.
func ends(ctx context.Context, err error) bool {
	_, unreachable := errors.AsType[unreachableError](err)
	return unreachable || errors.Is(err, errSpent) || err != nil && ctx.Err() != nil
}

// add judges an exchange and passes it on.
func (w *worker) add(tc *testCase, x *contract.Exchange, failed error) []contract.Finding {
	w.mu.Lock()
	defer w.mu.Unlock()
	x.Source.Provenance = w.provenance
	if w.file != "" && x.Response != nil {
		x.Source.File, x.Source.Entry = w.file, w.recorded
		w.recorded++
	}
	found, covered := w.session.Cover(x)
	findings := w.judge(tc, x, found, failed)
	if x.Response != nil {
		w.count(tc, x.Response.Status)
		for _, each := range covered {
			w.covered[each.Claim] = true
		}
	}
	w.each(w.hidden(x))
	return findings
}

// count counts a response.
func (w *worker) count(tc *testCase, status int) {
	switch {
	case tc == nil || tc.want != accept:
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		w.denied++
	default:
		w.admitted++
	}
	if status < http.StatusBadRequest {
		w.accepted++
	}
}
