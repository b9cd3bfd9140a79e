package contract

import (
	"maps"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
)

// Session is the exchanges of one client or one recording, in order. Invariants may speak of earlier ones. It is safe for concurrent
// use; the order of calls is the order of the exchanges.
type Session struct {
	contract *Contract

	mu sync.Mutex
	// last is never changed once a check has it.
	last map[string]*invariant.Exchange
}

// Session returns a new session, of which nothing is known yet.
func (c *Contract) Session() *Session { return &Session{contract: c} }

// Check adds the exchange to the session and returns what [Contract.Check] does, with the invariants that speak of earlier exchanges.
// Neither may be changed afterwards while the session is in use.
func (s *Session) Check(x *Exchange) []Finding { return s.Next(x)() }

// Next adds the exchange to the session and returns its check, which may run later and in any goroutine: many checks may run at the
// same time, and none waits for another. A check is to be run once.
func (s *Session) Next(x *Exchange) func() []Finding {
	v, last := s.add(x)
	return func() []Finding { return v.check(last) }
}

// add adds the exchange, and returns it with the last ones before it.
func (s *Session) add(x *Exchange) (v *visit, last map[string]*invariant.Exchange) {
	v = newVisit(s.contract, x)
	s.mu.Lock()
	defer s.mu.Unlock()
	last = s.last
	if v.read.Succeeded() && s.contract.invariants.Remembers(v.read.Operation.ID) {
		s.last = make(map[string]*invariant.Exchange, len(last)+1)
		maps.Copy(s.last, last)
		s.last[v.read.Operation.ID] = v.remembered()
	}
	return v, last
}
