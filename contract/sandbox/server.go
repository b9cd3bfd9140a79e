package sandbox

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// TB is the part of [testing.TB] that [New] uses.
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// Server is a sandbox on a port of the loopback interface.
type Server struct {
	*Sandbox

	// URL is the base URL, without a slash at its end.
	URL string
	// Seed is what the sandbox started with: the keys and identifiers, those that were derived included.
	Seed Seed
	// Client calls the sandbox with the key of the seed's first partner.
	Client *organizations.Client
}

// New starts a sandbox for a test, which it fails where that can't be, and stops it when the test ends. Each test can have its own: starting one
// takes well under a millisecond.
func New(tb TB, opts ...Option) *Server {
	tb.Helper()
	s, err := Open(opts...)
	if err != nil {
		tb.Fatalf("%v", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("sandbox: %v", err)
	}
	transport := &http.Transport{}
	server := NewHTTPServer(s, s.logger)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener) // It ends when the server is closed.
	}()
	tb.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		<-done
		if err := s.Close(); err != nil {
			tb.Fatalf("sandbox: %v", err)
		}
	})
	url := "http://" + listener.Addr().String()
	client, err := organizations.New(organizations.PartnerKey(string(s.seed.Partners[0].Key)), organizations.WithBaseURL(url), organizations.WithTransport(transport))
	if err != nil {
		tb.Fatalf("sandbox: %v", err)
	}
	return &Server{Sandbox: s, URL: url, Seed: s.seed, Client: client}
}

// NewHTTPServer returns a server for a sandbox's handler, which may have other paths beside it. Its bounds fit an API for tests; what net/http complains about is logged.
func NewHTTPServer(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler: handler, DisableGeneralOptionsHandler: true, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}
