package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
)

// execute carries out an admitted request. Before it returns the answer, it writes the change and
// the outcome of the idempotency key to disk.
//
// Calls that change the account wait for its lock. The call that gets the lock carries out all
// calls that wait, in the order in which they came. It writes their changes to the state file
// together, because the disk takes as long for many changes as for one.
func (s *Sandbox) execute(c *call) *answer {
	a := c.account
	if !c.endpoint.changes() {
		if c.id == "" && !s.answers.reserve(c, a.listSize()) { // The answer may list all organizations.
			return refusal(busy(), c.version)
		}
		return c.handle()
	}
	a.waiting.add(c)
	a.mu.Lock()
	defer a.mu.Unlock()
	if c.carriedOut == nil {
		s.carryOut(a, a.waiting.take())
	}
	return c.carriedOut
}

// carryOut carries out calls. If it can't write their changes, it undoes all of them and answers
// each call with 500. It answers even a call that changed nothing with 500, because that call may
// have seen a change that was undone. The caller must hold the account's lock.
func (s *Sandbox) carryOut(a *account, calls []*call) {
	var writes []write
	var undo []func()
	for _, c := range calls {
		c.carriedOut = s.perform(c)
		fixes := c.holdsKey && c.carriedOut.fixesOutcome()
		if c.replayed || c.change == nil && !fixes {
			continue
		}
		w := write{change: c.change}
		if fixes {
			w.key, w.outcome, w.expired = c.outcomeKey(), c.carriedOut, a.outcomes.expired(c.carriedOut.at)
		}
		if !a.hasRoom(&w) {
			c.carriedOut = refusal(full(), c.version)
			continue
		}
		if fixes {
			undo = append(undo, a.outcomes.put(w.key, w.outcome, w.expired))
		}
		if c.change != nil {
			undo = append(undo, a.apply(c.change))
		}
		writes = append(writes, w)
	}
	if err := s.store.commit(a.owner, writes); err != nil {
		s.logger.Error("the state can't be written", slog.Any("error", err))
		for _, u := range slices.Backward(undo) {
			u()
		}
		for _, c := range calls {
			c.carriedOut, c.replayed = refusal(internal(), c.version), false
		}
	}
}

// perform returns the kept outcome of a call's idempotency key. If there is none, it calls the
// handler, which decides on the change, and returns the handler's answer. The caller must hold the
// account's lock.
func (s *Sandbox) perform(c *call) *answer {
	now := s.clock.now()
	if c.key != "" && c.endpoint.keepsOutcomes() {
		recorded, busy := c.account.outcomes.begin(c.outcomeKey(), now)
		switch {
		case busy:
			return refusal(keyInUse(), c.version)
		case recorded != nil:
			c.replayed = true
			replay := recorded.clone() // Every answer names the version that its request asks for.
			replay.header.Set(versionHeader, c.version)
			return replay
		}
		c.holdsKey = true
	}
	answer := c.handle()
	answer.at = now
	return answer
}

// handle returns the answer of the endpoint's handler. If a status fault stands for the API itself,
// handle returns the answer of the fault instead.
func (c *call) handle() *answer {
	if f := c.fault.find(FaultStatus); f != nil {
		return refusal(f.failure(c), c.version)
	}
	r := c.request.WithContext(context.WithValue(c.request.Context(), callKey{}, c))
	r.SetPathValue("id", c.id)
	if c.endpoint.headers[idempotencyHeader] == nil && r.Header[idempotencyHeader] != nil { // The generated code reads the header in every version.
		r.Header = maps.Clone(r.Header)
		delete(r.Header, idempotencyHeader)
	}
	if c.body != nil {
		r.Body = io.NopCloser(bytes.NewReader(c.body))
	}
	a := newAnswer()
	c.endpoint.handler(a, r)
	return a
}

// handlerFailed writes the answer for a handler that returned an error. If the error is not a
// failure, it is a bug of the sandbox.
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
