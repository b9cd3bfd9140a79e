package contract

import (
	"maps"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
)

// Session checks the exchanges of one client or one recording in order, so that invariants can
// refer to earlier exchanges. A session is safe for concurrent use: the order of the calls is the
// order of the exchanges.
type Session struct {
	contract *Contract

	mu sync.Mutex
	// last is replaced, never changed, because running checks read it.
	last map[string]*invariant.Exchange
}

// Session returns a new session without any exchanges.
func (c *Contract) Session() *Session { return &Session{contract: c} }

// HasSessions reports whether an invariant refers to earlier exchanges. If none does, each exchange
// has the same findings in any session.
func (c *Contract) HasSessions() bool {
	for _, name := range c.Versions() {
		if of, ok := c.Version(name); ok && of.invariants.RemembersAny() {
			return true
		}
	}
	return c.invariants.RemembersAny()
}

// sessions are those of exchanges that come in order.
type sessions struct {
	contract *Contract
	// recording is the session of the recording that is read, whose name is file.
	recording *Session
	file      string
	// named are the sessions that exchanges name.
	named map[string]*Session
}

// of returns the session that the next exchange belongs to.
func (s *sessions) of(x *Exchange) *Session {
	if s.recording == nil || x.Source.File != s.file {
		s.recording, s.file = s.contract.Session(), x.Source.File
	}
	if x.Session == "" || !s.contract.HasSessions() {
		return s.recording
	}
	if s.named == nil {
		s.named = map[string]*Session{}
	}
	if s.named[x.Session] == nil {
		s.named[x.Session] = s.contract.Session()
	}
	return s.named[x.Session]
}

// Check adds the exchange to the session and returns its findings, as [Contract.Check] does.
// Invariants can refer to the earlier exchanges of the session. The caller must not change the
// exchange while the session is in use.
func (s *Session) Check(x *Exchange) []Finding { return s.Next(x)() }

// Next adds the exchange to the session and returns a function that checks it. The function may run
// later and in any goroutine, at the same time as other checks, and must be called at most once.
func (s *Session) Next(x *Exchange) func() []Finding {
	v, last := s.add(x)
	return func() []Finding { return v.check(last) }
}

// add adds the exchange to the session. It returns the exchange's check, and the earlier exchanges
// that invariants may refer to.
func (s *Session) add(x *Exchange) (v *validation, last map[string]*invariant.Exchange) {
	v = newValidation(s.contract, x)
	s.mu.Lock()
	defer s.mu.Unlock()
	last = s.last
	if v.read.Succeeded() && v.contract.invariants.Remembers(v.read.Operation.ID) {
		s.last = make(map[string]*invariant.Exchange, len(last)+1)
		maps.Copy(s.last, last)
		s.last[v.read.Operation.ID] = v.forInvariants()
	}
	return v, last
}
