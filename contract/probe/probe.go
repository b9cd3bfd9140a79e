// Package probe tests a server: it sends requests to it and judges the responses. It needs only an
// OpenAPI document.
//
//	func TestAPI(t *testing.T) {
//		probe.Run(t, document, handler)
//	}
//
// For each operation, a probe makes valid requests, which the server must accept. It also makes
// requests that break one rule of the document, which the server must refuse.
// [contract.Contract.Check] checks each exchange. Further rules concern several exchanges, such as
// a deleted resource that still exists. The probe reduces each failure to the smallest request that
// still fails.
//
// A probe changes only resources that it created, unless [AllowDeletes] is set. It sends methods
// that change something only to handlers and to loopback addresses, unless [AllowWrites] is set. It
// never sends a request to another host, and it follows no redirect.
package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/nilvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// Probe is a server with the document of its API. It is not safe for concurrent use.
type Probe struct {
	config

	contract   *contract.Contract
	document   *document.Document
	derivation *derive.Derivation
	target     *target
	// plans are made when they are needed.
	plans []*plan
	index index
	// recorded is the number of exchanges with a response.
	recorded int
}

// New returns a probe for a server. The server is an [http.Handler] in this process, or the address
// of a server as a string. New returns an error if the address or an option is invalid. It sends no
// request.
func New(c *contract.Contract, handlerOrURL any, options ...Option) (*Probe, error) {
	if c == nil {
		return nil, errors.New("probe: the contract is nil")
	}
	if nilvalue.Is(handlerOrURL) {
		return nil, errors.New("probe: the server is nil; pass an http.Handler, or an address such as http://127.0.0.1:8080")
	}
	doc, err := tree.Of(c)
	if err != nil {
		return nil, err
	}
	p := &Probe{contract: c, document: doc, derivation: derive.New(doc), config: defaults()}
	for _, option := range options {
		if option == nil {
			return nil, errors.New("probe: an option is nil")
		}
		option(&p.config)
	}
	if err := p.validate(); err != nil {
		return nil, err
	}
	switch to := handlerOrURL.(type) {
	case http.Handler:
		p.target = newHandlerTarget(to)
	case string:
		if p.target, err = newURLTarget(to); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("can't probe a %T; pass an http.Handler, or an address such as http://127.0.0.1:8080", handlerOrURL)
	}
	p.target.limit(&p.config)
	return p, nil
}

// Close closes the connections to the server.
func (p *Probe) Close() error {
	if err := p.check(); err != nil {
		return err
	}
	return p.target.close()
}

// check returns an error if the probe was not made with [New].
func (p *Probe) check() error {
	if p == nil || p.target == nil {
		return errors.New("probe: the Probe has no server; make it with New")
	}
	return nil
}

// checkContext returns an error if the probe or the context can't be used.
func (p *Probe) checkContext(ctx context.Context) error {
	if nilvalue.Is(ctx) {
		return errors.New("probe: the context is nil")
	}
	return p.check()
}

// writes reports whether the probe may send methods that change something.
func (p *Probe) writes() bool { return p.allowWrites || p.target.isLocal }

// Result is the result of a probe.
type Result struct {
	// Failures are the failures of the server, one for each cause, in the order of the operations.
	Failures []Failure
	// Requests is the number of requests that were sent.
	Requests int
	// Covered are the IDs of the claims that the exchanges cover.
	Covered map[string]bool
	// Unreached are the claims about requests that no exchange covers.
	Unreached []Unreached
	// Omitted says by operation about how many parts of its requests have no requests of their own,
	// because there would be too many. A part is a parameter, a property or an item.
	Omitted map[string]int
	// Claims is the number of claims about requests.
	Claims int
	// Left are the resources that the probe created and couldn't delete.
	Left []string
	// Accepted is the number of requests that the server answered with a status below 400.
	Accepted int
	// Unauthorized reports whether the server refused the credentials of all valid requests that
	// need one. Then the probe found out almost nothing.
	Unauthorized bool
	// Stopped is the reason why the probe ended early. Otherwise it is empty.
	Stopped string
}

// Run probes the server and returns the result. If the context ends, Run deletes what it created
// and returns the result so far.
func (p *Probe) Run(ctx context.Context) (*Result, error) {
	if err := p.checkContext(ctx); err != nil {
		return nil, err
	}
	if p.time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, p.time, errTime)
		defer cancel()
	}
	p.makePlans(ctx)
	done := make([]*worker, len(p.plans))
	group := errgroup.Group{}
	group.SetLimit(p.concurrency)
	var mu sync.Mutex
	for i, plan := range p.plans {
		group.Go(func() error {
			w := p.newWorker(plan, &mu)
			done[i] = w
			w.run(ctx)
			return w.err
		})
	}
	err := group.Wait()
	return p.result(ctx, done), err
}

// errTime ends a probe whose time is up.
var errTime = errors.New("the time is up")

// result combines the results of the workers.
func (p *Probe) result(ctx context.Context, done []*worker) *Result {
	r := &Result{Covered: map[string]bool{}, Omitted: map[string]int{}, Requests: p.target.sent()}
	denied, admitted := 0, 0
	known, names := map[contract.Cause]bool{}, map[string]int{}
	for _, w := range done {
		for _, f := range w.failures {
			if cause := f.Finding.Cause(); !known[cause] {
				known[cause] = true
				name := f.name()
				names[name]++
				f.number = names[name]
				r.Failures = append(r.Failures, f)
			}
		}
		for claim := range w.covered {
			r.Covered[claim] = true
		}
		r.Left = append(r.Left, w.left...)
		addOmitted(r.Omitted, w.plan)
		r.Accepted += w.accepted
		if w.plan.operation.NeedsCredential() {
			denied, admitted = denied+w.denied, admitted+w.admitted
		}
	}
	r.Unauthorized = denied > 0 && admitted == 0
	switch {
	case p.target.isSpent():
		r.Stopped = fmt.Sprintf("all %d requests were sent", p.maxRequests)
	case errors.Is(context.Cause(ctx), errTime):
		r.Stopped = errTime.Error()
	case ctx.Err() != nil:
		r.Stopped = "interrupted"
	}
	r.Unreached, r.Claims = p.unreached(r, done)
	slices.Sort(r.Left)
	return r
}

// grace limits how long a stopped probe may take to delete what it created.
const grace = 10 * time.Second
