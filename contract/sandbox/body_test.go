package sandbox_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// write opens a connection, sends the bytes of a request, and returns the answer. If half is true,
// it closes its side of the connection after the request. The lines of the request end with \n, and
// write sends them with \r\n.
func (p *peer) write(request string, half bool) reply {
	p.tb.Helper()
	conn, err := (&net.Dialer{}).DialContext(p.tb.Context(), "tcp", strings.TrimPrefix(p.URL, "http://"))
	require.NoError(p.tb, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, strings.ReplaceAll(request, "\n", "\r\n"))
	require.NoError(p.tb, err)
	if half {
		require.NoError(p.tb, conn.(*net.TCPConn).CloseWrite()) //nolint:forcetypeassert // It was dialed as a TCP connection.
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(p.tb, err)
	data, err := io.ReadAll(response.Body)
	require.NoError(p.tb, err)
	require.NoError(p.tb, response.Body.Close())
	if response.Close {
		response.Header.Set("Connection", "close")
	}
	return reply{status: response.StatusCode, header: response.Header, body: string(data)}
}

// head returns the request line and the headers of a request, without the empty line after them.
func head(method, path string, headers ...string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\nHost: localhost\nAuthorization: Bearer %s\nContent-Type: application/json\n%s\n", method, path, partner, strings.Join(headers, "\n"))
}

// A request whose body ends too early gets a 400, and changes nothing.
func TestBodiesThatBreakOff(t *testing.T) {
	t.Parallel()
	for _, target := range []struct{ method, path string }{
		{"POST", list}, {"PUT", item(sandbox.DefaultChildID)}, {"DELETE", item(sandbox.DefaultChildID)}, {"GET", list}, {"POST", sandbox.FaultsPath},
	} {
		for name, request := range map[string]string{
			"nothing of the announced length": head(target.method, target.path, "Content-Length: 16") + "\n",
			"a part of the announced length":  head(target.method, target.path, "Content-Length: 17") + "\n" + `{"name": "Acme"}`,
			"no chunk":                        head(target.method, target.path, "Transfer-Encoding: chunked") + "\n",
			"a chunk without a length":        head(target.method, target.path, "Transfer-Encoding: chunked") + "\nzz\n{}\n0\n\n",
			"no last chunk":                   head(target.method, target.path, "Transfer-Encoding: chunked") + "\n10\n" + `{"name": "Acme"}` + "\n",
		} {
			t.Run(target.method+" "+name, func(t *testing.T) {
				p := start(t)
				got := p.write(request, true)
				assert.Equal(t, 400, got.status, got.body)
				assert.Equal(t, "bad_request", got.apiError(t).Key)
				assert.NotEmpty(t, got.header.Get(versionHeader))
				all, err := p.Client.ListOrganizations(t.Context())
				require.NoError(t, err)
				require.Len(t, all, 2)
				assert.Equal(t, "Example Customer", all[1].Name)
				assert.Empty(t, p.Faults())
			})
		}
	}
}

// A request whose body doesn't come in time gets a 400, and the sandbox closes the connection.
func TestABodyThatTakesTooLong(t *testing.T) {
	t.Parallel()
	for _, target := range []struct{ method, path string }{{"POST", list}, {"DELETE", item(sandbox.DefaultChildID)}, {"GET", "/api/users"}} {
		p := start(t)
		p.LimitBodies(-1) // The time is over before the client sends the first byte of the body.
		got := p.write(head(target.method, target.path, "Content-Length: 17")+"\n", false)
		if target.path != "/api/users" {
			assert.Equal(t, 400, got.status, target.method)
			assert.Equal(t, map[string]any{"body": "time"}, got.apiError(t).Metadata)
		}
		assert.Equal(t, "close", got.header.Get("Connection"), target.path)
		assert.True(t, p.has("Example Customer"))
	}
}

// deadlines is a response writer that records the read deadlines that the sandbox sets.
type deadlines struct {
	*httptest.ResponseRecorder

	set []time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error {
	d.set = append(d.set, t)
	return nil
}

// The sandbox removes the read deadline when it has read the body to its end. Otherwise the
// deadline would end a slow request, or the next request on the connection. The sandbox keeps the
// deadline if the body ends too early.
func TestTheLimitOfABodyEndsWithIt(t *testing.T) {
	t.Parallel()
	s, err := sandbox.Open()
	require.NoError(t, err)
	for _, test := range []struct {
		name   string
		body   io.Reader
		limits int
		ended  bool
	}{
		{"no body", http.NoBody, 0, false},
		{"a whole body", strings.NewReader(`{"name": "Acme"}`), 2, true},
		{"a body that breaks off", io.MultiReader(strings.NewReader(`{`), iotest.ErrReader(io.ErrUnexpectedEOF)), 1, false},
	} {
		for _, path := range []string{list, "/api/users", sandbox.FaultsPath} {
			r := httptest.NewRequestWithContext(t.Context(), "POST", path, test.body)
			w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
			s.ServeHTTP(w, r)
			require.Len(t, w.set, test.limits, "%s %s", test.name, path)
			if test.limits > 0 {
				assert.WithinRange(t, w.set[0], time.Now(), time.Now().Add(30*time.Second))
				assert.Equal(t, test.ended, w.set[test.limits-1].IsZero(), test.name)
			}
			test.body = strings.NewReader(`{`)
			if !test.ended {
				break
			}
		}
	}
}

// If net/http refuses a request without calling the sandbox, the client gets an answer that looks
// like an answer of the API.
func TestTheRefusalsOfTheServer(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, test := range []struct {
		name, request string
		status        int
		key, message  string
	}{
		{"not HTTP", "hello\n\n", 400, "bad_request", "the request can't be read: bad request"},
		{"no host", "GET / HTTP/1.1\n\n", 400, "bad_request", "the request can't be read: missing required host header"},
		{"a header that is not one", "GET / HTTP/1.1\nHost: localhost\nA b: c\n\n", 400, "bad_request", "the request can't be read: invalid header name"},
		{"an expectation", "GET / HTTP/1.1\nHost: localhost\nExpect: a-miracle\n\n", 417, "expectation_failed", "the server meets no expectation but 100-continue"},
		{"headers that are too large", "GET / HTTP/1.1\nHost: localhost\nA: " + strings.Repeat("a", 2<<20) + "\n\n", 431, "request_header_fields_too_large", "the request can't be read: request header fields too large"},
		{"another encoding", "POST / HTTP/1.1\nHost: localhost\nTransfer-Encoding: gzip\n\n", 501, "not_implemented", "the request can't be read: unsupported transfer encoding"},
		{"another version", "GET / HTTP/3.1\nHost: localhost\n\n", 505, "http_version_not_supported", "the request can't be read: unsupported protocol version"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := p.write(test.request, false)
			assert.Equal(t, test.status, got.status)
			assert.Equal(t, "2025-09-18", got.header.Get(versionHeader))
			assert.Equal(t, "application/json", got.header.Get("Content-Type"))
			e := got.apiError(t)
			assert.Equal(t, test.status, e.Status)
			assert.Equal(t, test.key, e.Key)
			assert.Equal(t, test.message, e.Message)
		})
	}
	got := p.sendBy(unchecked, "GET", list, "", sandbox.FaultHeader, `{"kind": "html", "status": 417}`)
	assert.Contains(t, got.body, "<h1>417 Expectation Failed</h1>", "the sandbox's own answers are left alone")
}
