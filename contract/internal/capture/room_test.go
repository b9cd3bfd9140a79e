package capture

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestBodiesNeedRoom checks that a body is not kept if other exchanges keep too much, and that the
// room is free again after each exchange, however it ends.
func TestBodiesNeedRoom(t *testing.T) {
	t.Parallel()
	const sent, received = "sent", "received"
	read := func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }
	answer := func(r *http.Request) (*http.Response, error) {
		read(r)
		return &http.Response{StatusCode: http.StatusOK, ContentLength: -1, Body: io.NopCloser(strings.NewReader(received))}, nil
	}
	for name, tt := range map[string]struct {
		next          roundTrip
		free          int64
		sent, receive error
	}{
		"room for both": {answer, 2 * shortestChunk, nil, nil},
		"room for one":  {answer, shortestChunk, nil, ErrNoRoom},
		"no room":       {answer, 1, ErrNoRoom, ErrNoRoom},
		"no answer":     {free: shortestChunk, next: func(r *http.Request) (*http.Response, error) { read(r); return nil, io.EOF }},
		"another protocol": {free: shortestChunk, next: func(r *http.Request) (*http.Response, error) {
			read(r)
			return &http.Response{StatusCode: http.StatusSwitchingProtocols}, nil
		}},
		"an empty response": {free: shortestChunk, next: func(r *http.Request) (*http.Response, error) {
			read(r)
			return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
		}},
		"sent again": {free: shortestChunk, next: func(r *http.Request) (*http.Response, error) {
			read(r)
			body, err := r.GetBody()
			r.Body = body
			read(r)
			return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var room Room
			room.used.Store(MaxKept - tt.free)
			request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/a", strings.NewReader(sent))
			request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(sent)), nil }
			response, err := RoundTrip(tt.next, request, Limit{Body: 100, Room: &room}, func(x *Exchange) {
				assert.Equal(t, []error{tt.sent, tt.receive}, []error{x.RequestBody.Err, x.ResponseBody.Err})
			})
			if err == nil && response.Body != nil {
				read, err := io.ReadAll(response.Body)
				require.NoError(t, err)
				assert.True(t, strings.HasPrefix(received, string(read)))
				require.NoError(t, response.Body.Close())
			}
			assert.Equal(t, MaxKept-tt.free, room.used.Load(), "what was kept")
		})
	}
}

// TestHandlerFreesTheRoom checks the room of exchanges in a server, also if the handler panics.
func TestHandlerFreesTheRoom(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(){"returns": func() {}, "panics": func() { panic(http.ErrAbortHandler) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var room Room
			room.used.Store(MaxKept - shortestChunk)
			handler := Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				_, _ = io.WriteString(w, "received")
				end()
			}), Limit{Body: 100, Room: &room}, func(x *Exchange) {
				assert.Equal(t, "sent", string(x.RequestBody.Bytes))
				assert.Equal(t, ErrNoRoom, x.ResponseBody.Err)
			})
			func() {
				defer func() { _ = recover() }() // As net/http does.
				handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/a", strings.NewReader("sent")))
			}()
			assert.Equal(t, int64(MaxKept-shortestChunk), room.used.Load())
		})
	}
}

// TestRoomCountsWhatIsHeld checks that all memory of the chunks is taken from the room, and that it
// is hardly more than the body has.
func TestRoomCountsWhatIsHeld(t *testing.T) {
	t.Parallel()
	var room Room
	kept := Limit{Body: 8 << 20, Room: &room}.buffer()
	piece := []byte(strings.Repeat("a", 1000))
	for range 5000 {
		kept.write(piece)
	}
	held := 0
	for _, chunk := range kept.chunks {
		held += cap(chunk)
	}
	assert.Equal(t, int64(held), room.used.Load())
	assert.Less(t, int64(held), kept.size+1<<19)
	assert.Len(t, kept.body().Bytes, int(kept.size))
	for range 5000 {
		kept.write(piece)
	}
	assert.Zero(t, room.used.Load())
	assert.Equal(t, ErrTooLong, kept.body().Err)
}
