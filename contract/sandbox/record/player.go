package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// baseURL is where the recordings say that the sandbox is: the port that it has changes from run to run.
const baseURL = "http://127.0.0.1"

// session is what one recording holds: requests to a sandbox that has just been started, and the answers.
type session struct {
	name string
	play func(ctx context.Context, p *player)
}

// player sends the requests of a session. The first of which something else comes than the session says is its error, and ends it.
type player struct {
	sandbox   *sandbox.Sandbox
	transport http.RoundTripper
	// held is sent to when a fault holds a request up, and the request goes on when release is.
	held, release chan struct{}

	count int
	err   error
}

// record plays the session against a sandbox of its own, and writes the recording. It returns how many exchanges there are.
func (s session) record(ctx context.Context, c *contract.Contract, directory string) (count int, err error) {
	p := &player{held: make(chan struct{}), release: make(chan struct{})}
	if p.sandbox, err = p.open(); err != nil {
		return 0, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	server := sandbox.NewHTTPServer(withoutDate(p.sandbox), slog.New(slog.DiscardHandler))
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // It ends when the server is closed.
	}()
	defer func() {
		_ = server.Close() // All is answered.
		<-served
	}()
	next := &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, listener.Addr().String())
	}}
	defer next.CloseIdleConnections()
	// The keys of the sandbox are no secrets, so that anybody may know the seed.
	writer, err := recording.Create(filepath.Join(directory, s.name+".har"), recording.NewRedactor(c, recording.RedactorOptions{Seed: []byte(s.name)}))
	if err != nil {
		return 0, err
	}
	p.transport = &recording.Recorder{Writer: writer, Next: next, Provenance: contract.Sandbox, Report: p.report, Now: tick(time.Second)}
	s.play(ctx, p)
	return p.count, errors.Join(p.err, writer.Close()) // What went otherwise is in the recording, for who looks into it.
}

// open returns a sandbox in which nothing is left to chance.
func (p *player) open() (*sandbox.Sandbox, error) {
	var created atomic.Uint64
	return sandbox.Open(
		sandbox.WithSeed(seed()),
		sandbox.WithClock(tick(0)),
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

// tick returns a clock that goes on by a step each time it is looked at.
func tick(step time.Duration) func() time.Time {
	var looks atomic.Int64
	return func() time.Time {
		return time.Date(2025, time.September, 18, 12, 0, 0, 0, time.UTC).Add(step * time.Duration(looks.Add(1)-1))
	}
}

// withoutDate keeps net/http from saying when it answered.
func withoutDate(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		handler.ServeHTTP(w, r)
	})
}

// report takes what the check found: no more than requests that are wrong on purpose, and refused.
func (p *player) report(findings []contract.Finding, err error) {
	p.count++
	p.check(err)
	for _, f := range findings {
		if f.Severity != contract.Rejected {
			p.check(fmt.Errorf("%s: %s at %s: %s", f.Source, f.Rule, f.At, f.Message()))
		}
	}
}

// check keeps the first error.
func (p *player) check(err error) {
	if p.err == nil {
		p.err = err
	}
}

// refused says that an error has to be of a kind.
func (p *player) refused(err, want error) {
	if !errors.Is(err, want) {
		p.check(fmt.Errorf("expected %w, got %v", want, err)) //nolint:errorlint // It may be nil.
	}
}

// client returns a client with a credential.
func (p *player) client(credential organizations.Credential) *organizations.Client {
	client, err := organizations.New(credential, organizations.WithBaseURL(baseURL), organizations.WithTransport(p.transport),
		organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
	p.check(err)
	return client
}

// partner returns the client of the partner.
func (p *player) partner() *organizations.Client {
	return p.client(organizations.PartnerKey(partnerKey))
}

// request is one that no client of this project sends, since it is wrong, or unusual.
type request struct {
	status int // What has to come.
	method string
	path   string
	body   string
	// header stands in the place of what is sent else: a partner key, the version, and the type of a body. A name without values isn't sent.
	header http.Header
}

// send sends requests, one after the other.
func (p *player) send(ctx context.Context, requests ...request) {
	for _, r := range requests {
		if p.err != nil {
			return
		}
		p.check(p.sendOne(ctx, r))
	}
}

func (p *player) sendOne(ctx context.Context, r request) error {
	sent, err := http.NewRequestWithContext(ctx, r.method, baseURL+r.path, strings.NewReader(r.body))
	if err != nil {
		return err
	}
	sent.Header.Set("Authorization", "Bearer "+partnerKey)
	sent.Header.Set(versionHeader, organizations.APIVersion)
	if r.body != "" {
		sent.Header.Set("Content-Type", "application/json")
	}
	maps.Copy(sent.Header, r.header)
	response, err := p.transport.RoundTrip(sent)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode != r.status {
		return fmt.Errorf("expected %d of %s %s, got %d: %s", r.status, r.method, r.path, response.StatusCode, bytes.TrimSpace(body))
	}
	return nil
}

// basic returns the header of an organization-scoped key.
func basic(organizationID, key string) http.Header {
	return http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(organizationID+":"+key))}}
}
