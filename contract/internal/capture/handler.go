package capture

import (
	"io"
	"net/http"
)

// Handler returns a handler that does what next does. It calls done with what was captured when
// next has returned, and keeps at most limit bytes of each body. It doesn't call done if next
// panics or takes over the connection.
func Handler(next http.Handler, limit int64, done func(*Exchange)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target := *r.URL // Some handlers shorten the path in place.
		x := &Exchange{Method: r.Method, URL: &target, RequestHeader: r.Header.Clone()}
		sent := &reader{ReadCloser: r.Body, length: r.ContentLength, kept: buffer{limit: limit}}
		request := r.WithContext(r.Context())
		request.Body = sent
		answer := &responseWriter{ResponseWriter: w, kept: buffer{limit: limit}}
		next.ServeHTTP(answer, request)
		if answer.hijacked {
			return
		}
		if answer.status == 0 { // What net/http sends for a handler that sends nothing.
			answer.WriteHeader(http.StatusOK)
		}
		readRest(sent, r)
		x.RequestBody = sent.captured()
		x.Status, x.ResponseHeader, x.ResponseBody = answer.captured(r.Method)
		done(x)
	})
}

// maxRest is how many bytes net/http reads of a body that a handler didn't read to its end.
const maxRest = 256 << 10

// readRest reads the rest of a body that the handler began to read, as net/http does before it
// sends the response. A JSON decoder, for example, stops reading after the value.
func readRest(sent *reader, r *http.Request) {
	sent.mu.Lock()
	inTheMiddle := sent.kept.size > 0 && !sent.ended
	sent.mu.Unlock()
	if inTheMiddle && r.ProtoMajor == 1 {
		_, _ = io.CopyN(io.Discard, sent, maxRest) // If it fails, the captured body is incomplete.
	}
}
