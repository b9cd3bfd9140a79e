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
	"sync"
	"time"
)

// Proxy is a reverse proxy that records what passes through it. It changes nothing of it but what every reverse proxy has to: the host, and
// the headers that are for one connection. Bodies pass as they come.
type Proxy struct {
	// Upstream is where requests go: its scheme and host, and a path that goes before theirs. It is required.
	Upstream *url.URL
	// Recorder records them. Its Next must not unpack bodies; nil is a transport that doesn't. It is required.
	Recorder *Recorder
	// Grace is how long requests in flight may go on when the proxy is to end.
	Grace time.Duration
}

// Serve takes connections until the context ends; then it waits for the requests in flight, for [Proxy.Grace] at most, and breaks off the others. When it
// returns, all is recorded, and the recorder's writer can be closed. It closes the listener. An error is that of the listener; the end of the context is none.
func (p *Proxy) Serve(ctx context.Context, listener net.Listener) error {
	recorder := p.Recorder
	if recorder.Next == nil {
		plain := http.DefaultTransport.(*http.Transport).Clone() // It is what net/http sets it to.
		plain.DisableCompression = true
		defer plain.CloseIdleConnections()
		recorder.Next = plain
	}
	var active sync.WaitGroup
	handler := p.handler()
	inFlight, breakOff := context.WithCancel(context.WithoutCancel(ctx))
	defer breakOff()
	server := &http.Server{
		ReadHeaderTimeout: time.Minute,
		Protocols:         protocols(),
		ErrorLog:          log.New(io.Discard, "", 0), // What clients do wrong may hold anything; they are told.
		BaseContext:       func(net.Listener) context.Context { return inFlight },
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			active.Add(1)
			defer active.Done()
			if r.URL.Host != "" { // A client that takes it for a forward proxy means another host, and may bring a key for that.
				recorder.Report(nil, errForwardProxy)
				http.Error(w, errForwardProxy.Error(), http.StatusMisdirectedRequest)
				return
			}
			// A server adds these where they are missing, unless they are there and empty.
			w.Header()["Date"], w.Header()["Content-Type"] = nil, nil
			handler.ServeHTTP(w, r)
		}),
	}
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
			_ = server.Close() // Its connections are no more anyone's.
		}
		err = <-ended
	}
	active.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

var errForwardProxy = errors.New("a request was for another host, as of a client that is told of a proxy; tell it that this is the address of the API")

// protocols are those that clients may speak: HTTP/2 without TLS, too.
func protocols() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	p.SetUnencryptedHTTP2(true)
	return p
}

func (p *Proxy) handler() http.Handler {
	return &httputil.ReverseProxy{
		Transport:     p.Recorder,
		FlushInterval: -1, // At once.
		ErrorLog:      log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(p.Upstream)
			// What is taken out of the request before, for security that nobody here relies on.
			r.Out.URL.RawQuery = r.In.URL.RawQuery
			for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				if values, ok := r.In.Header[name]; ok {
					r.Out.Header[name] = values
				}
			}
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "the upstream gave no answer", http.StatusBadGateway)
		},
	}
}
