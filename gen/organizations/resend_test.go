package organizations_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// goesAway starts a server of HTTP/2. It closes each connection at the first request. For all
// requests but the first, it says that it hasn't processed the request. goesAway returns the URL of
// the server, and the number of requests.
func goesAway(t *testing.T) (base string, requests *atomic.Int64) {
	t.Helper()
	requests = new(atomic.Int64)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = connection.Close() }()
				_, _ = io.ReadFull(connection, make([]byte, len(http2.ClientPreface)))
				framer := http2.NewFramer(connection, connection)
				_ = framer.WriteSettings()
				for {
					switch frame, err := framer.ReadFrame(); {
					case err != nil:
						return
					case frame.Header().Type == http2.FrameHeaders:
						if requests.Add(1) == 1 {
							return
						}
						_ = framer.WriteGoAway(0, http2.ErrCodeNo, nil)
						return
					}
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String(), requests
}

// If a server never processes a request, net/http sends it again without end. The client ends such
// an attempt, and makes no other. Here it is the second attempt, because the first is lost.
func TestARequestIsNotResentWithoutEnd(t *testing.T) {
	t.Parallel()
	for name, call := range methods {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base, requests := goesAway(t)
			transport := &http.Transport{Protocols: new(http.Protocols)}
			transport.Protocols.SetUnencryptedHTTP2(true)
			t.Cleanup(transport.CloseIdleConnections)
			requireEnd(t, call(context.Background(), newClient(t, transport, organizations.WithBaseURL(base))), requests)
		})
	}
}

// The limit also holds if the transport is wrapped, and if the wrapper has its own words for
// errors.
func TestAWrappedTransportDoesNotResendWithoutEnd(t *testing.T) {
	t.Parallel()
	base, requests := goesAway(t)
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	t.Cleanup(transport.CloseIdleConnections)
	wrapped := roundTripper(func(r *http.Request) (*http.Response, error) {
		response, err := transport.RoundTrip(r)
		if err != nil {
			return nil, fmt.Errorf("reworded: %v", err) //nolint:errorlint // A wrapper may hide the error.
		}
		return response, nil
	})
	requireEnd(t, methods["get"](context.Background(), newClient(t, wrapped, organizations.WithBaseURL(base))), requests)
}

func requireEnd(t *testing.T, err error, requests *atomic.Int64) {
	t.Helper()
	require.ErrorContains(t, err, ": the server asked 100 times to send the request again")
	require.NotErrorIs(t, err, context.Canceled)
	assert.NotContains(t, err.Error(), "attempt")
	assert.LessOrEqual(t, requests.Load(), int64(101))
	assert.Greater(t, requests.Load(), int64(50))
}
