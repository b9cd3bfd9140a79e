package sandbox

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/internal/nilvalue"
)

// HTTPServer is an HTTP server for a sandbox. Make it with [NewHTTPServer]. If it has a TLSConfig,
// it serves HTTPS with HTTP/1.1.
type HTTPServer struct {
	http.Server
}

// NewHTTPServer returns an HTTP server for a sandbox, or for a handler that serves a sandbox and
// other paths. Its timeouts are made for tests. It logs the errors of net/http. If the logger is
// nil, it logs nothing.
func NewHTTPServer(handler http.Handler, logger *slog.Logger) *HTTPServer {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &HTTPServer{http.Server{
		Handler: handler, DisableGeneralOptionsHandler: true, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}}
}

// Serve serves the connections of a listener until the server is closed, and returns an error as
// [http.Server.Serve] does. If net/http refuses a request without calling the handler, the server
// changes the answer to look like the API's: it has the version header and an ApiError. If the
// address of the listener is a loopback address, the server answers only requests for a loopback
// address or localhost. Otherwise a web page whose domain name leads to this machine could use the
// sandbox through its reader's browser.
func (s *HTTPServer) Serve(listener net.Listener) error {
	if s == nil || s.Handler == nil || nilvalue.Is(listener) {
		return errors.New("sandbox: the HTTPServer, its handler or the listener is nil")
	}
	if isLoopback(listener.Addr()) {
		s.Handler = checkHost(s.Handler)
	}
	if s.TLSConfig != nil {
		listener = tls.NewListener(listener, s.TLSConfig)
	}
	return s.Server.Serve(refusingListener{listener})
}

// checkHost returns a handler that refuses a request unless its host is this machine.
func checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLocalHost(r.Host) {
			refusal(&failure{
				status: http.StatusMisdirectedRequest, key: "misdirected_request",
				message:  "the sandbox listens only on this machine; call it by 127.0.0.1, [::1] or localhost",
				metadata: map[string]any{inHeader: "Host"},
			}, current).send(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// local reports whether a request comes over a loopback address and names a loopback address or
// localhost as its host. A request without a connection, as in a test of a handler, is local too.
func local(r *http.Request) bool {
	address, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return !ok || isLoopback(address) && isLocalHost(r.Host)
}

func isLoopback(address net.Addr) bool {
	tcp, ok := address.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// isLocalHost reports whether the Host header of a request is localhost or a loopback address. The
// header may include a port.
func isLocalHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}
