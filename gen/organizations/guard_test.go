package organizations_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// deaf returns a transport whose server speaks HTTP/2. It answers the first request of a connection
// with the header fields and the beginning of a body, and then reads nothing more. Writing to the
// connection waits until the server reads. The channel answered is closed after the answer.
func deaf(t *testing.T, body string, fields ...hpack.HeaderField) (transport *http.Transport, answered chan struct{}) {
	t.Helper()
	answered = make(chan struct{})
	var first sync.Once // A call that is tried again has further connections.
	transport = &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		t.Cleanup(func() { _ = server.Close() })
		go func() {
			_, _ = io.ReadFull(server, make([]byte, len(http2.ClientPreface)))
			framer := http2.NewFramer(server, server)
			begun := make(chan struct{})
			go func() {
				_ = framer.WriteSettings()
				close(begun)
			}()
			var stream uint32
			for isAcknowledged := false; stream == 0 || !isAcknowledged; {
				frame, err := framer.ReadFrame()
				if err != nil {
					return
				}
				head := frame.Header()
				isAcknowledged = isAcknowledged || head.Type == http2.FrameSettings && head.Flags.Has(http2.FlagSettingsAck)
				stream = max(stream, head.StreamID)
			}
			<-begun
			var block bytes.Buffer
			encoder := hpack.NewEncoder(&block)
			for _, field := range fields {
				_ = encoder.WriteField(field)
			}
			_ = framer.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: block.Bytes(), EndHeaders: true})
			for rest := body; rest != ""; {
				n := min(len(rest), 16<<10)
				_ = framer.WriteData(stream, false, []byte(rest[:n]))
				rest = rest[n:]
			}
			first.Do(func() { close(answered) })
		}()
		return client, nil
	}
	t.Cleanup(transport.CloseIdleConnections)
	return transport, answered
}

func status(code string) hpack.HeaderField { return hpack.HeaderField{Name: ":status", Value: code} }

// net/http waits for a lock if a server of HTTP/2 doesn't read, and neither the context nor closing
// a body ends that.
func TestAServerThatReadsNothingIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	// After 4096 bytes, net/http tells the server that it may send more, and waits until it reads
	// that. Only the context of a call ends this, as it ends the wait for a body that doesn't go
	// on.
	short := `{"data": [{"name": "Acme"}` + strings.Repeat(`, {"name": "Another"}`, 100)
	long := short + strings.Repeat(`, {"name": "Another"}`, 10_000)
	elsewhere := hpack.HeaderField{Name: "location", Value: "https://b.example/"}
	here := hpack.HeaderField{Name: "location", Value: "/moved"}
	whole := func(ctx context.Context, c *organizations.Client) error {
		_, err := c.ListOrganizations(ctx)
		return err
	}
	for name, tt := range map[string]struct {
		body   string
		fields []hpack.HeaderField
		call   func(ctx context.Context, c *organizations.Client) error
		want   string
	}{
		"leaving a loop":     {short, []hpack.HeaderField{status("200")}, without(leave), ""},
		"an answered DELETE": {long, []hpack.HeaderField{status("200")}, without(remove), ""},
		"a wrong value":      {"[" + short, []hpack.HeaderField{status("200")}, without(get), "the API documents no JSON array there"},
		"a refusal":          {long, []hpack.HeaderField{status("404")}, without(get), "404 Not Found"},
		"a refused redirect": {long, []hpack.HeaderField{status("302"), elsewhere}, without(get), "the redirect is refused"},
		"a redirect":         {long, []hpack.HeaderField{status("302"), here}, whole, "context canceled"},
		"reading a list":     {long, []hpack.HeaderField{status("200")}, whole, "context canceled"},
		"a slow loop":        {long, []hpack.HeaderField{status("200")}, slowly, "context canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport, answered := deaf(t, tt.body, tt.fields...)
			client := newClient(t, transport, organizations.WithBaseURL("http://localhost"), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				<-answered
				cancel()
			}()
			err := tt.call(ctx, client)
			if tt.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.want)
			}
		})
	}
}

// without is a call that ignores the context.
func without(call func(c *organizations.Client) error) func(context.Context, *organizations.Client) error {
	return func(_ context.Context, c *organizations.Client) error { return call(c) }
}

// slowly goes on with a loop long after its context has ended. It returns an error of its own if
// that takes about as long as a server may be silent.
func slowly(ctx context.Context, c *organizations.Client) error {
	var ended time.Time
	for _, err := range c.Organizations(ctx) {
		switch {
		case err != nil && time.Since(ended) > 25*time.Second:
			return errors.New("the loop took too long")
		case err != nil:
			return err
		case ended.IsZero():
			<-ctx.Done()
			time.Sleep(1500 * time.Millisecond) // The guard has looked at the connection by now.
			ended = time.Now()
		}
	}
	return nil
}

// pipes is a listener whose connections are in memory.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if connection, ok := <-p; ok {
		return connection, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error {
	close(p)
	return nil
}

func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p pipes) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	p <- server
	return client, nil
}

// The calls of HTTP/2 share a connection. A call whose context has ended closes it only if net/http
// is stuck, and not because the caller's loop takes its time.
func TestALoopThatTakesItsTimeBreaksNoOtherCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		connections, ended := make(pipes), make(chan struct{})
		server := &http.Server{Protocols: new(http.Protocols), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/organizations" {
				_, _ = io.WriteString(w, `{"data": [{"name": "Acme"}, `+strings.Repeat(" ", 8<<10))
				assert.NoError(t, http.NewResponseController(w).Flush())
				<-r.Context().Done()
				return
			}
			<-ended
			_, _ = io.WriteString(w, wholeResult)
		})}
		server.Protocols.SetUnencryptedHTTP2(true)
		go func() { _ = server.Serve(connections) }()
		transport := &http.Transport{Protocols: server.Protocols, DialContext: connections.dial}
		client := newClient(t, transport, organizations.WithBaseURL("http://localhost"), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
		other := make(chan error)
		ctx, cancel := context.WithCancel(t.Context())
		for _, err := range client.Organizations(ctx) {
			if err != nil {
				require.ErrorIs(t, err, context.Canceled)
				break
			}
			go func() { other <- read(client) }()
			synctest.Wait()
			cancel()
			time.Sleep(time.Minute)
			close(ended)
		}
		cancel()
		require.NoError(t, <-other)
		transport.CloseIdleConnections()
		require.NoError(t, server.Close())
	})
}

// A transport may return a body that never has anything, and never ends.
func TestABodyIsNotReadInVainForEver(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		call   func(c *organizations.Client) error
		want   string
	}{
		"a result":           {200, read, "multiple Read calls return no data or error"},
		"a loop":             {200, loop, "multiple Read calls return no data or error"},
		"an answered DELETE": {204, remove, ""},
		"a refusal":          {404, get, "404 Not Found: the body breaks off after 0 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, &peer{answer: func(int) (*http.Response, error) {
				response := says(tt.status, "")
				response.Body = io.NopCloser(iotest.ErrReader(nil))
				return response, nil
			}}, organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
			if err := tt.call(client); tt.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.want)
			}
		})
	}
}
