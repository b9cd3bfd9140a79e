package contract

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// keptAnswer is a writer of a response that keeps what passes through it.
type keptAnswer struct {
	http.ResponseWriter

	status   int
	header   http.Header
	body     keptBody
	hijacked bool
}

// WriteHeader implements [http.ResponseWriter].
func (a *keptAnswer) WriteHeader(status int) {
	if a.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		a.status, a.header = status, a.ResponseWriter.Header().Clone()
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (a *keptAnswer) Write(p []byte) (int, error) {
	n, err := a.ResponseWriter.Write(p)
	if a.status == 0 {
		a.status, a.header = http.StatusOK, a.ResponseWriter.Header().Clone()
	}
	a.body.keep(p[:n])
	return n, err
}

// response returns what net/http sends of it: with the type that it finds by the first bytes where the handler names none, and without a
// body for HEAD, which a handler may write as it does for GET.
func (a *keptAnswer) response(method string) *Response {
	r := &Response{Status: a.status, Header: a.header}
	r.Body, r.BodyOmitted = a.body.bytes()
	if _, ok := a.header["Content-Type"]; !ok && len(r.Body) > 0 && a.header.Get("Content-Encoding") == "" {
		r.Header.Set("Content-Type", http.DetectContentType(r.Body))
	}
	if method == http.MethodHead {
		r.Body, r.BodyOmitted = nil, false
	}
	return r
}

// Flush implements [http.Flusher].
func (a *keptAnswer) Flush() {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if f, ok := a.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// Hijack implements [http.Hijacker].
func (a *keptAnswer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	a.hijacked = true
	return http.NewResponseController(a.ResponseWriter).Hijack()
}

// ReadFrom implements [io.ReaderFrom], by which a handler copies a file; it must not go around Write.
func (a *keptAnswer) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{a}, r)
}

// Unwrap gives [http.ResponseController] what this writer doesn't do itself.
func (a *keptAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
