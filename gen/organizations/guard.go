package organizations

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// stuckTime is how long net/http may take to end what it was told to end.
const stuckTime = time.Second

// guard closes the connection of a call on which net/http is stuck. If a server of HTTP/2 reads
// nothing, reading and closing the body of a response wait for a lock. Neither the context nor
// closing the body ends that.
type guard struct {
	mu sync.Mutex
	// connection is the last connection of the call. It is nil after the call has ended.
	connection net.Conn
	// stop makes the guard forget the context.
	stop func() bool
}

// watch guards a connection. The call must end soon after the context.
func (g *guard) watch(ctx context.Context, connection net.Conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.connection = connection
	if g.stop == nil {
		g.stop = context.AfterFunc(ctx, func() { time.AfterFunc(stuckTime, g.breakOff) })
	}
}

// release ends the guarding, because the call has ended.
func (g *guard) release() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.connection = nil
	if g.stop != nil {
		g.stop()
	}
}

// breakOff closes the connection. It does nothing after the call has ended.
func (g *guard) breakOff() {
	g.mu.Lock()
	connection := g.connection
	g.mu.Unlock()
	if connection != nil {
		_ = connection.Close()
	}
}

// guardedBody is the body of a response. If closing it takes too long, it breaks off the
// connection.
type guardedBody struct {
	io.ReadCloser

	guard *guard
	ended atomic.Bool
}

// Read implements [io.Reader].
func (b *guardedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		b.ended.Store(true)
	}
	return n, err
}

// Close implements [io.Closer].
func (b *guardedBody) Close() error {
	if !b.ended.Load() {
		defer time.AfterFunc(stuckTime, b.guard.breakOff).Stop()
	}
	return b.ReadCloser.Close()
}

// roundTrip sends a request with a transport, and guards the body of the response.
func (g *guard) roundTrip(transport http.RoundTripper, request *http.Request) (*http.Response, error) {
	response, err := transport.RoundTrip(request)
	if response != nil && response.Body != nil && response.Body != http.NoBody {
		response.Body = &guardedBody{ReadCloser: response.Body, guard: g}
	}
	return response, err
}
