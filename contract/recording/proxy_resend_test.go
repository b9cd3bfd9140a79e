package recording_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
)

// TestProxyDoesNotResendWithoutEnd checks that the proxy gives up on an upstream of HTTP/2 that
// says of each request that it hasn't processed it. net/http would send the request again without
// end.
func TestProxyDoesNotResendWithoutEnd(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.EnableHTTP2 = true
	server.Config.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){
		http2.NextProtoTLS: func(_ *http.Server, connection *tls.Conn, _ http.Handler) { goAway(connection, &requests) },
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	p := passTo(t, time.Minute, server)
	status, _, body := p.send(t, http.MethodGet, "/api/organizations", "", nil)
	assert.Equal(t, http.StatusBadGateway, status)
	assert.Equal(t, "the upstream gave no response\n", body)
	require.Empty(t, p.end(t))
	assert.Equal(t, []string{"a GET request got no response; it is not recorded"}, p.errs)
	assert.LessOrEqual(t, requests.Load(), int64(101))
	assert.Greater(t, requests.Load(), int64(50))
}

// goAway reads a request of HTTP/2, and says that the server goes away and hasn't processed it.
func goAway(connection io.ReadWriter, requests *atomic.Int64) {
	_, _ = io.ReadFull(connection, make([]byte, len(http2.ClientPreface)))
	framer := http2.NewFramer(connection, connection)
	_ = framer.WriteSettings()
	for {
		switch frame, err := framer.ReadFrame(); {
		case err != nil:
			return
		case frame.Header().Type == http2.FrameHeaders:
			requests.Add(1)
			_ = framer.WriteGoAway(0, http2.ErrCodeNo, nil)
			return
		}
	}
}
