package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// baseURL is the address of the sandbox in the recordings. The sandbox's real address has a port
// that changes with each run.
const baseURL = "http://127.0.0.1"

// player sends the requests of a session. It keeps the first error, for instance an answer that the
// session doesn't expect.
type player struct {
	sandbox   *sandbox.Sandbox
	transport http.RoundTripper
	// The sandbox sends to held when a fault delays a request. The request goes on when something
	// is sent to release.
	held, release chan struct{}

	count int
	err   error
}

// open returns a sandbox whose identifiers, time and waits are the same in each run.
func (p *player) open() (*sandbox.Sandbox, error) {
	var created atomic.Uint64
	return sandbox.Open(
		sandbox.WithSeed(seed()),
		sandbox.WithClock(steppingClock(0)),
		sandbox.WithIDs(func() uuid.UUID {
			return uuid.NewSHA1(uuid.MustParse(sandbox.DefaultOwnerID), binary.BigEndian.AppendUint64(nil, created.Add(1)))
		}),
		sandbox.WithWait(func(context.Context, time.Duration) error {
			p.held <- struct{}{}
			<-p.release
			return nil
		}),
	)
}

// steppingClock returns a clock that moves forward by a step each time it is read.
func steppingClock(step time.Duration) func() time.Time {
	var reads atomic.Int64
	return func() time.Time {
		return time.Date(2025, time.September, 18, 12, 0, 0, 0, time.UTC).Add(step * time.Duration(reads.Add(1)-1))
	}
}

// report is called with the findings of each exchange. It records a finding as an error, unless the
// request is wrong on purpose and the sandbox refused it.
func (p *player) report(findings []contract.Finding, err error) {
	p.count++
	p.check(err)
	for _, f := range findings {
		if f.Severity != contract.Rejected {
			p.check(fmt.Errorf("%s: %s at %s: %s", f.Source, f.Rule, f.At, f.Message()))
		}
	}
}

// check keeps an error if it is the first.
func (p *player) check(err error) {
	if p.err == nil {
		p.err = err
	}
}

// refused checks that a call failed with the error that the session expects.
func (p *player) refused(err, want error) {
	if !errors.Is(err, want) {
		p.check(fmt.Errorf("expected %w, got %v", want, err)) //nolint:errorlint // err may be nil.
	}
}

// client returns a client with a credential.
func (p *player) client(credential organizations.Credential) *organizations.Client {
	client, err := organizations.New(credential, organizations.WithBaseURL(baseURL), organizations.WithTransport(p.transport),
		organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}),
		organizations.WithUserAgent("polytomic-organizations-go")) // Without the version, so that no release changes the recordings.
	p.check(err)
	return client
}

// partner returns the client of the partner.
func (p *player) partner() *organizations.Client {
	return p.client(organizations.PartnerKey(partnerKey))
}
