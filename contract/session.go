package contract

import (
	"maps"
	"sync"
)

// Session is the exchanges of one client or one recording, in order. Invariants may speak of earlier ones. It is safe for concurrent
// use; the order of calls is the order of the exchanges.
type Session struct {
	contract *Contract

	mu sync.Mutex
	// last is never changed once a check has it.
	last map[string]*view
}

// Session returns a new session, of which nothing is known yet.
func (c *Contract) Session() *Session { return &Session{contract: c} }

// Check adds the exchange to the session and returns what [Contract.Check] does, with the invariants that speak of earlier exchanges.
// Neither may be changed afterwards while the session is in use.
func (s *Session) Check(x *Exchange) []Finding { return s.Next(x)() }

// Next adds the exchange to the session and returns its check, which may run later and in any goroutine: many checks may run at the
// same time, and none waits for another.
func (s *Session) Next(x *Exchange) func() []Finding {
	v, last := s.add(x)
	return func() []Finding { return s.contract.check(v, last) }
}

// add adds the exchange, and returns it with the last ones before it.
func (s *Session) add(x *Exchange) (v *view, last map[string]*view) {
	v = s.contract.view(x)
	s.mu.Lock()
	defer s.mu.Unlock()
	last = s.last
	if id, ok := v.succeeded(); ok && s.contract.remembered[id] {
		s.last = make(map[string]*view, len(last)+1)
		maps.Copy(s.last, last)
		s.last[id] = v
	}
	return v, last
}

// succeeded returns the id of the operation of an exchange that was answered with a 2xx.
func (v *view) succeeded() (id string, ok bool) {
	if v.operation == nil || v.exchange.Response == nil {
		return "", false
	}
	status := v.exchange.Response.Status
	return v.operation.ID, status >= 200 && status < 300
}
