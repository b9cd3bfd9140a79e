package contract

import (
	"net/http"
)

// Middleware checks each exchange that a server answers. It changes no byte and delays none: bodies are kept while they pass, and
// the exchange is checked when the handler has returned. Of a body longer than [MaxKeptBody] only what is around it is checked, and a finding
// says so. All exchanges are one session. A connection that the handler takes over (a WebSocket) is not checked, nor is an answer that it
// breaks off. It is safe for concurrent use.
//
//	server := httptest.NewServer((&contract.Middleware{Contract: c, Report: contract.FailTest(t)}).Wrap(handler))
type Middleware struct {
	// Contract is what exchanges are checked against. It is required.
	Contract *Contract
	// Report is given each exchange, and the findings in it, of which there may be none. Calls at the same time report at the same time.
	// It is required.
	Report func(x *Exchange, findings []Finding)

	session sessionOnce
}

// Wrap returns a handler that does what next does.
func (m *Middleware) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &Exchange{Request: Request{Method: r.Method, URL: r.URL, Header: r.Header.Clone()}}
		sent := &keptBody{ReadCloser: r.Body, length: r.ContentLength}
		request := r.WithContext(r.Context())
		request.Body = sent
		answer := &keptAnswer{ResponseWriter: w}
		next.ServeHTTP(answer, request)
		if answer.hijacked {
			return
		}
		if answer.status == 0 { // What net/http sends for a handler that sends nothing.
			answer.WriteHeader(http.StatusOK)
		}
		sent.readRest(r)
		x.Request.Body, x.Request.BodyOmitted = sent.bytes()
		x.Response = answer.response(r.Method)
		m.Report(x, m.session.of(m.Contract).Check(x))
	})
}
