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

// slowPieces is how many pieces [FaultSlowBody] sends a body in.
const slowPieces = 10

// deliver sends an answer, or what the fault makes of it. No answer at all is a connection that is reset.
func (s *Sandbox) deliver(w http.ResponseWriter, r *http.Request, a *answer, f *Fault) {
	switch {
	case a == nil || f.is(FaultResetAfter):
		resetConnection(w)
	case f == nil:
		a.send(w)
	case f.Kind == FaultNoVersion:
		other := a.clone()
		other.header.Del(versionHeader)
		other.send(w)
	case len(a.body) == 0:
		a.send(w)
	case f.Kind == FaultTruncate:
		truncate(w, a)
	case f.Kind == FaultInvalidJSON:
		a.withBody(bytes.TrimRight(a.body, "}]\n")).send(w)
	case f.Kind == FaultWrongType:
		a.withBody(mistyped(a.body)).send(w)
	case f.Kind == FaultSlowBody:
		s.trickle(r.Context(), w, a, f.Delay)
	default:
		a.send(w)
	}
}

// withBody returns the answer with another body. The answer itself may be kept as an outcome, so it stays as it is.
func (a *answer) withBody(body []byte) *answer {
	other := a.clone()
	other.body = body
	return other
}

// mistyped returns the object with the number 5 in the place of each of its values.
func mistyped(body []byte) []byte {
	var object map[string]any
	if json.Unmarshal(body, &object) != nil {
		return body // A fault's own page: there is no type in it to get wrong.
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

// resetConnection ends the connection without an answer, on TCP by a reset.
func resetConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // HTTP/2, or no connection at all: this aborts the stream, and logs nothing.
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// truncate sends half of the body that it has announced.
func truncate(w http.ResponseWriter, a *answer) {
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// trickle sends the body in pieces, over a time.
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

// waitFor waits for a time, or until the context ends.
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
