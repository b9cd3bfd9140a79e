package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/orgcontract/polytomic-organizations/gen/server"
)

// Sandbox is a set of partner accounts behind the API. It is an [http.Handler], for the API's paths and [FaultsPath]; make it with [Open]. It is safe for
// concurrent use.
type Sandbox struct {
	// accounts are by their owner organization, credentials by the digest of the key.
	accounts    map[uuid.UUID]*account
	credentials map[digest]credential
	seed        Seed
	router      router
	faults      faults
	store       *store

	now    func() time.Time
	newID  func() uuid.UUID
	wait   func(ctx context.Context, d time.Duration) error
	logger *slog.Logger
}

// Open returns a sandbox. By default it holds [DefaultSeed], in memory. An error is one line that says what to do, and shows no key.
func Open(opts ...Option) (*Sandbox, error) {
	c := config{seed: DefaultSeed(), now: time.Now, newID: uuid.New, wait: waitFor, logger: slog.New(slog.DiscardHandler)}
	for _, o := range opts {
		o(&c)
	}
	c.seed = c.seed.clone()
	if err := c.seed.validate(); err != nil {
		return nil, fmt.Errorf("sandbox: the seed: %w", err)
	}
	s := &Sandbox{
		accounts: map[uuid.UUID]*account{}, credentials: map[digest]credential{}, seed: c.seed,
		now: c.now, newID: c.newID, wait: c.wait, logger: c.logger,
	}
	for _, f := range c.faults {
		if err := s.Inject(f); err != nil {
			return nil, fmt.Errorf("sandbox: a fault: %w", err)
		}
	}
	if c.state != "" {
		var err error
		if s.store, err = openStore(c.state); err != nil {
			return nil, err
		}
	}
	for _, p := range c.seed.Partners {
		if err := s.addPartner(p); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	failed := func(w http.ResponseWriter, r *http.Request, err error) { s.failed(w, r, err) }
	strict := server.NewStrictHandlerWithOptions(handlers{s}, nil, server.StrictHTTPServerOptions{
		RequestErrorHandlerFunc: failed, ResponseErrorHandlerFunc: failed,
	})
	server.HandlerWithOptions(strict, server.StdHTTPServerOptions{BaseRouter: &s.router, ErrorHandlerFunc: failed})
	return s, nil
}

// Close closes the state file, where there is one. No request may be under way.
func (s *Sandbox) Close() error { return s.store.close() }

// addPartner adds a partner of the seed, as its state file has it or else as the seed has it.
func (s *Sandbox) addPartner(p Partner) error {
	owner := uuid.MustParse(p.Owner.ID)
	a, found, err := s.store.load(owner)
	if err != nil {
		return err
	}
	if !found {
		a = newAccount(owner)
		for _, o := range append([]Organization{p.Owner}, p.Children...) {
			a.apply(&change{put: o.organization(a.next)})
		}
		if err := s.store.save(a); err != nil {
			return err
		}
	}
	s.accounts[owner] = a
	s.credentials[digestOf(string(p.Key))] = credential{kind: partnerKey, account: a, organization: owner}
	for _, o := range append([]Organization{p.Owner}, p.Children...) {
		for _, key := range o.UserKeys {
			s.credentials[digestOf(string(key))] = credential{kind: userKey, account: a, organization: uuid.MustParse(o.ID)}
		}
	}
	return nil
}

func (o *Organization) organization(number uint64) *organization {
	s := settings{clientID: o.ClientID, secret: digestOf(string(o.ClientSecret))}
	s.public.Name, s.public.Issuer, s.public.SSODomain, s.public.SSOOrgID = o.Name, o.Issuer, o.SSODomain, o.SSOOrgID
	return newOrganization(uuid.MustParse(o.ID), number, s)
}

// HasClientSecret reports whether the organization of any partner with this ID has the client secret, the empty one standing for none. It is how a test finds out
// what a client sent, since no response shows it; the sandbox keeps only a digest.
func (s *Sandbox) HasClientSecret(organizationID, secret string) bool {
	id, ok := parseID(organizationID)
	if !ok {
		return false
	}
	for _, a := range s.accounts {
		if o, _ := a.find(id); o != nil {
			return o.secret.is(secret)
		}
	}
	return false
}

// maxUnreadBody is how much of the body of a request is read though nothing asks for it, in bytes.
const maxUnreadBody = 16 << 20

// ServeHTTP implements [http.Handler].
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == FaultsPath {
		s.control(r).send(w)
		return
	}
	started := s.now()
	c := &call{version: current}
	a := s.answer(c, r)
	s.logAccess(r, c, a, s.now().Sub(started))
	if r.Header.Get("Expect") == "" { // Who expects 100 Continue sends nothing before there is an answer.
		// A client that is still sending doesn't look for an answer, and would find the connection closed.
		_, _ = io.CopyN(io.Discard, r.Body, maxUnreadBody)
	}
	s.deliver(w, r, a, c.fault)
}

