package capture

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// responseWriter passes on a response and keeps a copy.
type responseWriter struct {
	http.ResponseWriter

	status   int
	header   http.Header
	kept     buffer
	start    []byte
	hijacked bool
}

// sniffed is how many bytes of a body net/http looks at to find the Content-Type.
const sniffed = 512

// WriteHeader implements [http.ResponseWriter].
func (w *responseWriter) WriteHeader(status int) {
	if w.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		w.status, w.header = status, w.Header().Clone()
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (w *responseWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	if w.status == 0 {
		w.status, w.header = http.StatusOK, w.Header().Clone()
	}
	w.start = append(w.start, p[:min(n, sniffed-len(w.start))]...)
	w.kept.write(p[:n])
	return n, err
}

// captured returns the response that net/http sends. If the handler sets no Content-Type, it sets
// the one that net/http finds. A response to HEAD has no body, even if the handler writes one.
func (w *responseWriter) captured(method string) (status int, header http.Header, body Body) {
	if _, ok := w.header["Content-Type"]; !ok && len(w.start) > 0 && w.header.Get("Content-Encoding") == "" {
		w.header.Set("Content-Type", http.DetectContentType(w.start))
	}
	if method == http.MethodHead {
		return w.status, w.header, Body{}
	}
	return w.status, w.header, w.kept.body()
}

// FlushError implements the method that [http.ResponseController.Flush] calls.
func (w *responseWriter) FlushError() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Flush implements [http.Flusher].
func (w *responseWriter) Flush() { _ = w.FlushError() } // The interface has no error.

// Hijack implements [http.Hijacker].
func (w *responseWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	connection, buffered, err := http.NewResponseController(w.ResponseWriter).Hijack()
	w.hijacked = w.hijacked || err == nil
	return connection, buffered, err
}

// ReadFrom implements [io.ReaderFrom], which handlers use to copy a file. It calls Write.
func (w *responseWriter) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{w}, r)
}

// Unwrap returns the wrapped writer, so that [http.ResponseController] can use its other methods.
func (w *responseWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
