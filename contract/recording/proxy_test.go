package recording_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

func TestProxyChangesNothingAndRecordsAll(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	const sentBody = "{ \"name\": \"Acme\" }\n"
	const body = "{\"data\":  {\"name\":5, \"plan\":\"\\u0070ro\", \"token\": \"" + secret + "\"}}\n"
	var got *http.Request
	var gotBody string
	p := pass(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		read, _ := io.ReadAll(r.Body)
		got, gotBody = r, string(read)
		w.Header()["Date"] = nil
		w.Header()["Content-Type"] = nil
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Add("X-A", "1")
		w.Header().Add("X-A", "2")
		_, _ = w.Write(zip(body))
	})
	sent := http.Header{
		"Authorization": {"Bearer " + secret}, "Accept-Encoding": {"gzip"}, "Content-Type": {"application/json"}, "X-Forwarded-For": {"192.0.2.1"},
		"User-Agent": {""}, "X-B": {"1", "2"},
	}
	_, answered, received := p.send(t, http.MethodPost, "/api/organizations?b=%zz;&a=%2f", sentBody, sent)
	assert.Equal(t, string(zip(body)), received)
	assert.Equal(t, http.Header{"Content-Encoding": {"gzip"}, "X-A": {"1", "2"}, "Content-Length": {strconv.Itoa(len(received))}}, answered)
	assert.Equal(t, []string{sentBody}, []string{gotBody}, "to the byte")
	assert.Equal(t, "/api/organizations?b=%zz;&a=%2f", got.RequestURI)
	for name, values := range sent {
		if name != "User-Agent" {
			assert.Equal(t, values, got.Header[name])
		}
	}
	assert.NotContains(t, got.Header, "User-Agent")

	exchanges := p.end(t)
	require.Len(t, exchanges, 1)
	assert.Empty(t, p.errs)
	x := exchanges[0]
	found, _ := loadContract(t).Find(x.Request.Method, x.Request.URL)
	assert.Equal(t, contract.Source{
		File: filepath.ToSlash(p.file), Provenance: contract.Sandbox, Recorded: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC),
		Document: strings.Repeat("0f", 32), Operation: found.Digest, Redaction: recording.Policy,
	}, x.Source)
	assert.Equal(t, []string{sentBody}, []string{string(x.Request.Body)})
	assert.Regexp(t, `^{"data":  {"name":5, "plan":"\\u0070ro", "token": ".{24}"}}\n$`, string(x.Response.Body))
	var rules []string
	for _, f := range p.findings {
		rules = append(rules, f.Rule.String())
		assert.Equal(t, filepath.ToSlash(p.file)+"#0", f.Source.String())
	}
	assert.Contains(t, rules, "response.media-type")
	assert.Contains(t, rules, "response.header-required")
}

func TestProxyForwardsBodiesAsTheyCome(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	goOn := make(chan struct{})
	p := pass(t, time.Minute, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"data":`+"\n")
		_ = http.NewResponseController(w).Flush()
		<-goOn
		_, _ = io.WriteString(w, `[]}`)
	})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/api/organizations", http.NoBody)
	require.NoError(t, err)
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	require.NoError(t, err)
	reader := bufio.NewReader(response.Body)
	first, err := reader.ReadString('\n')
	require.NoError(t, err)
	assert.Equal(t, `{"data":`+"\n", first)
	close(goOn)
	rest, err := io.ReadAll(reader)
	require.NoError(t, err)
	assert.Equal(t, `[]}`, string(rest))
	require.NoError(t, response.Body.Close())
	exchanges := p.end(t)
	require.Len(t, exchanges, 1)
	assert.Equal(t, []string{"{\"data\":\n[]}"}, []string{string(exchanges[0].Response.Body)})
}

func TestProxySaysWhatItDoesNotRecord(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	long := bytes.Repeat([]byte("x"), recording.MaxRecordedBody+1)
	p := pass(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/long":
			_, _ = w.Write(long)
		case "/sent":
			_, _ = io.Copy(io.Discard, r.Body)
		case "/packed":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte("\x1f\x8bno"))
		case "/broken":
			_, _ = w.Write([]byte("half"))
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		case "/dead":
			panic(http.ErrAbortHandler)
		case "/upgrade":
			connection, _, _ := http.NewResponseController(w).Hijack()
			_, _ = io.WriteString(connection, "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n")
			_ = connection.Close()
		}
	})
	_, _, received := p.send(t, http.MethodGet, "/long", "", nil)
	assert.Len(t, received, len(long), "a long body passes unchanged")
	p.send(t, http.MethodPut, "/sent", string(long), nil)
	p.send(t, http.MethodGet, "/packed", "", nil)
	status, _, _ := p.send(t, http.MethodGet, "/dead", "", http.Header{"Authorization": {"Bearer " + secret}})
	assert.Equal(t, http.StatusBadGateway, status)

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/broken", http.NoBody)
	require.NoError(t, err)
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	require.NoError(t, err)
	_, err = io.ReadAll(response.Body)
	require.Error(t, err)
	require.NoError(t, response.Body.Close())

	request, err = http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/upgrade", http.NoBody)
	require.NoError(t, err)
	request.Header = http.Header{"Connection": {"upgrade"}, "Upgrade": {"other"}}
	response, err = (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())

	exchanges := p.end(t)
	var recorded []string
	for _, x := range exchanges {
		recorded = append(recorded, fmt.Sprintf("%s %s %v %v", x.Request.Method, x.Request.URL.Path, x.Request.BodyOmitted, x.Response.BodyOmitted))
		assert.Empty(t, x.Request.Body)
		assert.Empty(t, x.Response.Body)
	}
	assert.Equal(t, []string{"GET /long false true", "PUT /sent true false", "GET /packed false true", "GET /broken false true"}, recorded)
	assert.ElementsMatch(t, []string{
		"the body of the response to a GET request is recorded as omitted: it is longer than 16 MiB",
		"the body of a PUT request is recorded as omitted: it is longer than 16 MiB",
		`the body of the response to a GET request is recorded as omitted: it can't be decompressed: it is not what its Content-Encoding "gzip" says; record it again with Accept-Encoding: identity`,
		"a GET request got no response; it is not recorded",
		"the body of the response to a GET request is recorded as omitted: it was not read to its end",
		"a request switched to another protocol, such as WebSocket; it is not recorded",
	}, p.errs)
}

