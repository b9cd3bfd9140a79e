package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
)

// execute carries out a request that was admitted. It records the change and the outcome of the
// idempotency key before it returns the answer. It returns nil if the client went away first.
func (s *Sandbox) execute(c *call) *answer {
	if c.key != "" {
		recorded, busy := c.account.beginKey(c.key, s.now())
		switch {
		case recorded != nil:
			c.replayed = true
			replay := recorded.clone() // Every answer names the version that its request asks for.
			replay.header.Set(versionHeader, c.version)
			return replay
		case busy:
			return refusal(keyInUse(), c.version)
		}
		defer c.account.endKey(c.key)
	}
	if c.fault.is(FaultLatency) {
		if err := s.wait(c.request.Context(), c.fault.Delay); err != nil {
			return nil
		}
	}
	if !c.endpoint.changes() {
		return c.handle()
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	a := c.handle()
	a.at = s.now()
	if err := s.record(c, a); err != nil {
		s.logger.Error("the state can't be written", slog.Any("error", err))
		return refusal(internal(), c.version)
	}
	return a
}

// handle returns the answer of the endpoint's handler. A status fault that got here is a 500: the
// API's own failure, in place of the handler's answer.
func (c *call) handle() *answer {
	if c.fault.is(FaultStatus) {
		return refusal(internal(), c.version)
	}
	r := c.request.WithContext(context.WithValue(c.request.Context(), callKey{}, c))
	r.SetPathValue("id", c.id)
	r.Body = io.NopCloser(bytes.NewReader(c.body))
	a := newAnswer()
	c.endpoint.handler(a, r)
	return a
}

// handlerFailed answers for a handler that returned an error. The error is a failure; any other is
// a defect of the sandbox.
func (s *Sandbox) handlerFailed(w http.ResponseWriter, r *http.Request, err error) {
	c := callOf(r.Context())
	f, ok := errors.AsType[*failure](err)
	if !ok {
		s.logger.Error("the request can't be answered", slog.String("operation", c.endpoint.id), slog.Any("error", err))
		f = internal()
	}
	if a, ok := w.(*answer); ok {
		a.fail(f, c.version)
	}
}

// record writes a call's change and the outcome of its key to the state file, both or neither, and
// then makes them. The caller holds the account's lock.
func (s *Sandbox) record(c *call, outcome *answer) error {
	if c.change == nil && c.key == "" {
		return nil
	}
	var expired []string
	if c.key != "" {
		expired = c.account.outcomes.expired(outcome.at)
	}
	if err := s.store.commit(c.account.owner, c.change, c.key, outcome, expired); err != nil {
		return err
	}
	if c.change != nil {
		c.account.apply(c.change)
	}
	if c.key != "" {
		c.account.outcomes.put(c.key, outcome, expired)
	}
	return nil
}
