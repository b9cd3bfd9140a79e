package capture

import (
	"io"
	"net/http"
)

// Handler returns a handler that calls next. When next has returned, it calls done with the
// captured exchange. It doesn't call done if next panics or takes over the connection.
func Handler(next http.Handler, limit Limit, done func(*Exchange)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target := *r.URL // Some handlers change the URL of the request.
		x := &Exchange{Method: r.Method, URL: &target, RequestHeader: r.Header.Clone()}
		sent := limit.reader(r.Body, r.ContentLength)
		defer sent.release()
		request := r.WithContext(r.Context())
		request.Body = sent
		answer := &responseWriter{ResponseWriter: w, kept: limit.buffer()}
		defer func() { answer.kept.drop(ErrIncomplete) }()
		next.ServeHTTP(answer, request)
		if answer.hijacked {
			return
		}
		if answer.status == 0 { // net/http sends this status if a handler sends nothing.
			answer.WriteHeader(http.StatusOK)
		}
		readRest(sent, r)
		x.RequestBody = sent.captured()
		x.Status, x.ResponseHeader, x.ResponseBody = answer.captured(r.Method)
		done(x)
	})
}

// maxRest is how many bytes net/http reads after a handler if the handler didn't read the body to
// its end.
const maxRest = 256 << 10

// readRest reads the rest of a body that the handler began to read, as net/http does before it
// sends the response. For example, a JSON decoder stops reading after the value.
func readRest(sent *reader, r *http.Request) {
	sent.mu.Lock()
	inTheMiddle := sent.kept.size > 0 && !sent.ended
	sent.mu.Unlock()
	if inTheMiddle && r.ProtoMajor == 1 {
		_, _ = io.CopyN(io.Discard, sent, maxRest) // If reading fails, the captured body is incomplete.
	}
}
