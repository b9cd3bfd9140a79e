package sandbox

import (
	"context"
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

	// URL is the base URL, without a trailing slash.
	URL string
	// Seed is the seed that the sandbox started with, including derived IDs.
	Seed Seed
	// Client calls the sandbox with the key of the seed's first partner. It waits only a
	// millisecond before its first retry, so that a test with faults is fast. If a 429 or 503 asks
	// for a longer wait in Retry-After, the client waits that long.
	Client *organizations.Client
}

// New starts a sandbox for a test and stops it when the test ends. It fails the test if the sandbox
// can't start. Starting a sandbox takes well under a millisecond, so each test can have its own
// sandbox.
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
		_ = server.Serve(listener) // Serve returns when the server is closed.
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
	client, err := organizations.New(organizations.PartnerKey(string(s.seed.Partners[0].Key)), organizations.WithBaseURL(url),
		organizations.WithTransport(transport), organizations.WithRetry(organizations.RetryPolicy{InitialInterval: time.Millisecond}))
	if err != nil {
		tb.Fatalf("sandbox: %v", err)
	}
	return &Server{Sandbox: s, URL: url, Seed: s.seed, Client: client}
}
