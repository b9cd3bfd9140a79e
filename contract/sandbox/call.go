package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// call is one request on its way through the sandbox. Each step adds what it found out.
type call struct {
	// credential says who sent the request. Admission sets it.
	credential

	request *http.Request
	// version is the version of the API that the answer names.
	version string

	// The router sets the endpoint, and the path parameter if the path has one.
	endpoint *endpoint
	id       string
	// idIsUUID reports whether admission found the path parameter to be a UUID.
	idIsUUID bool
	// fault is what goes wrong with this request.
	fault happening
	// Admission sets the idempotency key and the body if the request has them.
	key  string
	body []byte
	// unread reports whether nothing has read from the body. Then the client may wait for 100
	// Continue.
	unread bool
	// change is the change that the handler decided on. It is nil if nothing changes.
	change *change
	// replayed reports whether the answer is the recorded outcome of the idempotency key.
	replayed bool
	// holdsKey reports whether the idempotency key is in flight because of this call.
	holdsKey bool
	// carriedOut is the answer, after the call was carried out. The account's lock guards it.
	carriedOut *answer
}

// callKey is the key of the call in the context that handlers get.
type callKey struct{}

// callOf returns the call that a handler was called for.
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
	c := &call{request: r, version: s.router.answeringVersion(r.Header), unread: true}
	a := c.inVersion(s.answer(c))
	// The rest of the body is read first: a client that is still sending it doesn't read the
	// answer, and would find the connection closed.
	body.drain(c.unread)
	s.journal.add(c, a, s.clock.now())
	if f := c.fault.find(FaultLatency); f != nil && s.wait(r.Context(), f.Delay) != nil {
		a = nil // The client went away.
	}
	if c.holdsKey {
		c.account.endKey(c.outcomeKey())
	}
	s.logAccess(c, a, s.clock.base().Sub(started))
	s.deliver(w, c, a)
}

// answer returns the answer to a call, or nil if the connection is to be reset.
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

// maxUnreadBody is how many bytes of a body are read after the answer is made.
const maxUnreadBody = 16 << 20

// limitedBody is the body of a request that has to come in time.
type limitedBody struct {
	request    *http.Request
	connection *http.ResponseController // Nil if the request has no body.
}

// limit limits the time in which the body of a request has to come.
func (s *Sandbox) limit(w http.ResponseWriter, r *http.Request) limitedBody {
	if r.Body == nil || r.Body == http.NoBody {
		return limitedBody{}
	}
	connection := http.NewResponseController(w)
	// In a test without a connection there is no deadline, and none is needed.
	_ = connection.SetReadDeadline(time.Now().Add(s.bodyTimeout))
	return limitedBody{request: r, connection: connection}
}

// drain reads what is left of the body and ends the limit. If the body is too long or doesn't end,
// the limit stays, so that the server doesn't wait for the rest. A client that expects 100 Continue
// sends no body before something reads from it, so drain doesn't.
func (b limitedBody) drain(unread bool) {
	if b.connection == nil || unread && b.request.Header.Get("Expect") != "" {
		return
	}
	if _, err := io.CopyN(io.Discard, b.request.Body, maxUnreadBody); errors.Is(err, io.EOF) {
		_ = b.connection.SetReadDeadline(time.Time{})
	}
}
