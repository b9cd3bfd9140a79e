package organizations_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// loopbacks maps ways to write the loopback interface to the host that net/http must see.
var loopbacks = map[string]string{
	"localhost": "localhost", "LOCALHOST": "localhost", "LocalHost.": "localhost", "ｌｏｃａｌｈｏｓｔ": "localhost", "localhost。": "localhost",
	"127.0.0.1": "127.0.0.1", "127.0.0.1.": "127.0.0.1", "127.1": "127.0.0.1", "127.0.1": "127.0.0.1", "2130706433": "127.0.0.1", "0x7f000001": "127.0.0.1",
	"0X7F.1": "127.0.0.1", "0177.0.0.01": "127.0.0.1", "127.255.0.9": "127.255.0.9", "１２７.０.０.１": "127.0.0.1", "017700000001": "127.0.0.1",
	"[::1]": "[::1]", "[0:0:0:0:0:0:0:1]": "[::1]", "[::1%25lo]": "[::1]", "[::ffff:127.0.0.1]": "127.0.0.1", "[::FFFF:7f00:1]": "127.0.0.1", "[::ffff:127.0.0.1%25eth0]": "127.0.0.1",
}

func TestPlainHTTPIsForLoopbackOrOnPurpose(t *testing.T) {
	t.Parallel()
	for host, canonical := range loopbacks {
		for _, port := range []string{"", ":8080"} {
			p := always(200, `{"data": {}}`)
			client, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL("http://"+host+port), organizations.WithTransport(p))
			require.NoError(t, err, host)
			_, err = client.GetOrganization(context.Background(), id)
			require.NoError(t, err, host)
			assert.Equal(t, canonical+port, p.requests[0].URL.Host, host)
			assert.Equal(t, canonical+port, p.requests[0].Host, host)
		}
	}
	for _, host := range []string{
		"localhost.example", "127.0.0.1.example", "10.0.0.1", "api.localhost", "localhost..", "0", "0.0.0.0", "[::]", "128.1", "1.127", "127.0.0.1.1", "127.0.0.256", "127.0.65536.1",
		"4294967296", "0x17f000001", "09.1", "127..1", "127.", "0x", "[::127.0.0.1]", "[::ffff:10.0.0.1]", "[fe80::1%25lo]", "xn--localhost", "loca1host", "ip6-localhost", "ſocalhost",
	} {
		_, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL("http://"+host))
		require.Error(t, err, host)
		_, err = organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL("http://"+host), organizations.WithPlainHTTP())
		require.NoError(t, err, host)
	}
	_, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL("https://a\u0338.ß\u200d.example"))
	require.ErrorContains(t, err, "WithBaseURL: the host of the URL is not a domain name")
}

