package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
	"github.com/orgcontract/polytomic-organizations/gen/server"
)

// discard is a response writer that keeps only the status.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }

// fill creates n organizations by requests without a connection.
func fill(tb testing.TB, s http.Handler, n int) {
	tb.Helper()
	for i := range n {
		body := fmt.Sprintf(`{"name": "Organization %06d", "sso_domain": "d%06d.example", "sso_org_id": "org_%06d"}`, i, i, i)
		r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, list, strings.NewReader(body))
		r.Header.Set("Authorization", bearer(partner))
		r.Header.Set("Content-Type", "application/json")
		w := &discard{header: http.Header{}}
		s.ServeHTTP(w, r)
		require.Equal(tb, 200, w.status)
	}
}

// getOverLoopback returns how long a get takes on a kept-alive connection.
func getOverLoopback(b *testing.B, transport http.RoundTripper, url string) time.Duration {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url+item(sandbox.DefaultChildID), nil)
	require.NoError(b, err)
	r.Header.Set("Authorization", bearer(partner))
	began := time.Now()
	response, err := transport.RoundTrip(r)
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
	took := time.Since(began)
	require.NoError(b, err)
	return took
}

// BenchmarkGet reports the requests per second, and their ratio to those of a bare handler that writes
// the same bytes. The ratio should be at least 0.5.
func BenchmarkGet(b *testing.B) {
	s := sandbox.New(b)
	want := (&peer{Server: s, tb: b}).sendBy(unchecked, http.MethodGet, item(sandbox.DefaultChildID), "")
	body := []byte(want.body)
	bare := sandbox.NewHTTPServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set(versionHeader, organizations.APIVersion)
		_, _ = w.Write(body)
	}), slog.New(slog.DiscardHandler))
	listener, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	require.NoError(b, err)
	go func() { _ = bare.Serve(listener) }()
	transport := &http.Transport{}
	b.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = bare.Close()
	})
	var ours, theirs time.Duration
	for b.Loop() {
		ours += getOverLoopback(b, transport, s.URL)
		theirs += getOverLoopback(b, transport, "http://"+listener.Addr().String())
	}
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "of-bare-rps")
	b.ReportMetric(float64(b.N)/ours.Seconds(), "req/s")
}

// BenchmarkList reports the time of a list of 10,000 organizations as a ratio to the time of encoding
// the same slice. The ratio should be at most 1.3.
func BenchmarkList(b *testing.B) {
	s := sandbox.New(b)
	fill(b, s, 10_000)
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, list, nil)
	r.Header.Set("Authorization", bearer(partner))
	all, err := s.Client.ListOrganizations(b.Context())
	require.NoError(b, err)
	require.Len(b, all, 10_002)
	var ours, encoding time.Duration
	for b.Loop() {
		began := time.Now()
		s.ServeHTTP(&discard{header: http.Header{}}, r)
		ours += time.Since(began)
		began = time.Now()
		err := json.NewEncoder(io.Discard).Encode(server.OrganizationListEnvelope{Data: all})
		encoding += time.Since(began)
		require.NoError(b, err)
	}
	b.ReportMetric(ours.Seconds()/encoding.Seconds(), "of-encoding")
}

// heap returns the bytes of the heap that are in use.
func heap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC() // The second run frees what the first one finalized.
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// BenchmarkMemory reports the bytes that a sandbox with 100,000 organizations takes. It fails if they
// are 200 MB or more, so one iteration is a test:
//
//	go test -run '^$' -bench Memory -benchtime 1x ./contract/sandbox
func BenchmarkMemory(b *testing.B) {
	var taken int64
	for b.Loop() {
		before := heap()
		s, err := sandbox.Open()
		require.NoError(b, err)
		fill(b, s, 100_000)
		taken = heap() - before
		require.NoError(b, s.Close())
		runtime.KeepAlive(s)
	}
	b.ReportMetric(float64(taken)/1e6, "MB")
	assert.Less(b, taken, int64(200e6))
}
