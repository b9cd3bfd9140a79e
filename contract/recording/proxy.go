package recording

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/internal/nilvalue"
)

// Proxy is a reverse proxy that records the traffic. It changes only what every reverse proxy has
// to change: the host, and the headers that apply to a single connection. It never changes bodies.
//
// The proxy redacts and checks the exchanges in the background. Exchanges that have together at
// most 256 MiB wait for that. If the limit is reached, the proxy still forwards an exchange, but it
// reports that the exchange is not recorded.
type Proxy struct {
	// Upstream is the server to which the proxy sends requests. It has a scheme and a host. If it
	// also has a path, the proxy puts that path before the path of each request. It is required.
	Upstream *url.URL
	// Recorder records the exchanges. Its Next must not decompress bodies. If Next is nil, the
	// proxy uses a transport that doesn't. Recorder is required.
	Recorder *Recorder
	// Grace is how long the proxy waits for requests in flight when it ends. After that, it waits
	// until the waiting exchanges are recorded. What is left after the same time may take about
	// fifteen more seconds of the time of a processor; the proxy reports what would take longer.
	Grace time.Duration
	// Waiting is called with the number of exchanges that still wait to be recorded a second after
	// the last request ended. It is not called if there are none. It may be nil.
	Waiting func(exchanges int)
}

// Serve accepts connections until the context ends. Then it waits for the requests in flight for at
// most [Proxy.Grace], and breaks off the remaining requests. When it returns, it has recorded or
// reported every exchange, and the caller can close the recorder's writer. Serve closes the
// listener. It returns the listener's error, or nil if the context ended.
func (p *Proxy) Serve(ctx context.Context, listener net.Listener) error {
	switch err := p.check(); {
	case nilvalue.Is(listener):
		return errors.Join(err, errors.New("recording.Proxy: the listener is nil"))
	case nilvalue.Is(ctx):
		return errors.Join(err, errors.New("recording.Proxy: the context is nil"), listener.Close())
	case err != nil:
		return errors.Join(err, listener.Close())
	}
	recorder := p.Recorder
	if recorder.Next == nil {
		plain := http.DefaultTransport.(*http.Transport).Clone() // It is what net/http sets it to.
		plain.DisableCompression = true
		defer plain.CloseIdleConnections()
		recorder.Next = plain
	}
	if next, ok := recorder.Next.(*http.Transport); ok {
		upgrading := newUpgrader(next)
		defer upgrading.http1.CloseIdleConnections()
		recorder.Next = upgrading
	}
	recorder.queue = newQueue()
	requests, breakOff := context.WithCancel(context.WithoutCancel(ctx))
	defer breakOff()
	var active inFlight
	server := p.server(requests, &active)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(requests, p.Grace)
	defer cancel()
	context.AfterFunc(grace, breakOff) // Shutdown doesn't wait for requests that switched to another protocol.
	if server.Shutdown(grace) != nil {
		_ = server.Close() // No request is waiting for a connection any more.
	}
	if err == nil {
		err = <-ended
	}
	p.await(grace, &active)
	p.endQueue(requests)
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// inFlight counts the requests in flight.
type inFlight struct {
	sync.WaitGroup

	number atomic.Int64
}

func (f *inFlight) begin() {
	f.Add(1)
	f.number.Add(1)
}

func (f *inFlight) end() {
	f.number.Add(-1)
	f.Done()
}

// stuckTime is how long a request may take to end after it was broken off.
const stuckTime = time.Second

// await waits for the requests, which are broken off when the grace ends. A transport may not end
// one: over HTTP/2, net/http waits for a lock while the upstream reads nothing, whatever the
// context says.
func (p *Proxy) await(grace context.Context, active *inFlight) {
	ended := make(chan struct{})
	go func() {
		active.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return
	case <-grace.Done():
	}
	select {
	case <-ended:
	case <-time.After(stuckTime):
		for range active.number.Load() {
			p.Recorder.Report(nil, errStuck) // Once for each, as at the end of the queue.
		}
	}
}

// errStuck says that a request was still in flight after all were broken off.
var errStuck = errors.New("a request is not recorded: the upstream is stuck, and the request didn't end when it was broken off")

func (p *Proxy) check() error {
	switch {
	case p == nil:
		return errors.New("recording.Proxy: it is nil")
	case p.Upstream == nil:
		return errors.New("recording.Proxy: the field Upstream is nil; set it to the URL that requests go to")
	case p.Recorder == nil:
		return errors.New("recording.Proxy: the field Recorder is nil; set it to what records the exchanges")
	default:
		return p.Recorder.check()
	}
}

// endQueue records the waiting exchanges. After the grace or minDrain, whichever is longer, it
// limits what the rest may cost.
func (p *Proxy) endQueue(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), max(p.Grace, minDrain))
	defer cancel()
	if p.Waiting != nil {
		defer time.AfterFunc(time.Second, func() {
			if n := p.Recorder.queue.len(); n > 0 {
				p.Waiting(n)
			}
		}).Stop()
	}
	for range p.Recorder.queue.close(ctx, p.Recorder.Writer.moreAtEnd()) {
		p.Recorder.Report(nil, errLast) // Once for each, so that whoever counts the errors counts the requests.
	}
}

