package organizations

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// stuckTime is how long net/http may take to end what it was told to end. silentTime is how long a
// server may send nothing in the middle of a body, or less than silentBytes. maxEmptyReads is how
// often a body may be read in vain.
const (
	stuckTime     = time.Second
	silentTime    = 30 * time.Second
	silentBytes   = 1 << 10
	maxEmptyReads = 100
)

var errSilent = fmt.Errorf("the server sent next to nothing for %v", silentTime)

// guard closes the connection of a call on which net/http is stuck. If a server of HTTP/2 reads
// nothing, reading and closing the body of a response wait for a lock. Neither the context nor
// closing the body ends that.
type guard struct {
	// abandoned reports whether the client, and not the server, broke off the body of the last
	// response.
	abandoned atomic.Bool
	// inside reports whether net/http sends the request or reads the body. Otherwise it can't be
	// stuck, and the connection may serve other calls.
	inside atomic.Bool

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
		g.stop = context.AfterFunc(ctx, func() {
			time.AfterFunc(stuckTime, func() {
				if g.inside.Load() {
					g.breakOff()
				}
			})
		})
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

// guardedBody is the body of a response. If reading or closing it takes too long, it breaks off the
// connection.
type guardedBody struct {
	io.ReadCloser

	guard   *guard
	request *http.Request
	ended   atomic.Bool
	closed  atomic.Bool
	silent  atomic.Bool
	// patience is how long the server may still be silent. Each byte that it sends adds to it.
	patience time.Duration
	// timer runs while Read waits.
	timer *time.Timer
}

// Read implements [io.Reader]. It waits for at most silentTime, because net/http may hold back the
// last bytes of a body: in HTTP/1, it returns them only after it has read the trailers.
func (b *guardedBody) Read(p []byte) (int, error) {
	limit := b.patience
	if b.request.Context().Err() != nil {
		limit = stuckTime // The Read ends at once, unless net/http is stuck.
	}
	if b.timer == nil {
		b.timer = time.AfterFunc(limit, b.fallSilent)
	} else {
		b.timer.Reset(limit)
	}
	start := time.Now()
	n, err := b.read(p)
	b.timer.Stop()
	b.patience = min(b.patience-time.Since(start)+time.Duration(n)*(silentTime/silentBytes), silentTime)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF):
		b.ended.Store(true)
		return n, err
	}
	b.guard.abandoned.Store(b.closed.Load() || b.request.Context().Err() != nil)
	if b.silent.Load() {
		return n, errSilent
	}
	return n, err
}

// read reads from the body, which may be that of a transport that returns nothing again and again.
func (b *guardedBody) read(p []byte) (int, error) {
	b.guard.inside.Store(true)
	defer b.guard.inside.Store(false)
	for range maxEmptyReads {
		if n, err := b.ReadCloser.Read(p); n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

// fallSilent ends a Read that waits too long.
func (b *guardedBody) fallSilent() {
	b.silent.Store(b.request.Context().Err() == nil)
	_ = b.Close()
}

// Close implements [io.Closer].
func (b *guardedBody) Close() error {
	b.closed.Store(true)
	if !b.ended.Load() {
		defer time.AfterFunc(stuckTime, b.guard.breakOff).Stop()
	}
	return b.ReadCloser.Close()
}

// roundTrip sends a request with a transport, and guards the body of the response.
func (g *guard) roundTrip(transport http.RoundTripper, request *http.Request) (*http.Response, error) {
	g.inside.Store(true)
	response, err := transport.RoundTrip(request)
	g.inside.Store(false)
	g.abandoned.Store(false)
	if response == nil && err == nil { // The error of net/http would name the type resumedTransport.
		err = fmt.Errorf("the transport %T returned neither a response nor an error", transport)
	}
	if response != nil && response.Body != nil && response.Body != http.NoBody {
		response.Body = &guardedBody{ReadCloser: response.Body, guard: g, request: request, patience: silentTime}
	}
	return response, err
}
