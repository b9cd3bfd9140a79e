package recording

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// forwardBothWays lets a handler forward a request and its response at the same time, since a
// response may begin, or even end, before the end of the request's body.
func forwardBothWays(handler http.Handler, w http.ResponseWriter, r *http.Request) {
	body := &openBody{ReadCloser: r.Body}
	body.ended.Store(r.Body == http.NoBody)
	request := *r
	request.Body = body
	defer body.stop(w)
	handler.ServeHTTP(plainWriter{w, body}, &request)
}

// openBody is the body of a request. It knows whether it was read to its end.
type openBody struct {
	io.ReadCloser

	ended atomic.Bool
	// reading is locked while a transport reads the body.
	reading sync.Mutex
	stopped bool
}

// stop ends the reading of a body that wasn't read to its end, since the transport may go on after
// the handler has returned. net/http would wait for the client if the two overlapped.
func (b *openBody) stop(w http.ResponseWriter) {
	if b.ended.Load() {
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0))
	b.reading.Lock()
	defer b.reading.Unlock()
	b.stopped = true
}

// Read implements [io.Reader].
func (b *openBody) Read(p []byte) (int, error) {
	b.reading.Lock()
	defer b.reading.Unlock()
	if b.stopped {
		return 0, http.ErrBodyReadAfterClose // At the end of the body, the upstream would take it for whole.
	}
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.ended.Store(true)
	}
	return n, err
}

// plainWriter writes a response without the headers that net/http adds if they are missing.
type plainWriter struct {
	http.ResponseWriter

	request *openBody
}

// WriteHeader implements [http.ResponseWriter].
func (w plainWriter) WriteHeader(status int) {
	if status >= http.StatusOK || status == http.StatusSwitchingProtocols {
		for _, name := range []string{"Date", "Content-Type"} {
			if _, ok := w.Header()[name]; !ok {
				w.Header()[name] = nil // net/http adds nothing to what is there and empty.
			}
		}
	}
	if status >= http.StatusOK && !w.request.ended.Load() {
		w.endConnection()
	}
	w.ResponseWriter.WriteHeader(status)
}

// endConnection makes net/http close the connection after the response, once the client had time to
// read it. Otherwise net/http would hold the response back until it has read the rest of the
// request's body, which the upstream would never get. net/http does all this for a request that is
// too large, so endConnection reports one.
func (w plainWriter) endConnection() {
	tooLarge := http.MaxBytesReader(w.ResponseWriter, io.NopCloser(strings.NewReader(" ")), 0)
	_, _ = tooLarge.Read(make([]byte, 1))
}

// Unwrap gives [http.ResponseController] access to the other methods of the wrapped writer.
func (w plainWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