// errLast says that an exchange still waited when the time of the end was up.
var errLast = errors.New("one of the last requests is not recorded: redacting all of them takes too long")

// minDrain is how long the waiting exchanges may take without a limit if the grace is shorter.
const minDrain = 5 * time.Second

// server returns the server. Its requests have the context, and active counts them.
func (p *Proxy) server(ctx context.Context, active *inFlight) *http.Server {
	forward := p.forward()
	return &http.Server{
		ReadHeaderTimeout:            time.Minute,
		Protocols:                    protocols(),
		ErrorLog:                     log.New(io.Discard, "", 0), // The errors may contain secrets that a client sent.
		BaseContext:                  func(net.Listener) context.Context { return ctx },
		DisableGeneralOptionsHandler: true, // OPTIONS * goes to the upstream.
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			active.begin()
			defer active.end()
			if r.URL.Host != "" { // It is meant for a forward proxy and another host, and may hold a key for that host.
				p.Recorder.Report(nil, errForwardProxy)
				http.Error(w, errForwardProxy.Error(), http.StatusMisdirectedRequest)
				return
			}
			forwardBothWays(forward, w, r)
		}),
	}
}

var errForwardProxy = errors.New("a request was for another host: a client uses this address as its proxy; configure it as the address of the API instead")

// protocols returns the protocols that clients may use. HTTP/2 without TLS is among them.
func protocols() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	p.SetUnencryptedHTTP2(true)
	return p
}

func (p *Proxy) forward() http.Handler {
	return &httputil.ReverseProxy{
		Transport:     p.Recorder,
		FlushInterval: -1, // Without delay.
		ErrorLog:      log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out = limitResends(r.Out)
			r.SetURL(p.Upstream)
			// ReverseProxy removes query parameters that it can't parse, and the headers below. A
			// recording needs them.
			r.Out.URL.RawQuery = r.In.URL.RawQuery
			r.Out.Trailer = r.In.Trailer // net/http fills this map after the body was read. A copy would stay empty.
			for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				if values, ok := r.In.Header[name]; ok {
					r.Out.Header[name] = values
				}
			}
			if r.In.RequestURI == "*" { // OPTIONS * is about the whole server and has no path.
				r.Out.URL = &url.URL{Scheme: p.Upstream.Scheme, Host: p.Upstream.Host, Opaque: "*"}
			}
			offerNoH2C(r.Out.Header)
		},
		ModifyResponse: func(r *http.Response) error {
			if r.StatusCode < http.StatusContinue { // net/http can't send it.
				return errNoStatus
			}
			if len(r.Trailer) > 0 && r.ContentLength >= 0 { // HTTP/2 can have both. HTTP/1 has trailers only after a chunked body.
				r.Header = r.Header.Clone()
				r.Header.Del("Content-Length")
			}
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "the upstream gave no response", http.StatusBadGateway)
		},
	}
}

// errNoStatus says that the upstream sent a status such as 000.
var errNoStatus = errors.New("the response has no status")

// offerNoH2C removes the offer to switch to HTTP/2, which Java's client sends to each server
// without TLS. The offer is for the connection to this proxy. An upstream that uses HTTP/2 refuses
// it.
func offerNoH2C(header http.Header) {
	if strings.EqualFold(header.Get("Upgrade"), "h2c") {
		header.Del("Upgrade")
		header.Del("Connection")
		header.Del("HTTP2-Settings")
	}
}
