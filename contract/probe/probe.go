// Package probe sends requests to a server and judges its answers, both by an OpenAPI document
// alone.
//
//	func TestAPI(t *testing.T) {
//		probe.Run(t, document, handler)
//	}
//
// For each operation it makes requests that agree with the document, which the server must accept,
// and requests that break one of its rules, which the server must refuse. [contract.Contract.Check]
// checks each exchange. Further rules find what no single exchange shows, such as a deleted
// resource that is still there. What fails is reduced to the smallest request that still fails.
//
// A probe changes only what it made itself, unless [AllowDeletes] says otherwise, and it sends
// methods that change something only to handlers and to loopback addresses, unless [AllowWrites]
// says otherwise. It sends nothing to another host and follows no redirect.
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
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// Probe is a server and the document that it is probed with. It is not safe for concurrent use.
type Probe struct {
	config

	contract *contract.Contract
	document *document.Document
	target   *target
	plans    []*plan
	// recorded is the number of exchanges with a response.
	recorded int
}

// New returns a probe of a server: an [http.Handler] of this process, or the address of a server,
// as a string. It returns an error if the address or an option is invalid. It sends nothing.
func New(c *contract.Contract, handlerOrURL any, options ...Option) (*Probe, error) {
	doc, err := tree.Of(c)
	if err != nil {
		return nil, err
	}
	p := &Probe{contract: c, document: doc, config: defaults()}
	for _, option := range options {
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
	p.makePlans()
	return p, nil
}

// Close ends the connections to the server.
func (p *Probe) Close() error { return p.target.close() }

// writes reports whether methods that change something may be sent.
func (p *Probe) writes() bool { return p.allowWrites || p.target.isLocal }

// Result is what a probe found.
type Result struct {
	// Failures are what the server did wrong, each cause once, in the order of the operations.
	Failures []Failure
	// Requests is the number of requests that were sent.
	Requests int
	// Covered are the IDs of the claims that the exchanges cover.
	Covered map[string]bool
	// Unreached are the claims about requests that no exchange covers.
	Unreached []Unreached
	// Claims is the number of claims about requests.
	Claims int
	// Left are the resources that the probe made and couldn't delete.
	Left []string
	// Accepted is the number of requests that the server answered with a status below 400.
	Accepted int
	// Stopped says why the probe ended early, or is empty.
	Stopped string
}

// Run probes the server and returns what it found. If the context ends, Run deletes what it made
// and returns what it found until then.
func (p *Probe) Run(ctx context.Context) (*Result, error) {
	if p.time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, p.time, errTime)
		defer cancel()
	}
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

// result puts together what the workers found.
func (p *Probe) result(ctx context.Context, done []*worker) *Result {
	r := &Result{Covered: map[string]bool{}, Requests: p.target.sent()}
	known := map[contract.Cause]bool{}
	for _, w := range done {
		for _, f := range w.failures {
			if cause := f.Finding.Cause(); !known[cause] {
				known[cause] = true
				r.Failures = append(r.Failures, f)
			}
		}
		for claim := range w.covered {
			r.Covered[claim] = true
		}
		r.Left = append(r.Left, w.left...)
		r.Accepted += w.accepted
	}
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

// grace is how long a probe that was stopped may take to delete what it made.
const grace = 10 * time.Second
