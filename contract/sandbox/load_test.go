package sandbox_test

import (
	"bufio"
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/logwriter"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// loadConnections is the number of connections under load.
const loadConnections = 64

// loaded is a server under load, with connections that stay open.
type loaded struct {
	conns []net.Conn
	reads []*bufio.Reader
}

// dialAll opens the connections to a server.
func dialAll(b *testing.B, address string) *loaded {
	b.Helper()
	l := &loaded{}
	for range loadConnections {
		conn, err := (&net.Dialer{}).DialContext(b.Context(), "tcp", address)
		require.NoError(b, err)
		b.Cleanup(func() { _ = conn.Close() })
		l.conns, l.reads = append(l.conns, conn), append(l.reads, bufio.NewReader(conn))
	}
	return l
}

// run sends n requests over each connection, and returns how long all requests took together. The
// client does as little as possible, because the server uses the same processors.
func (l *loaded) run(b *testing.B, n int, request func(buffer []byte) []byte) time.Duration {
	b.Helper()
	var workers sync.WaitGroup
	var failed atomic.Int64
	began := time.Now()
	for i, conn := range l.conns {
		workers.Go(func() {
			var buffer []byte
			for range n {
				buffer = request(buffer[:0])
				if _, err := conn.Write(buffer); err != nil || !answered(l.reads[i]) {
					failed.Add(1)
					return
				}
			}
		})
	}
	workers.Wait()
	took := time.Since(began)
	require.Zero(b, failed.Load())
	return took
}

// answered reads an answer, and reports whether its status is 200.
func answered(r *bufio.Reader) bool {
	line, err := r.ReadSlice('\n')
	ok := bytes.HasPrefix(line, []byte("HTTP/1.1 200 "))
	length := 0
	for err == nil && len(line) > 2 {
		if value, found := bytes.CutPrefix(line, []byte("Content-Length: ")); found {
			length, err = strconv.Atoi(string(bytes.TrimSpace(value)))
		}
		if err == nil {
			line, err = r.ReadSlice('\n')
		}
	}
	if err == nil {
		_, err = r.Discard(length)
	}
	return ok && err == nil
}

// listen serves a handler on a port of the loopback interface.
func listen(b *testing.B, handler http.Handler) *loaded {
	b.Helper()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	listener, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	require.NoError(b, err)
	go func() { _ = server.Serve(listener) }()
	b.Cleanup(func() { _ = server.Close() })
	return dialAll(b, listener.Addr().String())
}

// BenchmarkGet compares the sandbox with a bare handler that writes the same bytes. It reports the
// ratio of their requests per second, over 64 connections. The two take turns, and the ratio is the
// median of all turns, because other programs on the machine disturb single turns. The ratio should
// be at least 0.75, also with the access log.
func BenchmarkGet(b *testing.B) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(b, err)
	b.Cleanup(func() { _ = null.Close() })
	log := logwriter.New(null) // orgcontract serve uses the same writer.
	b.Cleanup(func() { _ = log.Close() })
	for _, test := range []struct {
		name   string
		logger *slog.Logger
	}{{"quiet", slog.New(slog.DiscardHandler)}, {"access_log", slog.New(slog.NewTextHandler(log, nil))}} {
		b.Run(test.name, func(b *testing.B) {
			s := sandbox.New(b, sandbox.WithLogger(test.logger))
			want := (&peer{Server: s, tb: b}).sendBy(unchecked, http.MethodGet, item(sandbox.DefaultChildID), "")
			body := []byte(want.body)
			bare := listen(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set(versionHeader, organizations.APIVersion)
				_, _ = w.Write(body)
			}))
			ours := dialAll(b, s.URL[len("http://"):])
			get := func(buffer []byte) []byte {
				return fmt.Appendf(buffer, "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n", item(sandbox.DefaultChildID), partner)
			}
			const turn = 10 // The number of requests per connection and turn.
			var took time.Duration
			var ratios []float64
			for b.Loop() {
				ourTurn := ours.run(b, turn, get)
				took += ourTurn
				ratios = append(ratios, bare.run(b, turn, get).Seconds()/ourTurn.Seconds())
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "of-bare-rps")
			b.ReportMetric(float64(b.N)*turn*loadConnections/took.Seconds(), "req/s")
		})
	}
}

// BenchmarkCreatesWithState reports the creates per second of 64 connections with a state file.
func BenchmarkCreatesWithState(b *testing.B) {
	s := sandbox.New(b, sandbox.WithState(filepath.Join(b.TempDir(), "state.db")))
	ours := dialAll(b, s.URL[len("http://"):])
	const turn = 4 // The number of requests per connection and turn.
	var number atomic.Int64
	var took time.Duration
	for b.Loop() {
		took += ours.run(b, turn, func(buffer []byte) []byte {
			n := number.Add(1)
			body := fmt.Sprintf(`{"name": "Organization %d"}`, n)
			return fmt.Appendf(buffer, "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
				"Content-Length: %d\r\nIdempotency-Key: benchmark-%d\r\n\r\n%s", list, partner, len(body), n, body)
		})
	}
	b.ReportMetric(float64(b.N)*turn*loadConnections/took.Seconds(), "creates/s")
}
