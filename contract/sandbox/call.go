package sandbox

import (
	"context"
	"io"
	"net/http"
)

// call is one request on its way through the sandbox. Each step adds what it found out.
type call struct {
	// credential says who sent the request. Admission sets it.
	credential

	request *http.Request
	// version is the one that the answer names.
	version string

	// The router sets the endpoint, and the path parameter if the path has one.
	endpoint *endpoint
	id       string
	// fault is what goes wrong with this request, nil for nothing.
	fault *Fault
	// Admission sets the idempotency key and the body if the request has them.
	key  string
	body []byte
	// change is what the handler decided; nil if nothing changes.
	change *change
	// replayed reports whether the answer is the recorded outcome of the idempotency key.
	replayed bool
}

// callKey is the key of the call in the context that handlers get.
type callKey struct{}

// callOf returns the call that a handler was called for.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// maxUnreadBody is how many bytes are read of a body that nothing asked for.
const maxUnreadBody = 16 << 20

// ServeHTTP implements [http.Handler].
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == FaultsPath {
		s.controlFaults(r).send(w)
		return
	}
	started := s.now()
	c := &call{request: r, version: answeringVersion(r.Header)}
	a := s.answer(c)
	s.logAccess(c, a, s.now().Sub(started))
	if r.Header.Get("Expect") == "" { // A client that expects 100 Continue sends no body before the answer.
		// A client that is still sending doesn't read the answer, and would find the connection closed.
		_, _ = io.CopyN(io.Discard, r.Body, maxUnreadBody)
	}
	s.deliver(w, c, a)
}

// answer returns the answer to a call, or nil if the connection is to be reset.
func (s *Sandbox) answer(c *call) *answer {
	var failed *failure
	if c.endpoint, c.id, failed = s.router.find(c.request); failed != nil {
		return refusal(failed, c.version)
	}
	if failed = s.takeFault(c); failed != nil {
		return refusal(failed, c.version)
	}
	if c.fault.is(FaultResetBefore) {
		return nil
	}
	if a := c.fault.instead(c.version); a != nil {
		return a
	}
	if failed = s.admit(c); failed != nil {
		return refusal(failed, c.version)
	}
	return s.execute(c)
}
