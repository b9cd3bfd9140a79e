package recording

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Proxy is a reverse proxy that records what passes through it. It changes only what every reverse
// proxy has to: the host, and the headers that are for one connection. Bodies pass as they come.
//
// The proxy redacts and checks behind the traffic. At most 1,000 exchanges of at most 128 MiB
// together wait for that. A further exchange passes, but is not recorded, and the proxy reports
// that.
type Proxy struct {
	// Upstream is where requests go: its scheme and host, and a path that is put before the paths
	// of the requests. It is required.
	Upstream *url.URL
	// Recorder records the exchanges. Its Next must not decompress bodies. The default of its Next
	// is a transport that doesn't. It is required.
	Recorder *Recorder
	// Grace is how long requests in flight may take when the proxy ends, and then again how long
	// exchanges that wait may take to be recorded.
	Grace time.Duration
}

// Serve accepts connections until the context ends. Then it waits for the requests in flight, for
// at most [Proxy.Grace], and breaks off the others. When it returns, everything is recorded or
// reported, and the recorder's writer can be closed. It closes the listener. It returns the error
// of the listener, and nil if the context ended.
func (p *Proxy) Serve(ctx context.Context, listener net.Listener) error {
	if err := p.check(); err != nil {
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
	inFlight, breakOff := context.WithCancel(context.WithoutCancel(ctx))
	defer breakOff()
	var active sync.WaitGroup
	server := p.server(inFlight, &active)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(inFlight, p.Grace)
		defer cancel()
		if server.Shutdown(grace) != nil {
			breakOff()
			_ = server.Close() // Nobody waits for its connections any more.
		}
		err = <-ended
	}
	active.Wait()
	p.endQueue(inFlight)
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (p *Proxy) check() error {
	switch {
	case p.Upstream == nil:
		return errors.New("recording.Proxy: the field Upstream is nil; set it to the URL that requests go to")
	case p.Recorder == nil:
		return errors.New("recording.Proxy: the field Recorder is nil; set it to what records the exchanges")
	default:
		return p.Recorder.check()
	}
}

// endQueue records what waits, for at most minDrain or the grace, whichever is longer.
func (p *Proxy) endQueue(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), max(p.Grace, minDrain))
	defer cancel()
	if undone := p.Recorder.queue.close(ctx); undone > 0 {
		p.Recorder.Report(nil, fmt.Errorf("%d of the last requests are not recorded: redacting them takes too long", undone))
	}
}

// minDrain is how long exchanges that wait may take to be recorded if the grace is shorter.
const minDrain = 5 * time.Second

// server returns the server whose requests have the context, and which counts them.
func (p *Proxy) server(ctx context.Context, active *sync.WaitGroup) *http.Server {
	forward := p.forward()
	return &http.Server{
		ReadHeaderTimeout:            time.Minute,
		Protocols:                    protocols(),
		ErrorLog:                     log.New(io.Discard, "", 0), // What clients do wrong may hold anything; they get a response.
		BaseContext:                  func(net.Listener) context.Context { return ctx },
		DisableGeneralOptionsHandler: true, // OPTIONS * is for the upstream.
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			active.Add(1)
			defer active.Done()
			if r.URL.Host != "" { // A client that uses it as a forward proxy means another host, and may send a key for that.
				p.Recorder.Report(nil, errForwardProxy)
				http.Error(w, errForwardProxy.Error(), http.StatusMisdirectedRequest)
				return
			}
			forward.ServeHTTP(plainWriter{w}, r)
		}),
	}
}

var errForwardProxy = errors.New("a request was for another host: a client uses this address as its proxy; configure it as the address of the API instead")

// protocols returns the protocols that clients may speak. HTTP/2 without TLS is one of them.
func protocols() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	p.SetUnencryptedHTTP2(true)
	return p
}

func (p *Proxy) forward() http.Handler {
	return &httputil.ReverseProxy{
		Transport:     p.Recorder,
		FlushInterval: -1, // At once.
		ErrorLog:      log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(p.Upstream)
			// ReverseProxy removes these for a kind of security that nobody relies on here.
			r.Out.URL.RawQuery = r.In.URL.RawQuery
			r.Out.Trailer = r.In.Trailer // It is filled when the body was read, and a copy is not.
			for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				if values, ok := r.In.Header[name]; ok {
					r.Out.Header[name] = values
				}
			}
			if r.In.RequestURI == "*" { // It is about the server as a whole and has no path.
				r.Out.URL = &url.URL{Scheme: p.Upstream.Scheme, Host: p.Upstream.Host, Opaque: "*"}
			}
			offerNoH2C(r.Out.Header)
		},
		ModifyResponse: func(r *http.Response) error {
			if len(r.Trailer) > 0 && r.ContentLength >= 0 { // HTTP/2 has both. HTTP/1 has trailers only behind chunks.
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

// offerNoH2C removes the offer to go on in HTTP/2, which Java's client makes to each server without
// TLS. It is for the connection to this proxy: an upstream that speaks HTTP/2 already refuses it.
func offerNoH2C(header http.Header) {
	if strings.EqualFold(header.Get("Upgrade"), "h2c") {
		header.Del("Upgrade")
		header.Del("Connection")
		header.Del("HTTP2-Settings")
	}
}

// plainWriter writes a response without the headers that net/http adds if they are missing.
type plainWriter struct{ http.ResponseWriter }

// WriteHeader implements [http.ResponseWriter].
func (w plainWriter) WriteHeader(status int) {
	if status >= http.StatusOK || status == http.StatusSwitchingProtocols {
		for _, name := range []string{"Date", "Content-Type"} {
			if _, ok := w.Header()[name]; !ok {
				w.Header()[name] = nil // net/http adds nothing to what is there and empty.
			}
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets [http.ResponseController] do what this writer doesn't do itself.
func (w plainWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
