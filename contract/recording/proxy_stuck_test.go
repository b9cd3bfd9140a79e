package recording_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// stuckBody is a body that can neither be read nor closed until it is let go.
type stuckBody struct{ held chan struct{} }

func (b stuckBody) Read([]byte) (int, error) {
	<-b.held
	return 0, io.EOF
}

func (b stuckBody) Close() error {
	<-b.held
	return nil
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The transport of net/http can be stuck on a connection. The proxy then ends without the requests.
func TestProxyEndsWithoutRequestsThatAreStuck(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	body := stuckBody{make(chan struct{})}
	t.Cleanup(func() { close(body.held) })
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	writer, err := recording.Create(filepath.Join(t.TempDir(), "a.har"), recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.NoError(t, err)
	const stuck = 3
	reported := make(chan error, 2*stuck)
	proxy := &recording.Proxy{Upstream: &url.URL{Scheme: "http", Host: "a.example"}, Grace: time.Nanosecond, Recorder: &recording.Recorder{
		Writer: writer, Provenance: contract.Sandbox,
		Next: roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: body, Request: r}, nil
		}),
		Report: func(_ []contract.Finding, err error) { reported <- err },
	}}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- proxy.Serve(ctx, listener) }()
	for range stuck {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String()+"/api/organizations", http.NoBody)
		require.NoError(t, err)
		response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
		require.NoError(t, err)
		t.Cleanup(func() { _ = response.Body.Close() })
	}
	stop()
	require.NoError(t, <-ended)
	require.Len(t, reported, stuck)
	for range stuck { // One error for each, so that whoever counts the errors counts the requests.
		require.ErrorContains(t, <-reported, "the upstream is stuck")
	}
	require.NoError(t, writer.Close())
}
