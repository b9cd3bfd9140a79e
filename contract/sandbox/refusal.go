package sandbox

import (
	"bytes"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// refusingListener accepts connections on which answers of the API replace the refusals of
// net/http. When net/http can't read a request, it refuses the request without calling a handler.
// The answer of net/http is plain text and names no version.
type refusingListener struct{ net.Listener }

// Accept implements [net.Listener].
func (l refusingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &refusingConn{conn, stallTimeout}, nil
}

// stallTimeout is how long a client may take to read what the server writes to it at once.
const stallTimeout = time.Minute

type refusingConn struct {
	net.Conn

	stall time.Duration
}

// NetConn returns the wrapped connection, as [crypto/tls.Conn.NetConn] does.
func (c *refusingConn) NetConn() net.Conn { return c.Conn }

// Write implements [net.Conn]. If the bytes are a refusal of net/http, it writes an answer of the
// API instead. If the client doesn't read the bytes in time, Write returns an error, and net/http
// closes the connection.
func (c *refusingConn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.stall)); err != nil {
		return 0, err
	}
	failed := refused(p)
	if failed == nil {
		return c.Conn.Write(p)
	}
	a := refusal(failed, current)
	a.header.Set("Connection", "close")
	a.header.Set("Content-Length", strconv.Itoa(len(a.body)))
	var answer bytes.Buffer
	answer.WriteString("HTTP/1.1 " + strconv.Itoa(failed.status) + " " + http.StatusText(failed.status) + "\r\n")
	_ = a.header.Write(&answer) // Writing to a buffer never fails.
	answer.WriteString("\r\n")
	answer.Write(a.body)
	if _, err := c.Conn.Write(answer.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// The constants tell a refusal of net/http from the answer of a handler. After the first line, a
// refusal has the text plainRefusal, without a Date header. Every answer of a handler has a Date
// header. One refusal, 417, does have a Date header. It is recognized because it has no body. Every
// answer of a handler with this status has a body.
const (
	plainRefusal = "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
	noBody       = "\r\nContent-Length: 0\r\n"
)

// refused returns the failure to send instead of p, if p is what net/http writes when it refuses a
// request. It returns nil if p is anything else.
func refused(p []byte) *failure {
	const status = len("HTTP/1.1 400")
	if len(p) < status || p[len("HTTP/1.")+2] != '4' && p[len("HTTP/1.")+2] != '5' || !bytes.HasPrefix(p, []byte("HTTP/1.")) {
		return nil
	}
	code, err := strconv.Atoi(string(p[status-3 : status]))
	rest := p[max(0, bytes.IndexByte(p, '\r')):]
	failed := &failure{status: code, key: refusalKeys[code]}
	switch {
	case err != nil: // These bytes are not a refusal of net/http.
		return nil //nolint:nilerr // The bytes are sent as they are.
	case failed.key == "":
		return nil
	case code == http.StatusExpectationFailed:
		if !bytes.Contains(rest, []byte(noBody)) {
			return nil
		}
		failed.message = "the server meets no expectation but 100-continue"
	case !bytes.HasPrefix(rest, []byte(plainRefusal)):
		return nil
	default:
		// The text of the refusal is a status, a status with a reason, or only a reason.
		reason := strings.TrimPrefix(string(rest[len(plainRefusal):]), strconv.Itoa(code)+" ")
		if _, after, found := strings.Cut(reason, ": "); found {
			reason = after
		}
		failed.message = "the request can't be read: " + strings.ToLower(reason)
	}
	return failed
}

// refusalKeys has the key of the ApiError for each status with which net/http refuses a request.
var refusalKeys = map[int]string{
	http.StatusBadRequest:                  keyBadRequest,
	http.StatusExpectationFailed:           "expectation_failed",
	http.StatusRequestHeaderFieldsTooLarge: "request_header_fields_too_large",
	http.StatusNotImplemented:              "not_implemented",
	http.StatusHTTPVersionNotSupported:     "http_version_not_supported",
}
