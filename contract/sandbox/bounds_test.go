package sandbox_test

import (
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// A request without a credential can't fill the journal or the log with a long path, even if each
// of its segments is a word of the API.
func TestTheJournalKeepsNoLongPath(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, path := range []string{strings.Repeat("/api/organizations", 1000), strings.Repeat("/", 1000)} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
		p.ServeHTTP(httptest.NewRecorder(), request)
	}
	for _, r := range p.Requests(sandbox.RequestQuery{}) {
		assert.Equal(t, "[redacted]", r.Path)
	}
}

// The time of a sandbox that is moved too far stops, and doesn't begin again in the past.
func TestTheClockDoesNotOverflow(t *testing.T) {
	t.Parallel()
	p := start(t)
	before := p.Now()
	p.Advance(math.MaxInt64)
	p.Advance(math.MaxInt64)
	assert.Greater(t, p.Now().Sub(before), time.Duration(math.MaxInt64/2))
	p.Advance(math.MinInt64)
	p.Advance(math.MinInt64)
	p.Advance(math.MinInt64)
	assert.Less(t, p.Now().Sub(before), time.Duration(0))
}

// The values of a seed file take much more memory than its text, so a long file is an error.
func TestASeedFileIsBounded(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "seed.yaml")
	require.NoError(t, os.WriteFile(file, []byte(seedYAML+strings.Repeat("#", 2<<20)), 0o600))
	_, err := sandbox.LoadSeed(file)
	require.EqualError(t, err, filepath.ToSlash(file)+": it is larger than 2048 KiB; name a readable seed file")
}

// The memory for bodies is limited: if many long bodies come at the same time, further long ones
// are refused. Short ones still have room.
func TestManyLongBodies(t *testing.T) {
	t.Parallel()
	s, err := sandbox.Open()
	require.NoError(t, err)
	send := func(body io.Reader) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, list, body)
		r.Header.Set("Authorization", "Bearer "+partner)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	long := `{"name": "A"` + strings.Repeat(" ", sandbox.ShortBody)
	statuses := make(chan int, sandbox.LongBodies)
	var ends []*io.PipeWriter
	for range sandbox.LongBodies {
		body, end := io.Pipe()
		go func() { statuses <- send(body) }()
		_, err := io.WriteString(end, long) // It returns when all is read.
		require.NoError(t, err)
		ends = append(ends, end)
	}
	assert.Equal(t, http.StatusServiceUnavailable, send(strings.NewReader(long+"}")))
	assert.Equal(t, http.StatusOK, send(strings.NewReader(`{"name": "B"}`)))
	for _, end := range ends {
		_, err := io.WriteString(end, "]")
		require.NoError(t, err)
		require.NoError(t, end.Close())
		assert.Equal(t, http.StatusBadRequest, <-statuses)
	}
	assert.Equal(t, http.StatusOK, send(strings.NewReader(long+"}")))
}

// A client that doesn't read its answer doesn't keep its connection.
func TestAClientThatDoesNotRead(t *testing.T) {
	t.Parallel()
	server, client := net.Pipe()
	defer client.Close() //nolint:errcheck // Nothing was written to it.
	_, err := sandbox.Stalling(server, time.Millisecond).Write([]byte("HTTP/1.1 200 OK\r\n\r\n"))
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
}
