package sandbox

import (
	"bytes"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// refusingListener accepts connections that replace the refusals of net/http by answers of the API.
// net/http refuses a request that it can't read without calling a handler. Its answer is plain text
// and names no version.
type refusingListener struct{ net.Listener }

// Accept implements [net.Listener].
func (l refusingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &refusingConn{conn}, nil
}

type refusingConn struct{ net.Conn }

// NetConn returns the wrapped connection, as [crypto/tls.Conn.NetConn] does.
func (c *refusingConn) NetConn() net.Conn { return c.Conn }

// Write implements [net.Conn]. It replaces what net/http writes when it refuses a request.
func (c *refusingConn) Write(p []byte) (int, error) {
	failed := refused(p)
	if failed == nil {
		return c.Conn.Write(p)
	}
	a := refusal(failed, current)
	a.header.Set("Connection", "close")
	a.header.Set("Content-Length", strconv.Itoa(len(a.body)))
	var answer bytes.Buffer
	answer.WriteString("HTTP/1.1 " + strconv.Itoa(failed.status) + " " + http.StatusText(failed.status) + "\r\n")
	_ = a.header.Write(&answer) // A buffer takes everything.
	answer.WriteString("\r\n")
	answer.Write(a.body)
	if _, err := c.Conn.Write(answer.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// A refusal of net/http is told from a handler's answer as follows. The first line of a refusal is
// followed by plainRefusal, which has no Date; each answer of a handler has one. Only the refusal
// 417 has a Date. It has no body, which no answer of a handler with this status lacks.
const (
	plainRefusal = "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
	noBody       = "\r\nContent-Length: 0\r\n"
)

// refused returns the failure that replaces p, if p is what net/http writes when it refuses a
// request. It returns nil for anything else that is written.
func refused(p []byte) *failure {
	const status = len("HTTP/1.1 400")
	if len(p) < status || p[len("HTTP/1.")+2] != '4' && p[len("HTTP/1.")+2] != '5' || !bytes.HasPrefix(p, []byte("HTTP/1.")) {
		return nil
	}
	code, err := strconv.Atoi(string(p[status-3 : status]))
	rest := p[max(0, bytes.IndexByte(p, '\r')):]
	failed := &failure{status: code, key: refusalKeys[code]}
	switch {
	case err != nil: // It is not what net/http writes.
		return nil //nolint:nilerr // See above.
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
		// The text of the refusal is the status, the status with a reason, or a reason alone.
		reason := strings.TrimPrefix(string(rest[len(plainRefusal):]), strconv.Itoa(code)+" ")
		if _, after, found := strings.Cut(reason, ": "); found {
			reason = after
		}
		failed.message = "the request can't be read: " + strings.ToLower(reason)
	}
	return failed
}

// refusalKeys are the keys of the refusals of net/http, by status.
var refusalKeys = map[int]string{
	http.StatusBadRequest:                  keyBadRequest,
	http.StatusExpectationFailed:           "expectation_failed",
	http.StatusRequestHeaderFieldsTooLarge: "request_header_fields_too_large",
	http.StatusNotImplemented:              "not_implemented",
	http.StatusHTTPVersionNotSupported:     "http_version_not_supported",
}
