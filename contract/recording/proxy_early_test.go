package recording_test

import (
	"bufio"
	"context"
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

// An upstream may answer what it has read so far, and a client may wait for that before it sends
// the rest. The proxy must not wait for the end of the request, nor take any of it.
func TestProxyForwardsAResponseThatBeginsBeforeTheRequestEnds(t *testing.T) {
	t.Parallel()
	p := pass(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		assert.NoError(t, control.EnableFullDuplex())
		assert.NoError(t, control.Flush())
		for lines := bufio.NewScanner(r.Body); lines.Scan(); {
			_, _ = fmt.Fprintln(w, lines.Text())
			assert.NoError(t, control.Flush())
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // Only a proxy that waits needs it.
	defer cancel()
	body, client := io.Pipe()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/api/organizations", body)
	require.NoError(t, err)
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	require.NoError(t, err)
	answers := bufio.NewReader(response.Body)
	for i := range 20 {
		_, err := fmt.Fprintln(client, i)
		require.NoError(t, err)
		answer, err := answers.ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintln(i), answer)
	}
	require.NoError(t, client.Close())
	rest, err := io.ReadAll(answers)
	require.NoError(t, err)
	assert.Empty(t, rest)
	require.NoError(t, response.Body.Close())
	exchanges := p.end(t)
	require.Len(t, exchanges, 1)
	assert.Equal(t, string(exchanges[0].Request.Body), string(exchanges[0].Response.Body))
}

// After a response that came before the end of a request's body, the rest of the body must not be
// taken for the next request.
func TestProxyTakesNoBodyForARequest(t *testing.T) {
	t.Parallel()
	requests := make(chan string, 3)
	p := pass(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		requests <- r.URL.Path
		assert.NoError(t, http.NewResponseController(w).EnableFullDuplex()) // The upstream doesn't wait for the rest.
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		assert.NoError(t, http.NewResponseController(w).Flush()) // It becomes chunked, so that it has an end of its own.
		_, _ = io.WriteString(w, `{"message": "too large"}`)
	})
	connection, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.url, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	require.NoError(t, connection.SetDeadline(time.Now().Add(10*time.Second))) // Only a proxy that waits needs it.
	_, err = io.WriteString(connection, "POST /api/first HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
	require.NoError(t, err)
	answer := bufio.NewReader(connection)
	response, err := http.ReadResponse(answer, nil)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.JSONEq(t, `{"message": "too large"}`, string(body))
	assert.True(t, response.Close, "the connection can't serve another request")
	_, err = io.WriteString(connection, "0\r\n\r\nGET /api/second HTTP/1.1\r\nHost: a.example\r\n\r\n")
	require.NoError(t, err)
	rest, err := io.ReadAll(answer)
	require.NoError(t, err)
	assert.Empty(t, rest)
	p.end(t)
	close(requests)
	assert.Equal(t, "/api/first", <-requests)
	assert.Empty(t, <-requests)
}
