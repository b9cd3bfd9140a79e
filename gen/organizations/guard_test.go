package organizations_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

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
