package contract

import (
	"net/http"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/capture"
)

// Middleware checks each exchange that a server answers. It doesn't change or delay any byte. It
// checks an exchange when the handler has returned. It doesn't check a body that is longer than
// [MaxKeptBody], a body that was not read to its end, or a body for which there is no room because
// other exchanges keep 256 MiB. Then a finding says so, and the rest of the exchange is checked as
// usual. It doesn't check a connection that the handler takes over, such as a WebSocket, or a
// response that the handler aborts. All exchanges of a Middleware are one session. A Middleware is
// safe for concurrent use.
//
//	server := httptest.NewServer((&contract.Middleware{Contract: c, Report: contract.FailTest(t)}).Wrap(handler))
type Middleware struct {
	// Contract is what the middleware checks exchanges against. It is required.
	Contract *Contract
	// Report is called with each exchange and its findings. The list is empty if the exchange
	// agrees with the document. Report is called by several goroutines at the same time if the
	// server handles several requests. It is required.
	Report func(x *Exchange, findings []Finding)

	session sessionOnce
	room    capture.Room
}

// Wrap returns a handler that calls next and checks the exchange. It panics if the Contract, the
// Report or next is nil, as [http.Handle] does for a nil handler.
func (m *Middleware) Wrap(next http.Handler) http.Handler {
	switch {
	case m.Contract == nil:
		panic("contract.Middleware: the field Contract is nil; set it to what exchanges are checked against")
	case m.Report == nil:
		panic("contract.Middleware: the field Report is nil; set it, to contract.FailTest(t) in a test")
	case next == nil:
		panic("contract.Middleware: the handler is nil")
	}
	return capture.Handler(next, capture.Limit{Body: MaxKeptBody, Room: &m.room}, func(captured *capture.Exchange) {
		x := exchangeOf(captured)
		m.Report(x, m.session.of(m.Contract).Check(x))
	})
}

// sessionOnce creates a session at the first exchange.
type sessionOnce struct {
	once    sync.Once
	session *Session
}

func (s *sessionOnce) of(c *Contract) *Session {
	s.once.Do(func() { s.session = c.Session() })
	return s.session
}
