package recording_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestProxySpeaksHTTP2WithoutTLS(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	p := pass(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	})
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/a", strings.NewReader(`{"name": "Acme"}`))
	require.NoError(t, err)
	response, err := transport.RoundTrip(request)
	require.NoError(t, err)
	received, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	transport.CloseIdleConnections()
	assert.Equal(t, "HTTP/2.0", response.Proto)
	assert.Equal(t, []string{`{"name": "Acme"}`}, []string{string(received)}, "to the byte")
	exchanges := p.end(t)
	require.Len(t, exchanges, 1)
	assert.Equal(t, []string{`{"name": "Acme"}`}, []string{string(exchanges[0].Request.Body)}, "to the byte")
}

// TestProxyAddsNothingAfterAnInformationalResponse checks that 103 Early Hints passes before the
// response and doesn't count as the response.
func TestProxyAddsNothingAfterAnInformationalResponse(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	p := pass(t, time.Minute, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Date"], w.Header()["Content-Type"] = nil, nil
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		_, _ = io.WriteString(w, "ok")
	})
	_, answered, _ := p.send(t, http.MethodGet, "/a", "", nil)
	assert.Equal(t, http.Header{"Link": {"</style.css>; rel=preload"}, "Content-Length": {"2"}}, answered)
	assert.Len(t, p.end(t), 1)
}

// TestProxyForwardsOptionsOfTheServer checks that OPTIONS * goes to the upstream.
func TestProxyForwardsOptionsOfTheServer(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	upstream := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Got", r.Method+" "+r.RequestURI)
	}))
	upstream.Config.DisableGeneralOptionsHandler = true
	upstream.Start()
	defer upstream.Close()
	p := passTo(t, time.Minute, upstream)
	connection, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.url, "http://"))
	require.NoError(t, err)
	_, err = io.WriteString(connection, "OPTIONS * HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
	require.NoError(t, err)
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.NoError(t, connection.Close())
	assert.Equal(t, "OPTIONS *", response.Header.Get("X-Got"))
	exchanges := p.end(t)
	require.Len(t, exchanges, 1)
	assert.Equal(t, "/*", exchanges[0].Request.URL.Path)
}

// TestProxyForwardsTrailers checks that trailers pass in HTTP/1.1 and in HTTP/2, whether announced
// or not. It also checks that trailers are not recorded, because they may hold a secret.
func TestProxyForwardsTrailers(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	for name, set := range map[string]func(*http.Protocols){
		"HTTP/1.1": func(p *http.Protocols) { p.SetHTTP1(true) },
		"HTTP/2":   func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) },
	} {
		t.Run(name, func(t *testing.T) {
			p := pass(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				w.Header().Set("Trailer", "X-Announced")
				_, _ = io.WriteString(w, "ok")
				w.Header().Set("X-Announced", r.Trailer.Get("X-Sent"))
				w.Header().Set(http.TrailerPrefix+"X-Late", secret)
			})
			protocols := new(http.Protocols)
			set(protocols)
			transport := &http.Transport{Protocols: protocols}
			defer transport.CloseIdleConnections()
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/a", io.MultiReader(strings.NewReader("body")))
			require.NoError(t, err)
			request.Trailer = http.Header{"X-Sent": {secret}}
			response, err := transport.RoundTrip(request)
			require.NoError(t, err)
			_, err = io.ReadAll(response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			assert.Equal(t, http.Header{"X-Announced": {secret}, "X-Late": {secret}}, response.Trailer)
			assert.Len(t, p.end(t), 1, "end also checks that no file has the secret")
		})
	}
}

// TestProxyInFrontOfHTTP2 checks that an HTTP/1 client gets the trailers of an HTTP/2 upstream,
// even if the length of the body is known. It also checks that the proxy doesn't pass on the offer
// of HTTP/2 that Java's client sends, because the upstream would refuse the request.
func TestProxyInFrontOfHTTP2(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Protocol", r.Proto)
		w.Header().Set("Trailer", "X-Sum")
		w.Header().Set("Content-Length", "2")
		_, _ = w.Write([]byte("{}"))
		w.Header().Set("X-Sum", "5")
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	p := passTo(t, time.Minute, server)
	for _, header := range []http.Header{{}, {"Connection": {"Upgrade, HTTP2-Settings"}, "Upgrade": {"h2c"}, "Http2-Settings": {"AAEAAEAA"}}} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/api/organizations", http.NoBody)
		require.NoError(t, err)
		request.Header = header
		response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, http.StatusOK, response.StatusCode)
		assert.Equal(t, "HTTP/2.0", response.Header.Get("X-Protocol"))
		assert.Equal(t, "{}", string(body))
		assert.Equal(t, http.Header{"X-Sum": {"5"}}, response.Trailer)
	}
	status, header, _ := p.send(t, http.MethodGet, "/api/organizations", "", http.Header{"Connection": {"upgrade"}, "Upgrade": {"other/1"}})
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "HTTP/1.1", header.Get("X-Protocol"), "HTTP/2 can't carry the offer of another protocol")
	recorded := p.end(t)
	require.Len(t, recorded, 3)
	assert.Equal(t, "2", recorded[0].Response.Header.Get("Content-Length"))
}
