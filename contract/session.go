package contract

import (
	"maps"
	"sync"
	"sync/atomic"

	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
)

// Session checks the exchanges of one client or one recording in order. Its invariants can refer to
// earlier exchanges. A session is safe for concurrent use. The order of the calls is the order of
// the exchanges.
type Session struct {
	contract *Contract

	mu sync.Mutex
	// last has the latest exchanges that invariants may refer to. The map is replaced and never
	// changed, because running checks read it.
	last map[string]*invariant.Exchange

	steps atomic.Int64
	// budget limits the cost of the invariants of all exchanges. Clones share it.
	budget *invariant.Budget
}

// Steps returns about how much work the checks of the session have taken so far. The same checks
// take the same number of steps, however fast the machine is. A step is a schema that was compared
// with a value, or something that takes about as long.
func (s *Session) Steps() int { return int(s.steps.Load()) }

// The constants are the steps that a check takes in addition to those of its values.
const (
	stepsOfExchange = 50
	stepsOfFinding  = 20
	// costOfStep is the cost of an invariant that takes as long as a step.
	costOfStep = 10
)

// Session returns a new session without any exchanges.
func (c *Contract) Session() *Session { return &Session{contract: c, budget: new(invariant.Budget)} }

// HasSessions reports whether an invariant refers to earlier exchanges. If none does, an exchange
// has the same findings in every session.
func (c *Contract) HasSessions() bool {
	for _, name := range c.Versions() {
		if of, ok := c.Version(name); ok && of.invariants.RemembersAny() {
			return true
		}
	}
	return c.invariants.RemembersAny()
}

// sessions finds the session of each exchange while exchanges come in order.
type sessions struct {
	contract *Contract
	// recording is the session of the recording that is being read. file is the name of that
	// recording.
	recording *Session
	file      string
	// named has the sessions that exchanges name in their Session field.
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

// Clone returns a session with the same earlier exchanges. An exchange that is added to one of them
// is not added to the other. Use it to check an exchange that may be left out afterwards.
func (s *Session) Clone() *Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Session{contract: s.contract, last: s.last, budget: s.budget}
}

// Forget forgets the earlier exchanges, as if the next exchange were the first one. Use it when
// another recording begins. Unlike a new session, the session still counts its steps, and how much
// the invariants have cost.
func (s *Session) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = nil
}

// Check adds the exchange to the session and returns its findings, as [Contract.Check] does.
// Invariants can refer to the earlier exchanges of the session. The caller must not change the
// exchange while the session is in use.
//
// If invariants loop over large messages again and again, Check doesn't check all of them. A drift
// then says so.
func (s *Session) Check(x *Exchange) []Finding { return s.Next(x)() }

// Next adds the exchange to the session and returns a function that checks it. The caller may run
// the function later, in any goroutine, at the same time as other checks. It must call the function
// at most once.
func (s *Session) Next(x *Exchange) func() []Finding {
	v, last := s.add(x)
	return func() []Finding { return s.check(v, last) }
}

// check returns the findings of an exchange that was added to the session. It counts their cost.
func (s *Session) check(v *validation, last map[string]*invariant.Exchange) []Finding {
	v.skipsLoops = s.budget.IsSpent()
	findings := v.check(last)
	s.budget.Spend(v.spent)
	s.steps.Add(int64(v.steps()))
	return findings
}

// steps returns how many steps the check took; see [Session.Steps].
func (v *validation) steps() int {
	return stepsOfExchange + stepsOfFinding*len(v.findings) + v.values.Steps() + int(v.spent/costOfStep) //nolint:gosec // It is bounded.
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
