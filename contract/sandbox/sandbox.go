package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Sandbox serves the API for a set of partner accounts. It is an [net/http.Handler] for the paths
// of the API, and for the paths below /_sandbox/, which control the sandbox. Make it with [Open].
// It is safe for concurrent use.
type Sandbox struct {
	// accounts has each account by the ID of its owner organization. credentials has each
	// credential by the digest of its key.
	accounts    map[uuid.UUID]*account
	credentials map[digest]credential
	// connections has the names of the seed's connections, by the ID of the organization and then
	// by the ID of the connection.
	connections map[uuid.UUID]map[string]string
	seed        Seed
	router      *router
	faults      faults
	journal     journal
	clock       clock
	store       *store
	// controlled reports whether the control paths answer on every address.
	controlled bool
	// importing is held while an import or a reset replaces accounts.
	importing sync.Mutex

	bodyTimeout time.Duration
	longBodies  chan struct{}
	answers     room

	wait   func(ctx context.Context, d time.Duration) error
	logger *slog.Logger
}

// Open returns a sandbox. By default it starts with [DefaultSeed] and keeps everything in memory.
// Open returns an error of one line, which says how to fix the problem. The error shows no key.
func Open(opts ...Option) (*Sandbox, error) {
	c := config{seed: DefaultSeed(), now: time.Now, newID: uuid.New, wait: waitFor, logger: slog.New(slog.DiscardHandler)}
	for _, o := range opts {
		if o == nil {
			return nil, errors.New("sandbox: an option is nil")
		}
		o(&c)
	}
	if c.now == nil || c.newID == nil || c.wait == nil || c.logger == nil {
		return nil, errors.New("sandbox: the value of WithClock, WithIDs, WithWait or WithLogger is nil")
	}
	c.seed = c.seed.clone()
	if err := c.seed.validate(); err != nil {
		return nil, fmt.Errorf("sandbox: the seed: %w", err)
	}
	s := &Sandbox{
		accounts: map[uuid.UUID]*account{}, credentials: map[digest]credential{}, connections: c.seed.connections(), seed: c.seed,
		clock: clock{base: c.now}, controlled: c.control, bodyTimeout: bodyTimeout, longBodies: make(chan struct{}, longBodies), wait: c.wait, logger: c.logger,
	}
	versions, err := documented()
	if err == nil {
		err = s.serve(versions, c.newID)
	}
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	for _, f := range c.faults {
		if err := s.Inject(f); err != nil {
			return nil, fmt.Errorf("sandbox: a fault: %w", err)
		}
	}
	if c.state != "" {
		if s.store, err = openStore(c.state, c.wait); err != nil {
			return nil, err
		}
	}
	for _, p := range c.seed.Partners {
		if err := s.addPartner(p); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// Close closes the state file, if there is one. The caller must make sure that no request is in
// flight.
func (s *Sandbox) Close() error {
	if s == nil {
		return errNoSandbox
	}
	return s.store.close()
}

// errNoSandbox is the error of the methods of a nil Sandbox.
var errNoSandbox = errors.New("sandbox: the Sandbox is nil; make it with Open")

// serve sets the versions of the API that the sandbox serves.
func (s *Sandbox) serve(versions []version, newID func() uuid.UUID) (err error) {
	s.faults.operations = nil
	for _, e := range versions[0].endpoints {
		s.faults.operations = append(s.faults.operations, e.id)
	}
	s.router, err = newRouter(versions, handlers{newID, s.connections}, s.handlerFailed)
	return err
}

// addPartner adds a partner of the seed. The account comes from the state file if the file has the
// account. Otherwise it comes from the seed.
func (s *Sandbox) addPartner(p Partner) error {
	owner := uuid.MustParse(p.Owner.ID)
	a, found, err := s.store.load(owner)
	if err != nil {
		return err
	}
	if !found {
		a = p.account()
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

// account returns the partner's account as the seed describes it.
func (p *Partner) account() *account {
	a := newAccount(uuid.MustParse(p.Owner.ID))
	for _, o := range append([]Organization{p.Owner}, p.Children...) {
		a.apply(&change{put: o.organization(a.next)})
	}
	return a
}

// organization converts an organization of the seed to an organization of an account.
func (o *Organization) organization(number uint64) *organization {
	s := settings{clientID: o.ClientID, secret: digestOf(string(o.ClientSecret))}
	s.public.Name, s.public.Issuer, s.public.SSODomain, s.public.SSOOrgID = o.Name, o.Issuer, o.SSODomain, o.SSOOrgID
	return newOrganization(uuid.MustParse(o.ID), number, s)
}

// HasClientSecret reports whether the organization with this ID has this client secret. The
// organization may belong to any partner. If secret is empty, HasClientSecret reports whether the
// organization has no client secret. No response shows a client secret, so a test calls
// HasClientSecret to find out which secret a client sent. The sandbox keeps only the digest of a
// secret.
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
