package probe

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// Run probes a handler, or the server at an address. Each operation has a subtest. The name of the
// subtest is the operationId, or the method and the path if the operation has none. For example,
//
//	go test -run 'TestAPI/createOrganization'
//
// probes a single operation. A subtest fails with a line and a curl command for each violation. It
// also fails if no request can be made. It logs drift.
func Run(t *testing.T, c *contract.Contract, handlerOrURL any, options ...Option) {
	t.Helper()
	p, err := New(c, handlerOrURL, options...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }() // The connections end with the test anyway.
	t.Logf("seed %d", p.seed)
	known := map[contract.Cause]bool{}
	p.makePlans(t.Context())
	for _, pl := range p.plans {
		t.Run(pl.name(), func(t *testing.T) {
			switch pl.reason {
			case "":
			case mayChange:
				t.Skip(pl.reason)
			default:
				t.Fatal(pl.reason)
			}
			w := p.newWorker(pl, &sync.Mutex{})
			ctx := t.Context()
			if p.time > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeoutCause(ctx, p.time, errTime)
				defer cancel()
			}
			w.run(ctx)
			if w.err != nil {
				t.Fatal(w.err)
			}
			for i := range w.failures {
				if f := &w.failures[i]; !known[f.Finding.Cause()] {
					known[f.Finding.Cause()] = true
					p.report(t, f)
				}
			}
			for _, left := range w.left {
				t.Logf("left behind: %s", output.Printable(left))
			}
		})
	}
}

// name returns the name of the subtest of an operation.
func (p *plan) name() string {
	if p.operation.ID != "" {
		return p.operation.ID
	}
	return p.operation.Method + " " + p.operation.Path
}

// report reports a failure as an error of the test. It only logs drift.
func (p *Probe) report(t *testing.T, f *Failure) {
	t.Helper()
	say := t.Errorf
	if f.Finding.Severity != contract.Violation {
		say = t.Logf
	}
	found := f.Finding
	line := fmt.Sprintf("%s  %s  %s  at %s  %s: %s", found.Severity, found.Rule, found.Operation, found.At, found.Document, found.Message())
	say("%s\nwith %s\n%s", output.Printable(line), output.Printable(f.Case), output.PrintableLines(p.Curl(f)))
}

// AddSeeds adds the requests of a document as seeds to a fuzz test. The fuzz function takes a
// method, a path with the query, a Content-Type and a body:
//
//	func FuzzAPI(f *testing.F) {
//		probe.AddSeeds(f, document)
//		f.Fuzz(func(t *testing.T, method, target, contentType string, body []byte) { ... })
//	}
func AddSeeds(f *testing.F, c *contract.Contract, options ...Option) {
	f.Helper()
	p, err := New(c, http.NotFoundHandler(), options...)
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = p.Close() }() // There are no connections.
	p.makePlans(f.Context())
	for _, pl := range p.plans {
		p.choose(f.Context(), pl)
		for i := range pl.cases {
			r := &pl.cases[i].Request
			f.Add(r.Method, r.URL.RequestURI(), r.Header.Get(contentType), bytes.Clone(r.Body))
		}
	}
}
