package organizations_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// silent runs a test with a transport whose server answers each request with the parts of an
// answer, as they are on the wire. The server pauses before each part, and sends nothing after the
// last. The test runs in a bubble of synctest, where waiting takes no time.
func silent(t *testing.T, answer []string, pause time.Duration, test func(t *testing.T, transport *http.Transport)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			go func() {
				_, _ = http.ReadRequest(bufio.NewReader(server))
				for _, part := range answer {
					time.Sleep(pause)
					if _, err := io.WriteString(server, part); err != nil {
						return
					}
				}
				_, _ = io.Copy(io.Discard, server)
			}()
			return client, nil
		}}
		defer transport.CloseIdleConnections()
		test(t, transport)
		time.Sleep(pause) // The server's last pause ends.
	})
}

// withoutTrailers returns an answer of HTTP/1 whose body is whole, but whose trailers never end.
func withoutTrailers(status, header, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\nTransfer-Encoding: chunked\r\n%s\r\n%x\r\n%s\r\n0\r\n", status, header, len(body), body)
}

// net/http returns the last bytes of a body only after it has read the trailers. By then, the
// result is complete.
func TestTrailersAreNotWaitedFor(t *testing.T) {
	t.Parallel()
	const list = `{"data": [{"name": "Acme"}]}`
	for name, tt := range map[string]struct {
		answer string
		call   func(c *organizations.Client) error
		want   string
	}{
		"a result":           {withoutTrailers("200 OK", "", wholeResult), read, ""},
		"a list":             {withoutTrailers("200 OK", "", list), listAll, ""},
		"a loop":             {withoutTrailers("200 OK", "", list), loop, ""},
		"leaving a loop":     {withoutTrailers("200 OK", "", list), leave, ""},
		"some trailers":      {withoutTrailers("200 OK", "Trailer: A\r\n", wholeResult) + "A: b\r\n", read, ""},
		"gzip":               {withoutTrailers("200 OK", "Content-Encoding: gzip\r\n", string(zipped(t, repeated("", wholeResult, 1)))), read, ""},
		"an answered DELETE": {withoutTrailers("200 OK", "", wholeResult), remove, ""},
		"a refusal":          {withoutTrailers("404 Not Found", "", `{"message": "it was deleted"}`), get, "404 Not Found: it was deleted"},
		"a redirect":         {withoutTrailers("302 Found", "Location: https://b.example\r\n", "<a>"), get, "the redirect is refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			silent(t, []string{tt.answer}, 0, func(t *testing.T, transport *http.Transport) {
				t.Helper()
				client := newClient(t, transport, organizations.WithBaseURL("http://localhost"))
				start := time.Now()
				err := tt.call(client)
				assert.LessOrEqual(t, time.Since(start), 31*time.Second)
				if tt.want == "" {
					require.NoError(t, err)
				} else {
					require.ErrorContains(t, err, tt.want)
				}
			})
		})
	}
}

// If the time of the call is over while the client waits for trailers, the result is complete, too.
func TestAResultBeforeTheTimeIsOverIsReturned(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]organizations.Option{
		"the context of the call": {organizations.WithTimeout(time.Second)},
		"the timeout of HTTP":     {organizations.WithHTTPClient(&http.Client{Timeout: time.Second})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			silent(t, []string{withoutTrailers("200 OK", "", wholeResult)}, 0, func(t *testing.T, transport *http.Transport) {
				t.Helper()
				require.NoError(t, read(newClient(t, transport, append(opts, organizations.WithTransport(transport), organizations.WithBaseURL("http://localhost"))...)))
			})
		})
	}
}

// A server that falls silent in the middle of a result has lost the connection. A slow one hasn't,
// unless it sends next to nothing, with which it could hold a call for years.
func TestASilentServerIsAskedAgain(t *testing.T) {
	t.Parallel()
	const beginning = "HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n"
	silent(t, []string{beginning + `{"data": {`}, 0, func(t *testing.T, transport *http.Transport) {
		t.Helper()
		start := time.Now()
		err := read(newClient(t, transport, organizations.WithBaseURL("http://localhost"), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 2, InitialInterval: 1})))
		require.ErrorContains(t, err, "the body breaks off: jsontext: read error: the server sent next to nothing for 30s")
		assert.InDelta(t, 60*time.Second, time.Since(start), float64(time.Second))
	})
	text := strings.Replace(wholeResult, "{", "{"+strings.Repeat(" ", 64<<10), 1)
	answer := []string{fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", len(text))}
	for rest := text; rest != ""; {
		n := min(len(rest), 1<<10)
		answer, rest = append(answer, rest[:n]), rest[n:]
	}
	silent(t, answer, 29*time.Second, func(t *testing.T, transport *http.Transport) {
		t.Helper()
		require.NoError(t, read(newClient(t, transport, organizations.WithBaseURL("http://localhost"))))
	})
	silent(t, append(answer[:1:1], strings.Split(text, "")...), 29*time.Second, func(t *testing.T, transport *http.Transport) {
		t.Helper()
		start := time.Now()
		err := read(newClient(t, transport, organizations.WithBaseURL("http://localhost"), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1})))
		require.ErrorContains(t, err, "the server sent next to nothing for 30s")
		assert.Less(t, time.Since(start), 2*time.Minute)
	})
}
