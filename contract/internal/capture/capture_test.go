package capture_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/capture"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answering returns a transport that reads the request and answers with a body.
func answering(length int64, body io.Reader) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
		}
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"X-A": {"1"}}, ContentLength: length, Body: io.NopCloser(body)}, nil
	})
}

func post(t *testing.T, body io.Reader) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://a.example/a", body)
	require.NoError(t, err)
	return request
}

// stalled is a body that fails the test if it is read further.
type stalled struct{ t *testing.T }

func (s stalled) Read([]byte) (int, error) {
	s.t.Error("a body was read on that its reader closed")
	return 0, io.EOF
}

func TestRoundTripCapturesWhatPasses(t *testing.T) {
	t.Parallel()
	const limit = 10
	broken := io.MultiReader(strings.NewReader("abc"), errorReader{})
	for name, tt := range map[string]struct {
		sent     io.Reader
		length   int64
		received io.Reader
		read     int64 // How much the caller reads before it closes the body. -1 means everything.
		want     capture.Exchange
	}{
		"whole":             {sent: strings.NewReader("sent"), length: 8, received: strings.NewReader("received"), read: -1, want: bodies("sent", nil, "received", nil)},
		"no body":           {length: 0, received: http.NoBody, read: -1, want: bodies("", nil, "", nil)},
		"of unknown length": {sent: io.MultiReader(strings.NewReader("sent")), length: -1, received: strings.NewReader("received"), read: -1, want: bodies("sent", nil, "received", nil)},
		"at the limit":      {length: 10, received: strings.NewReader("0123456789"), read: -1, want: bodies("", nil, "0123456789", nil)},
		"over the limit": {
			sent: strings.NewReader("0123456789a"), length: -1, received: strings.NewReader("0123456789a"), read: -1,
			want: bodies("", capture.ErrTooLong, "", capture.ErrTooLong),
		},
		"closed early":              {length: 8, received: io.MultiReader(strings.NewReader("rece"), stalled{t}), read: 4, want: bodies("", nil, "", capture.ErrIncomplete)},
		"closed early, no length":   {length: -1, received: io.MultiReader(strings.NewReader("rece"), stalled{t}), read: 4, want: bodies("", nil, "", capture.ErrIncomplete)},
		"closed where all was read": {length: 4, received: io.MultiReader(strings.NewReader("rece"), stalled{t}), read: 4, want: bodies("", nil, "rece", nil)},
		"broken off":                {length: -1, received: broken, read: -1, want: bodies("", nil, "", capture.ErrIncomplete)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []*capture.Exchange
			response, err := capture.RoundTrip(answering(tt.length, tt.received), post(t, tt.sent), capture.Limit{Body: limit, Room: new(capture.Room)}, func(x *capture.Exchange) { got = append(got, x) })
			require.NoError(t, err)
			if tt.read >= 0 {
				_, err = io.CopyN(io.Discard, response.Body, tt.read)
				require.NoError(t, err)
			} else {
				_, _ = io.Copy(io.Discard, response.Body)
			}
			require.NoError(t, response.Body.Close())
			require.NoError(t, response.Body.Close())
			require.Len(t, got, 1, "it is reported once")
			assert.Equal(t, tt.want.RequestBody.Err, got[0].RequestBody.Err)
			assert.Equal(t, tt.want.ResponseBody.Err, got[0].ResponseBody.Err)
			assert.Equal(t, string(tt.want.RequestBody.Bytes), string(got[0].RequestBody.Bytes))
			assert.Equal(t, string(tt.want.ResponseBody.Bytes), string(got[0].ResponseBody.Bytes))
			assert.Equal(t, http.StatusOK, got[0].Status)
			assert.Equal(t, http.Header{"X-A": {"1"}}, got[0].ResponseHeader)
		})
	}
}

func bodies(sent string, sentErr error, received string, receivedErr error) capture.Exchange {
	return capture.Exchange{
		RequestBody:  capture.Body{Bytes: []byte(sent), Err: sentErr},
		ResponseBody: capture.Body{Bytes: []byte(received), Err: receivedErr},
	}
}

type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestRoundTripCapturesTheBodyThatWasSentLast checks that a transport that sends a request again
// gets a new copy of its body.
func TestRoundTripCapturesTheBodyThatWasSentLast(t *testing.T) {
	t.Parallel()
	twice := roundTripper(func(r *http.Request) (*http.Response, error) {
		_, _ = io.CopyN(io.Discard, r.Body, 2)
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		_, _ = io.Copy(io.Discard, body)
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
	})
	var got *capture.Exchange
	response, err := capture.RoundTrip(twice, post(t, strings.NewReader("sent")), capture.Limit{Body: 10, Room: new(capture.Room)}, func(x *capture.Exchange) { got = x })
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, "sent", string(got.RequestBody.Bytes))
}

func TestRoundTripReportsNoExchangeWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]roundTripper{
		"error": func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF },
		"another protocol": func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusSwitchingProtocols, Body: http.NoBody}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, err := capture.RoundTrip(next, post(t, nil), capture.Limit{Body: 10, Room: new(capture.Room)}, func(*capture.Exchange) { t.Error("an exchange was reported") })
			if name == "error" {
				require.ErrorIs(t, err, io.ErrUnexpectedEOF)
				return
			}
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
		})
	}
}

// hijackable is a response. A handler can take over its connection, unless err is set.
type hijackable struct {
	*httptest.ResponseRecorder

	err error
}

func (h hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) { return nil, nil, h.err }

// TestHandlerReportsAnExchangeUnlessItIsTakenOver checks that an exchange is reported if taking
// over the connection failed.
func TestHandlerReportsAnExchangeUnlessItIsTakenOver(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  error
		want int
	}{"taken over": {nil, 0}, "failed": {errors.New("not now"), 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reported := 0
			handler := capture.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _, err := http.NewResponseController(w).Hijack()
				assert.Equal(t, tt.err, err)
				if err != nil {
					w.WriteHeader(http.StatusTeapot)
				}
			}), capture.Limit{Body: 10, Room: new(capture.Room)}, func(x *capture.Exchange) {
				reported++
				assert.Equal(t, http.StatusTeapot, x.Status)
			})
			handler.ServeHTTP(hijackable{httptest.NewRecorder(), tt.err}, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
			assert.Equal(t, tt.want, reported)
		})
	}
}

// TestHandlerFindsTheTypeOfALongBody checks that the Content-Type is known even if the body is too
// long to keep. net/http finds it by the first bytes.
func TestHandlerFindsTheTypeOfALongBody(t *testing.T) {
	t.Parallel()
	var got *capture.Exchange
	handler := capture.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<html>")
		_, _ = io.WriteString(w, strings.Repeat("a", 1000))
	}), capture.Limit{Body: 10, Room: new(capture.Room)}, func(x *capture.Exchange) { got = x })
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
	assert.Equal(t, capture.ErrTooLong, got.ResponseBody.Err)
	assert.Equal(t, "text/html; charset=utf-8", got.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, 1006, w.Body.Len(), "all of it passes")
}

// TestHandlerKeepsTheURLThatWasAskedFor checks that the captured URL stays the same if a handler
// changes the URL of its request.
func TestHandlerKeepsTheURLThatWasAskedFor(t *testing.T) {
	t.Parallel()
	var got *capture.Exchange
	handler := capture.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		r.URL.Path = strings.TrimPrefix(r.URL.Path, "/v1")
	}), capture.Limit{Body: 10, Room: new(capture.Room)}, func(x *capture.Exchange) { got = x })
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/a?b=c", http.NoBody))
	assert.Equal(t, "/v1/a?b=c", got.URL.String())
}
