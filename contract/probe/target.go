package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// target is the server to which the probe sends requests.
type target struct {
	base      *url.URL
	transport *http.Transport
	// isLocal reports whether the server is a handler or has a loopback address.
	isLocal bool
	end     func() error

	timeout  time.Duration
	interval time.Duration
	most     int

	mu    sync.Mutex
	count int
	spent bool
	// answered reports whether the server answered at least one request.
	answered bool
	next     time.Time
}

// newURLTarget returns a target with an address.
func newURLTarget(address string) (*target, error) {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.RawQuery != "" || base.User != nil {
		return nil, fmt.Errorf("the address of a server is like http://127.0.0.1:8080 or https://api.example.com/v1, not %q", redactedAddress(address, base))
	}
	base.Path = strings.TrimRight(base.Path, "/")
	ip := net.ParseIP(base.Hostname())
	local := base.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return &target{base: base, transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 100}, isLocal: local, end: func() error { return nil }}, nil
}

// redactedAddress returns an address without its secrets, for an error.
func redactedAddress(address string, parsed *url.URL) string {
	if parsed == nil || parsed.User != nil || parsed.RawQuery != "" {
		return "an address with a user or a query"
	}
	return address
}

// newHandlerTarget returns a target in this process. Its connections are pipes instead of network
// connections. Otherwise it works like net/http's server.
func newHandlerTarget(handler http.Handler) *target {
	pipes := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(pipes) // Serve ends with the listener.
	}()
	end := func() error {
		err := server.Close()
		<-done
		return err
	}
	transport := &http.Transport{
		DisableCompression: true,
		DialContext:        func(ctx context.Context, _, _ string) (net.Conn, error) { return pipes.dial(ctx) },
	}
	return &target{base: &url.URL{Scheme: "http", Host: "handler.invalid"}, transport: transport, isLocal: true, end: end}
}

// limit sets the limits of a probe.
func (t *target) limit(c *config) {
	t.timeout, t.most = c.timeout, c.maxRequests
	if c.rate > 0 {
		t.interval = time.Duration(float64(time.Second) / c.rate)
	}
}

func (t *target) close() error {
	t.transport.CloseIdleConnections()
	return t.end()
}

// sent returns the number of requests that were sent.
func (t *target) sent() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count
}

// isSpent reports whether a request was not sent because the limit was reached.
func (t *target) isSpent() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.spent
}

// errSpent is the error of a request beyond the limit.
var errSpent = errors.New("all requests were sent")

// admit waits until the next request may be sent. It always admits requests that clean up.
func (t *target) admit(ctx context.Context, cleansUp bool) error {
	t.mu.Lock()
	if t.most > 0 && t.count >= t.most && !cleansUp {
		t.spent = true
		t.mu.Unlock()
		return errSpent
	}
	t.count++
	now := time.Now()
	wait := t.next.Sub(now)
	t.next = now.Add(max(wait, 0) + t.interval)
	t.mu.Unlock()
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// maxBody limits how many bytes of a response are kept.
const maxBody = 8 << 20

// send sends the request of an exchange, and adds the response and the time. It follows no
// redirect. The base is the path of the server in the document.
func (t *target) send(ctx context.Context, x *contract.Exchange, base string, cleansUp bool) error {
	if err := t.admit(ctx, cleansUp); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	r := &x.Request
	request, err := http.NewRequestWithContext(ctx, r.Method, t.address(r.URL, base).String(), bytes.NewReader(r.Body))
	if err != nil {
		return err
	}
	request.Header = r.Header.Clone()
	if r.Header.Get("User-Agent") == "" {
		request.Header.Set("User-Agent", "orgcontract-probe")
	}
	x.Source.Recorded = time.Now()
	response, err := t.transport.RoundTrip(request)
	if err != nil {
		return t.explained(err)
	}
	t.mu.Lock()
	t.answered = true
	t.mu.Unlock()
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if err != nil {
		return err
	}
	x.Response = &contract.Response{Status: response.StatusCode, Header: response.Header, Body: body}
	if len(body) > maxBody {
		x.Response.Body, x.Response.BodyOmitted = nil, true
	}
	return nil
}

// unreachableError means that no server listens at the address.
type unreachableError struct{ error }

// explained explains the error of a request. If no request was answered, the server may not be
// running.
func (t *target) explained(err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if failed, ok := errors.AsType[*net.OpError](err); ok && failed.Op == "dial" && !t.answered {
		return unreachableError{fmt.Errorf("%s: %w; start the server first", t.base.Host, failed.Err)}
	}
	return err
}

// address returns the URL to which a request is sent. If the target's address has a path, it
// replaces the path of the server in the document.
func (t *target) address(u *url.URL, base string) *url.URL {
	to := *u
	to.Scheme, to.Host = t.base.Scheme, t.base.Host
	if t.base.Path != "" {
		to.Path = t.base.Path + strings.TrimPrefix(to.Path, base)
		if to.RawPath != "" {
			to.RawPath = t.base.EscapedPath() + strings.TrimPrefix(to.RawPath, base)
		}
	}
	return &to
}

// documented converts a URL of the server to a URL of the document. It returns false if the URL is
// on another server.
func (t *target) documented(from *url.URL, address, base string) (*url.URL, bool) {
	u, err := t.address(from, base).Parse(address)
	if err != nil || u.Host != t.base.Host || u.Scheme != t.base.Scheme {
		return nil, false
	}
	if t.base.Path != "" {
		u.Path = base + strings.TrimPrefix(u.Path, t.base.Path)
		u.RawPath = ""
	}
	return u, true
}

// pipeListener is a listener whose connections are pipes.
type pipeListener struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept returns the next connection.
func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close ends the listener.
func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr returns the address that handlers see.
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