// TestProxyEndsInOrder checks that requests in flight end before the recording does. They end by
// themselves within the grace, or the proxy breaks them off after it.
func TestProxyEndsInOrder(t *testing.T) {
	for name, grace := range map[string]time.Duration{"within the grace": time.Minute, "after it": time.Nanosecond} {
		t.Run(name, func(t *testing.T) {
			t.Cleanup(func() { goleak.VerifyNone(t) })
			arrived, goOn := make(chan struct{}), make(chan struct{})
			p := pass(t, grace, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, `{"data": `)
				_ = http.NewResponseController(w).Flush()
				close(arrived)
				select {
				case <-goOn:
					_, _ = io.WriteString(w, `[]}`)
				case <-r.Context().Done():
				}
			})
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/api/organizations", http.NoBody)
			require.NoError(t, err)
			response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
			require.NoError(t, err)
			<-arrived
			p.stop()
			if grace == time.Minute {
				close(goOn)
			}
			_, err = io.ReadAll(response.Body)
			assert.Equal(t, grace == time.Minute, err == nil)
			require.NoError(t, response.Body.Close())
			exchanges := p.end(t)
			require.Len(t, exchanges, 1)
			assert.Equal(t, grace != time.Minute, exchanges[0].Response.BodyOmitted)
		})
	}
}

func TestProxyReportsOnceThatARecordingFailed(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	p := pass(t, time.Minute, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })
	require.NoError(t, p.writer.Discard()) // The writer fails, as it does if the disk is full.
	for range 2 {
		_, _, received := p.send(t, http.MethodGet, "/a", "", http.Header{"Authorization": {"Bearer " + secret}})
		assert.Equal(t, "ok", received, "traffic passes all the same")
	}
	p.stop()
	require.NoError(t, <-p.ended)
	want := filepath.ToSlash(p.file) + ": the recording is discarded"
	assert.Equal(t, []string{want}, p.errs)
	assert.NoFileExists(t, p.file)
}

// TestProxyRefusesRequestsForOtherHosts checks that the proxy is not a forward proxy. It doesn't
// forward a request for another host, nor the key in the request.
func TestProxyRefusesRequestsForOtherHosts(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	p := pass(t, time.Minute, func(http.ResponseWriter, *http.Request) { t.Error("a request was handed on") })
	self, err := url.Parse(p.url)
	require.NoError(t, err)
	transport := &http.Transport{Proxy: http.ProxyURL(self), DisableKeepAlives: true}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://other.example/a", http.NoBody)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+secret)
	response, err := transport.RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, http.StatusMisdirectedRequest, response.StatusCode)
	request.URL.Scheme = "https"
	_, err = transport.RoundTrip(request) //nolint:bodyclose // There is no response.
	require.ErrorContains(t, err, "Misdirected Request", "a tunnel is refused too")
	assert.Empty(t, p.end(t))
	const want = "a request was for another host: a client uses this address as its proxy; configure it as the address of the API instead"
	assert.Equal(t, []string{want, want}, p.errs)
}

