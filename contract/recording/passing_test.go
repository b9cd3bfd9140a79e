package recording_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// passing is a running proxy with its upstream and its reports.
type passing struct {
	url, file string
	writer    *recording.Writer
	stop      context.CancelFunc
	ended     chan error

	// held blocks each report until it is closed. It may be nil.
	held chan struct{}

	mu       sync.Mutex
	findings []contract.Finding
	errs     []string
}

// pass starts a proxy in front of a handler.
func pass(t *testing.T, grace time.Duration, upstream http.HandlerFunc) *passing {
	t.Helper()
	server := httptest.NewServer(upstream)
	t.Cleanup(server.Close)
	return passTo(t, grace, server)
}

func passTo(t *testing.T, grace time.Duration, server *httptest.Server) *passing {
	t.Helper()
	target, err := url.Parse(server.URL)
	require.NoError(t, err)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &passing{url: "http://" + listener.Addr().String(), file: filepath.Join(t.TempDir(), "a.har"), ended: make(chan error, 1)}
	p.writer, err = recording.Create(p.file, recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	p.stop = stop
	proxy := &recording.Proxy{Upstream: target, Grace: grace, Recorder: &recording.Recorder{
		Writer: p.writer, Provenance: contract.Sandbox, Document: strings.Repeat("0f", 32),
		Now:    func() time.Time { return time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC) },
		Report: p.report,
	}}
	if server.TLS != nil {
		next := server.Client().Transport.(*http.Transport).Clone() //nolint:forcetypeassert // The test server has this transport.
		next.DisableCompression = true
		proxy.Recorder.Next = next
	}
	go func() { p.ended <- proxy.Serve(ctx, listener) }()
	return p
}

func (p *passing) report(findings []contract.Finding, err error) {
	if p.held != nil {
		<-p.held
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.findings = append(p.findings, findings...)
	if err != nil {
		p.errs = append(p.errs, err.Error())
	}
}

// end stops the proxy and returns the exchanges that it recorded.
func (p *passing) end(t *testing.T) []contract.Exchange {
	t.Helper()
	p.stop()
	require.NoError(t, <-p.ended)
	require.NoError(t, p.writer.Close())
	data, err := os.ReadFile(p.file)
	require.NoError(t, err)
	assertNowhere(t, secret, string(data))
	assertNowhere(t, secret, strings.Join(p.errs, "\n"))
	for _, f := range p.findings {
		assertNowhere(t, secret, f.Message()+f.At.String()+f.Operation)
	}
	exchanges, err := recording.Load(p.file)
	require.NoError(t, err)
	return exchanges
}

// send sends a request byte by byte as given. It returns the status, the header and the body of the
// response.
func (p *passing) send(t *testing.T, method, path, body string, header http.Header) (int, http.Header, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, p.url+path, strings.NewReader(body))
	require.NoError(t, err)
	if header != nil {
		request.Header = header
	}
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	require.NoError(t, err)
	received, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode, response.Header, string(received)
}
