package sandbox

import (
	"bytes"
	"context"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
)

// slowPieces is the number of pieces in which [FaultSlowBody] sends a body.
const slowPieces = 10

// deliver sends an answer. If a fault of the call changes the answer, deliver sends the changed
// answer. It resets the connection if there is no answer.
func (s *Sandbox) deliver(w http.ResponseWriter, c *call, a *answer) {
	h := c.fault
	if a == nil || h.has(FaultResetAfter) {
		resetConnection(w)
		return
	}
	if h.has(FaultNoVersion) {
		a = a.clone()
		a.header.Del(versionHeader)
	}
	if len(h) == 0 || len(a.body) == 0 {
		a.send(w)
		return
	}
	switch {
	case h.has(FaultInvalidJSON):
		a = a.withBody(bytes.TrimRight(a.body, "}]\n"))
	case h.has(FaultWrongType):
		a = a.withBody(mistyped(a.body))
	}
	switch slow := h.find(FaultSlowBody); {
	case h.has(FaultTruncate):
		truncate(w, a)
	case slow != nil:
		s.trickle(c.request.Context(), w, a, slow.Delay)
	default:
		a.send(w)
	}
}

// withBody returns a copy of the answer with another body. The sandbox may keep the original answer
// as an outcome, so the original doesn't change.
func (a *answer) withBody(body []byte) *answer {
	other := a.clone()
	other.body = body
	return other
}

// mistyped returns the object in which it has replaced each value with the number 5.
func mistyped(body []byte) []byte {
	var object map[string]any
	if json.Unmarshal(body, &object) != nil {
		return body // The body is not an object, but the page of FaultHTML.
	}
	for name := range object {
		object[name] = 5
	}
	wrong, err := json.Marshal(object, json.Deterministic(true))
	if err != nil {
		return body
	}
	return wrong
}

// resetConnection ends the connection without an answer. On a TCP connection, it sends a reset.
func resetConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // The connection is HTTP/2, or there is none in a test. The panic ends the stream and isn't logged.
		panic(http.ErrAbortHandler)
	}
	inner := conn
	for {
		outer, ok := inner.(interface{ NetConn() net.Conn }) // The connection is a TLS connection, or of a server's own type.
		if !ok {
			break
		}
		inner = outer.NetConn()
	}
	if tcp, ok := inner.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = inner.Close()
}

// truncate sends half of the body, although Content-Length announces all of it.
func truncate(w http.ResponseWriter, a *answer) {
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// trickle sends the body in pieces. Sending all pieces takes the delay.
func (s *Sandbox) trickle(ctx context.Context, w http.ResponseWriter, a *answer, delay time.Duration) {
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	size := (len(a.body) + slowPieces - 1) / slowPieces
	for piece := range slices.Chunk(a.body, size) {
		if s.wait(ctx, delay*time.Duration(len(piece))/time.Duration(len(a.body))) != nil {
			return // The client has gone away.
		}
		_, _ = w.Write(piece)
		_ = http.NewResponseController(w).Flush()
	}
}

// waitFor waits until the time is over or the context ends.
func waitFor(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