// A request that switched to another protocol has no end of its own, and no connection that the
// server knows.
func TestProxyBreaksOffAnotherProtocol(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	const longerThanStuck = 1200 * time.Millisecond // A connection that may go on for the grace is not stuck.
	p := pass(t, longerThanStuck, func(w http.ResponseWriter, _ *http.Request) {
		connection, _, _ := http.NewResponseController(w).Hijack()
		_, _ = io.WriteString(connection, "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n")
		_, _ = io.Copy(io.Discard, connection)
		_ = connection.Close()
	})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/upgrade", http.NoBody)
	require.NoError(t, err)
	request.Header = http.Header{"Connection": {"upgrade"}, "Upgrade": {"other"}}
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	require.NoError(t, err)
	require.Equal(t, http.StatusSwitchingProtocols, response.StatusCode)
	assert.Empty(t, p.end(t))
	assert.Equal(t, []string{"a request switched to another protocol, such as WebSocket; it is not recorded"}, p.errs)
	_, err = io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
}

func TestProxyReturnsTheErrorOfTheListener(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	writer, err := recording.Create(filepath.Join(t.TempDir(), "a.har"), recording.NewRedactor(loadContract(t), recording.RedactorOptions{}))
	require.NoError(t, err)
	defer func() { assert.NoError(t, writer.Discard()) }()
	proxy := &recording.Proxy{Upstream: &url.URL{}, Recorder: &recording.Recorder{Writer: writer, Report: func([]contract.Finding, error) {}}}
	require.ErrorIs(t, proxy.Serve(t.Context(), listener), net.ErrClosed)
}

// TestProxyRefusesToServeWithoutWhatItNeeds checks that Serve returns an error at once if a
// required field is missing.
func TestProxyRefusesToServeWithoutWhatItNeeds(t *testing.T) {
	t.Parallel()
	report := func([]contract.Finding, error) {}
	for want, proxy := range map[string]*recording.Proxy{
		"recording.Proxy: the field Upstream is nil":  {Recorder: &recording.Recorder{Report: report}},
		"recording.Proxy: the field Recorder is nil":  {Upstream: &url.URL{}},
		"recording.Recorder: the field Writer is nil": {Upstream: &url.URL{}, Recorder: &recording.Recorder{Report: report}},
		"recording.Recorder: the field Report is nil": {Upstream: &url.URL{}, Recorder: &recording.Recorder{Writer: &recording.Writer{}}},
	} {
		listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.ErrorContains(t, proxy.Serve(t.Context(), listener), want)
		require.ErrorIs(t, listener.Close(), net.ErrClosed, "the listener is closed")
	}
}

// TestProxyNeverSlowsTheTraffic checks that requests pass while an earlier exchange is still being
// recorded.
func TestProxyNeverSlowsTheTraffic(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	bomb := zip(strings.Repeat("a", 20<<20))
	p := pass(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bomb" {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
			return
		}
		_, _ = io.WriteString(w, "ok")
	})
	p.held = make(chan struct{})
	_, _, received := p.send(t, http.MethodGet, "/bomb", "", nil)
	assert.Equal(t, string(bomb), received)
	for range 10 {
		_, _, received := p.send(t, http.MethodGet, "/a", "", nil)
		assert.Equal(t, "ok", received, "nothing is recorded yet")
	}
	close(p.held)
	exchanges := p.end(t)
	require.Len(t, exchanges, 11)
	assert.True(t, exchanges[0].Response.BodyOmitted)
	assert.Equal(t, []string{"the body of the response to a GET request is recorded as omitted: it can't be decompressed: it expands to more than 16 MiB; record less of it"}, p.errs)
}

// TestProxyLeavesOutLongHeaders checks that a header of any length passes. If a header is longer
// than servers accept, only that exchange is not recorded.
func TestProxyLeavesOutLongHeaders(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	p := pass(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			for i := range 20_000 {
				w.Header().Add("Set-Cookie", fmt.Sprintf("c%d=value%d", i, i))
			}
		}
	})
	_, answered, _ := p.send(t, http.MethodGet, "/long", "", nil)
	assert.Len(t, answered["Set-Cookie"], 20_000)
	p.send(t, http.MethodGet, "/a", "", nil)
	exchanges := p.end(t)
	require.Len(t, exchanges, 1)
	assert.Equal(t, "/a", exchanges[0].Request.URL.Path)
	assert.Equal(t, []string{"a GET request is not recorded: a URL or a header is longer than 256 KiB"}, p.errs)
}

// TestProxyRecordsWhatClientsBreakOff checks that the proxy can end after a client gave up reading
// an endless body. The exchange is recorded without the body.
func TestProxyRecordsWhatClientsBreakOff(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	p := pass(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, "data: "+strings.Repeat("a", 1000)+"\n\n")
			_ = http.NewResponseController(w).Flush()
		}
	})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/a", http.NoBody)
	require.NoError(t, err)
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	require.NoError(t, err)
	_, err = io.ReadFull(response.Body, make([]byte, 100))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	exchanges := p.end(t)
	require.Len(t, exchanges, 1)
	assert.True(t, exchanges[0].Response.BodyOmitted)
}
