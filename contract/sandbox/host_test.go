package sandbox_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// A server on a loopback address answers only requests for this machine. A web page of another site
// may have a host name that leads to this machine, but it reaches neither the API nor the control
// paths.
func TestTheHostOfARequest(t *testing.T) {
	t.Parallel()
	p := start(t)
	for host, status := range map[string]int{
		"localhost": 200, "LOCALHOST:8080": 200, "127.0.0.1": 200, "127.9.9.9:80": 200, "[::1]": 200, "[::1]:8080": 200,
		"evil.example": 421, "evil.example:8080": 421, "localhost.evil.example": 421, "10.0.0.1:8080": 421, "localhost:80:80": 421, "[::2]:80": 421,
	} {
		for _, path := range []string{list, sandbox.FaultsPath} {
			got := p.write(strings.Replace(head("GET", path)+"\n", "Host: localhost", "Host: "+host, 1), false)
			assert.Equal(t, status, got.status, "%s %s", host, path)
			if status == 421 {
				assert.Equal(t, "misdirected_request", got.apiError(t).Key)
				assert.NotEmpty(t, got.header.Get(versionHeader))
			}
		}
	}
}

// anywhere is a listener whose connections seem to come over a network.
type anywhere struct{ net.Listener }

func (l anywhere) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 8080} }

func (l anywhere) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return elsewhere{conn, l.Addr()}, err
}

type elsewhere struct {
	net.Conn

	local net.Addr
}

func (c elsewhere) LocalAddr() net.Addr { return c.local }

// On another address, the sandbox accepts any host, and the control paths answer only with
// WithControl.
func TestTheControlEndpointOnAnotherAddress(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		options []sandbox.Option
		status  int
	}{{nil, 403}, {[]sandbox.Option{sandbox.WithControl()}, 200}} {
		s, err := sandbox.Open(test.options...)
		require.NoError(t, err)
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		server := sandbox.NewHTTPServer(s, slog.New(slog.DiscardHandler))
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = server.Serve(anywhere{listener})
		}()
		p := &peer{Server: &sandbox.Server{Sandbox: s, URL: "http://" + listener.Addr().String()}, tb: t}
		for _, path := range []string{sandbox.FaultsPath, sandbox.RequestsPath, sandbox.ClockPath, sandbox.StatePath} {
			got := p.write("GET "+path+" HTTP/1.1\nHost: sandbox.example\n\n", false)
			assert.Equal(t, test.status, got.status, path)
			if test.status == 403 {
				assert.Contains(t, got.apiError(t).Message, "start it with --control")
			}
		}
		got := p.write(strings.Replace(head("GET", list)+"\n", "localhost", "sandbox.example", 1), false)
		assert.Equal(t, 200, got.status)
		require.NoError(t, server.Close())
		<-done
		require.NoError(t, s.Close())
	}
}

// A sandbox on another server checks the host itself before it lets a request control it. It
// refuses requests that a web page of another site sends.
func TestPagesCantControlTheSandbox(t *testing.T) {
	t.Parallel()
	s, err := sandbox.Open()
	require.NoError(t, err)
	status := func(method, path, host string, headers ...string) int {
		r := httptest.NewRequestWithContext(context.WithValue(t.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}), method, path, nil)
		r.Host = host
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	assert.Equal(t, 204, status("POST", sandbox.ResetPath, "localhost:8080"))
	assert.Equal(t, 204, status("POST", sandbox.ResetPath, "localhost:8080", "Sec-Fetch-Site", "same-origin"))
	assert.Equal(t, 403, status("POST", sandbox.ResetPath, "evil.example"))
	assert.Equal(t, 403, status("POST", sandbox.ResetPath, "localhost:8080", "Sec-Fetch-Site", "cross-site"))
	assert.Equal(t, 403, status("DELETE", sandbox.FaultsPath, "localhost:8080", "Origin", "https://evil.example"))
}