// answer returns the answer to a request; nil where the connection is to be reset.
func (s *Sandbox) answer(c *call, r *http.Request) *answer {
	version, wrongVersion := requestedVersion(r.Header)
	c.version = version
	found, unknown := s.router.find(r)
	if unknown != nil {
		return refusal(unknown, version)
	}
	c.operation = found.operation
	if wrong := s.takeFault(c, r.Header); wrong != nil {
		return refusal(wrong, version)
	}
	if c.fault.is(FaultResetBefore) {
		return nil
	}
	if a := c.fault.instead(version); a != nil {
		return a
	}
	key, body, failed := s.check(c, r, found.id, wrongVersion)
	if failed != nil {
		return refusal(failed, version)
	}
	return s.perform(r.Context(), c, key, func() *answer {
		a := newAnswer()
		inner := r.WithContext(context.WithValue(r.Context(), callKey{}, c))
		inner.SetPathValue("id", found.id)
		inner.Body = io.NopCloser(bytes.NewReader(body))
		found.handler(a, inner)
		return a
	})
}

// takeFault sets the fault that happens to the request: the one that it asks for itself, or the next that waits.
func (s *Sandbox) takeFault(c *call, header http.Header) *failure {
	asked := header.Get(FaultHeader)
	if asked == "" {
		c.fault = s.faults.take(c.operation.id)
		return nil
	}
	f, err := parseFault([]byte(asked))
	if err == nil && (f.Times != 0 || f.Probability != 0 || f.Seed != 0) {
		err = errors.New("times, probability, seed: it happens to this request, so it has none")
	}
	if err != nil {
		return badRequest(inHeader, FaultHeader, FaultHeader+": "+err.Error())
	}
	if f.isFor(c.operation.id) {
		c.fault = &f
	}
	return nil
}

// check decides whether a request may be carried out: who sends it, before anything else, and whether it is as the document has it. It returns the
// idempotency key and the body, each empty where there is none.
func (s *Sandbox) check(c *call, r *http.Request, id string, wrongVersion *failure) (key string, body []byte, failed *failure) {
	who, known := s.authenticate(r.Header)
	if !known {
		return "", nil, unauthorized()
	}
	c.credential = who
	if wrongVersion != nil {
		return "", nil, wrongVersion
	}
	if failed = c.operation.permit(c.kind, c.version); failed != nil {
		return "", nil, failed
	}
	if _, ok := parseID(id); id != "" && !ok {
		failed = c.operation.absent("")
		failed.metadata = map[string]any{"parameter": "id"}
		return "", nil, failed
	}
	if c.operation.idempotent {
		if key, failed = idempotencyKey(r.Header); failed != nil {
			return "", nil, failed
		}
	}
	if !c.operation.body {
		return "", nil, refuseBody(r)
	}
	body, failed = readBody(r)
	return key, body, failed
}

// perform carries out a request: handle gives the answer, and what it changes is kept, with the outcome of the key, before the answer is
// given. It returns nil where the client has gone away first.
func (s *Sandbox) perform(ctx context.Context, c *call, key string, handle func() *answer) *answer {
	a := c.account
	if key != "" {
		prior, busy := a.begin(key, s.now())
		switch {
		case prior != nil:
			c.replayed = true
			replay := prior.clone() // It names the version that this request asks for, as every answer does.
			replay.header.Set(versionHeader, c.version)
			return replay
		case busy:
			return refusal(keyInFlight(), c.version)
		}
		defer a.end(key)
	}
	if c.fault.is(FaultLatency) {
		if err := s.wait(ctx, c.fault.Delay); err != nil {
			return nil
		}
	}
	if c.fault.is(FaultStatus) { // The others were answered before; this is the API's own 500.
		handle = func() *answer { return refusal(internal(), c.version) }
	}
	if !c.operation.changes {
		return handle()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	given := handle()
	given.at = s.now()
	if err := s.keep(a, c.change, key, given); err != nil {
		s.logger.Error("the state can't be written", slog.Any("error", err))
		return refusal(internal(), c.version)
	}
	return given
}

// keep writes a change and the outcome of a key to the state file, both or none, and then makes them. The caller holds the lock.
func (s *Sandbox) keep(a *account, made *change, key string, outcome *answer) error {
	if made == nil && key == "" {
		return nil
	}
	var expired []string
	if key != "" {
		expired = a.outcomes.expired(outcome.at)
	}
	if err := s.store.commit(a.owner, made, key, outcome, expired); err != nil {
		return err
	}
	if made != nil {
		a.apply(made)
	}
	if key != "" {
		a.outcomes.put(key, outcome, expired)
	}
	return nil
}

// begin returns the outcome of a key, or that a request with it is in flight; where it is neither, one is from now on.
func (a *account) begin(key string, now time.Time) (prior *answer, busy bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if prior = a.outcomes.find(key, now); prior != nil {
		return prior, false
	}
	_, busy = a.outcomes.inFlight[key]
	a.outcomes.inFlight[key] = struct{}{}
	return nil, busy
}

// end says that the request with a key is answered.
func (a *account) end(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.outcomes.inFlight, key)
}

// failed turns the error of a handler into an answer. Each is a failure; another would be a defect of the sandbox.
func (s *Sandbox) failed(w http.ResponseWriter, r *http.Request, err error) {
	c := callOf(r.Context())
	f, ok := errors.AsType[*failure](err)
	if !ok {
		s.logger.Error("the request can't be answered", slog.String("operation", c.operation.id), slog.Any("error", err))
		f = internal()
	}
	if a, ok := w.(*answer); ok {
		a.fail(f, c.version)
	}
}
