package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
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

// fill creates n organizations. It calls the handler directly, without a connection.
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

// BenchmarkList compares the time of listing 10,000 organizations with the time of encoding the
// same slice. It reports the ratio, which should be at most 1.3.
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
	runtime.GC() // The second run frees what the first run finalized.
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// BenchmarkMemory reports how many bytes a sandbox with 100,000 organizations uses. It fails if the
// sandbox uses 200 MB or more, so one iteration is a test:
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
