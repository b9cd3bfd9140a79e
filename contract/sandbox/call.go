package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// call is one request on its way through the sandbox. Each step stores in it what the step found
// out.
type call struct {
	// credential says who sent the request. Admission sets it.
	credential

	request *http.Request
	// version is the version of the API that the answer names.
	version string

	// The router sets the endpoint, and the path parameter if the path has one.
	endpoint *endpoint
	id       string
	// idIsUUID reports whether the path parameter is a UUID. Admission sets it.
	idIsUUID bool
	// fault has the faults that happen to this request.
	fault happening
	// Admission sets the idempotency key and the body if the request has them.
	key  string
	body []byte
	// unread reports whether the sandbox has read nothing of the body. The client may then be
	// waiting for 100 Continue.
	unread bool
	// longBodies has a place for each long body that may come at the same time.
	longBodies chan struct{}
	// change is the change that the handler decided on. It is nil if nothing changes.
	change *change
	// replayed reports whether the answer is the kept outcome of the idempotency key.
	replayed bool
	// holdsKey reports whether this call made its idempotency key in flight.
	holdsKey bool
	// carriedOut is the answer. It is nil until the call is carried out. The account's lock guards
	// it.
	carriedOut *answer
	// reserved is how much of the memory for answers the call takes, in bytes.
	reserved int64
}

// callKey is the key under which a handler's context has the call.
type callKey struct{}

// callOf returns the call from the context of its handler.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// ServeHTTP implements [http.Handler].
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := s.limit(w, r)
	if strings.HasPrefix(r.URL.Path, controlPrefix) {
		a := s.control(r)
		body.drain(false)
		a.send(w)
		return
	}
	started := s.clock.base()
	c := &call{request: r, version: s.router.answeringVersion(r.Header), unread: true, longBodies: s.longBodies}
	defer s.answers.release(c)
	a := s.answer(c)
	if a != nil && !s.answers.reserve(c, len(a.body)) {
		a = refusal(busy(), c.version)
	}
	a = c.inVersion(a)
	// Read the rest of the body first. A client that is still sending would not read the answer,
	// and would find the connection closed.
	body.drain(c.unread)
	s.journal.add(c, a, s.clock.now())
	if f := c.fault.find(FaultLatency); f != nil && s.wait(r.Context(), f.Delay) != nil {
		a = nil // The client has gone away.
	}
	if c.holdsKey {
		c.account.endKey(c.outcomeKey())
	}
	s.logAccess(c, a, s.clock.base().Sub(started))
	s.deliver(w, c, a)
}

// answer returns the answer to a call, or nil if the sandbox must reset the connection.
func (s *Sandbox) answer(c *call) *answer {
	var failed *failure
	if c.endpoint, c.id, failed = s.router.find(c.request, c.version); failed != nil {
		return refusal(failed, c.version)
	}
	if failed = s.takeFault(c); failed != nil {
		return refusal(failed, c.version)
	}
	if c.fault.has(FaultResetBefore) {
		return nil
	}
	if a := c.fault.instead(c); a != nil {
		return a
	}
	if failed = s.admit(c); failed != nil {
		return refusal(failed, c.version)
	}
	return s.execute(c)
}

// bodyTimeout is how long a client may take to send a body.
const bodyTimeout = 30 * time.Second

// maxUnreadBody is how many bytes of an unread body the sandbox reads after it has made the answer.
const maxUnreadBody = 16 << 20

// limitedBody is the body of a request that must arrive in a limited time.
type limitedBody struct {
	request    *http.Request
	connection *http.ResponseController // It is nil if the request has no body.
}

// limit sets a deadline for reading the body of a request.
func (s *Sandbox) limit(w http.ResponseWriter, r *http.Request) limitedBody {
	if r.Body == nil || r.Body == http.NoBody {
		return limitedBody{}
	}
	connection := http.NewResponseController(w)
	// A test without a connection has no deadline and needs none.
	_ = connection.SetReadDeadline(time.Now().Add(s.bodyTimeout))
	return limitedBody{request: r, connection: connection}
}

// drain reads the rest of the body and removes the deadline. If the body is too long or doesn't
// end, drain keeps the deadline, so that the server doesn't wait for the rest. If a client expects
// 100 Continue and nothing has read from its body, drain reads nothing, because the client sends no
// body.
func (b limitedBody) drain(unread bool) {
	if b.connection == nil || unread && b.request.Header.Get("Expect") != "" {
		return
	}
	if _, err := io.CopyN(io.Discard, b.request.Body, maxUnreadBody); errors.Is(err, io.EOF) {
		_ = b.connection.SetReadDeadline(time.Time{})
	}
}
