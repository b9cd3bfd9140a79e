package recording_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// One exchange that a HAR file can't hold doesn't make the recording useless, even if the recording
// is written twice, and no method reaches a log that may be a secret.
func TestProxyStandsUpToMessagesThatNoFileCanHold(t *testing.T) {
	t.Parallel()
	var status string
	p := pass(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		assert.NoError(t, err)
		body := `{"data": []}`
		if strings.HasSuffix(r.URL.Path, "empty") {
			body = ""
		}
		_, err = fmt.Fprintf(connection, "HTTP/1.1 %s a\r\nContent-Type: application/json\r\nX-Late: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, "s3cr3t-Key-0123456789", len(body), body)
		assert.NoError(t, err)
		assert.NoError(t, connection.Close())
	})
	send := func(method, target, answer, header string) string {
		status = answer
		connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.url, "http://"))
		require.NoError(t, err)
		defer connection.Close() //nolint:errcheck // It was only read.
		_, err = fmt.Fprintf(connection, "%s %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n", method, target, header)
		require.NoError(t, err)
		got, err := http.ReadResponse(bufio.NewReader(connection), &http.Request{Method: method})
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, got.Body)
		require.NoError(t, err)
		require.NoError(t, got.Body.Close())
		return got.Status
	}
	assert.Equal(t, "200 OK", send("GET", "/api/organizations", "200", ""))
	for _, answer := range []string{"000", "042"} {
		for _, target := range []string{"/a", "/empty"} {
			assert.Equal(t, "502 Bad Gateway", send("GET", target, answer, ""))
		}
	}
	assert.Equal(t, "200 OK", send("CONNECT", "/api/organizations", "200", ""))
	assert.Equal(t, "200 OK", send("s3cr3t-Key-0123456789", "/api/organizations", "200", ""))
	// The key makes the header of the earlier responses a secret, so the file is written again.
	assert.Equal(t, "200 OK", send("GET", "/api/organizations", "200", "Authorization: Bearer s3cr3t-Key-0123456789\r\n"))
	exchanges := p.end(t)
	require.Len(t, exchanges, 2)
	for _, x := range exchanges {
		assert.Equal(t, http.MethodGet, x.Request.Method)
		assert.NotContains(t, x.Response.Header.Get("X-Late"), "s3cr3t")
	}
	unholdable := "a GET request is not recorded: a HAR file can't hold such a method, status or body"
	for _, err := range p.errs {
		assert.NotContains(t, err, "s3cr3t")
	}
	assert.Contains(t, p.errs, unholdable)
	assert.Contains(t, p.errs, strings.Replace(unholdable, "GET ", "", 1))
}