// plainServers starts a server that speaks http, and a proxy that must not get any request. It
// returns their URLs, and the number of requests that reached the proxy.
func plainServers(t *testing.T) (base, proxy string, proxied *int) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"data": {}}`) }))
	t.Cleanup(server.Close)
	proxied = new(int)
	middle := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { *proxied++ }))
	t.Cleanup(middle.Close)
	return server.URL, middle.URL, proxied
}

func TestPlainHTTPNeverGoesThroughAProxyOfTheTransport(t *testing.T) {
	t.Parallel()
	base, proxy, proxied := plainServers(t)
	u, err := url.Parse(proxy)
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(base, "http://"))
	require.NoError(t, err)
	transport := &http.Transport{Proxy: http.ProxyURL(u)}
	t.Cleanup(transport.CloseIdleConnections)
	for _, host := range []string{"127.0.0.1", "LOCALHOST", "localhost.", "127.1", "2130706433", "[::ffff:127.0.0.1]"} {
		at := organizations.WithBaseURL("http://" + host + ":" + port)
		elsewhere := newClient(t, always(200, `{}`))
		for name, call := range map[string]func() error{
			"of New": func() error {
				client, err := organizations.New(organizations.PartnerKey(secret), at, organizations.WithTransport(transport))
				require.NoError(t, err)
				return get(client)
			},
			"of an HTTP client": func() error {
				client, err := organizations.New(organizations.PartnerKey(secret), organizations.WithHTTPClient(&http.Client{Transport: transport}), at)
				require.NoError(t, err)
				return get(client)
			},
			"of a call": func() error {
				_, err := elsewhere.GetOrganization(context.Background(), id, at, organizations.WithTransport(transport))
				return err
			},
		} {
			require.NoError(t, call(), "%s %s", host, name)
			assert.Zero(t, *proxied, "%s %s", host, name)
		}
	}
	client, err := organizations.New(organizations.PartnerKey(secret), organizations.WithTransport(transport), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	require.Error(t, get(client))
	assert.Equal(t, 1, *proxied, "https still goes through the proxy")
	_, err = client.GetOrganization(context.Background(), id, organizations.WithBaseURL(base))
	require.NoError(t, err)
	assert.Equal(t, 1, *proxied, "a base URL of one call counts")
}

// A process reads the proxy of the environment only once, so this test runs itself in another
// process.
func TestPlainHTTPNeverGoesThroughAProxyOfTheEnvironment(t *testing.T) {
	t.Parallel()
	if base := os.Getenv("TEST_PLAIN_HTTP"); base != "" {
		client, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL(base), organizations.WithPlainHTTP(),
			organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
		require.NoError(t, err)
		_, err = client.GetOrganization(context.Background(), id)
		if strings.Contains(base, "invalid") {
			require.ErrorContains(t, err, "lookup")
		} else {
			require.NoError(t, err)
		}
		return
	}
	base, proxy, proxied := plainServers(t)
	for _, url := range []string{strings.Replace(base, "127.0.0.1", "LOCALHOST", 1), strings.Replace(base, "127.0.0.1", "127.1", 1), "http://api.invalid"} {
		command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=30s")
		command.Env = append(os.Environ(), "TEST_PLAIN_HTTP="+url, "HTTP_PROXY="+proxy, "http_proxy="+proxy)
		out, err := command.CombinedOutput()
		require.NoError(t, err, "%s: %s", url, out)
		assert.Zero(t, *proxied, url)
	}
}

func TestHostsOfRedirectsAreComparedAsDNSDoes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		base, location string
		same           bool
	}{
		{"https://app.example", "https://APP.Example/moved", true},
		{"https://app.example", "https://app.example:443/moved", true},
		{"https://app.example:443", "https://app.example/moved", true},
		{"https://app.example", "https://ａｐｐ.example/moved", true},
		{"https://bücher.example", "https://xn--bcher-kva.example/moved", true},
		{"https://bücher.example", "https://BÜCHER.example/moved", true},
		{"https://xn--bcher-kva.example", "https://bücher.example/moved", true},
		{"https://app.example", "https://app.example.:443/moved", false},
		{"https://app.example", "https://app.example./moved", false},
		{"https://app.example", "https://app.example:444/moved", false},
		{"https://app.example", "https://app.example:0443/moved", false},
		{"https://app.example", "http://app.example:443/moved", false},
		{"https://app.example", "https://user@app.example/moved", false},
		{"https://app.example", "https://user:pass@app.example/moved", false},
		{"https://app.example", "https://app.example@evil.example/moved", false},
		{"https://app.example", "//evil.example/moved", false},
		{"https://app.example", `https:\\evil.example/moved`, false},
		{"https://app.example", "ftp://app.example/moved", false},
		{"https://βόλος.example", "https://βόλοσ.example/moved", false},
		{"https://βόλοσ.example", "https://βόλος.example/moved", false},
		{"https://faß.example", "https://fass.example/moved", false},
		{"https://fass.example", "https://faß.example/moved", false},
		{"https://straße.example", "https://STRASSE.example/moved", false},
		{"https://app.example", "https://аpp.example/moved", false}, // The second host has a Cyrillic letter.
		{"https://app.example", "https://app\u200d.example/moved", false},
		{"https://192.0.2.1", "https://0xc0000201/moved", false},
		{"https://192.0.2.1", "https://[::ffff:192.0.2.1]/moved", false},
	} {
		p := &peer{answer: func(n int) (*http.Response, error) {
			if n > 1 {
				return says(200, `{"data": {}}`), nil
			}
			return withHeader(says(http.StatusTemporaryRedirect, ""), "Location", tt.location), nil
		}}
		_, err := newClient(t, p, organizations.WithBaseURL(tt.base)).GetOrganization(context.Background(), id)
		if tt.same {
			require.NoError(t, err, "%s to %s", tt.base, tt.location)
			assert.Len(t, p.requests, 2)
			assert.Equal(t, "Bearer "+secret, p.requests[1].Header.Get("Authorization"))
			continue
		}
		require.Error(t, err, "%s to %s", tt.base, tt.location)
		assert.Len(t, p.requests, 1, "%s to %s", tt.base, tt.location)
	}
}
