package organizations_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// zipped calls a function and returns the bytes that it writes, compressed with gzip.
func zipped(t *testing.T, write func(w io.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.DefaultCompression)
	require.NoError(t, err)
	write(w)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// repeated returns a function that writes a beginning, and then a piece n times.
func repeated(beginning, piece string, n int) func(w io.Writer) {
	return func(w io.Writer) {
		_, _ = io.WriteString(w, beginning)
		_, _ = io.WriteString(w, strings.Repeat(piece, n))
	}
}

// names returns a function that writes an object with many names.
func names(n int) func(w io.Writer) {
	return func(w io.Writer) {
		_, _ = io.WriteString(w, `{"data": [{"a":0`)
		for i := range n {
			_, _ = io.WriteString(w, `,"_`+strconv.FormatInt(int64(i), 36)+`":0`)
		}
	}
}

func TestASmallBodyDoesNotBecomeALargeOne(t *testing.T) {
	const mib = 1 << 20
	for name, tt := range map[string]struct {
		gzip bool
		body func(w io.Writer)
		want string
	}{
		"gzip of objects":          {true, repeated(`{"data": [{}`, ",{}", 2*mib), "the body"},
		"gzip of white space":      {true, repeated(`{"data":`, " ", 8*mib), "the body is gzip that expands to more than 100 times its size"},
		"gzip of a long string":    {true, repeated(`{"data": [{"name":"`, "x", 8*mib), "the body is gzip that expands to more than 100 times its size"},
		"gzip of unknown things":   {true, repeated(`{"x": [0`, ",0", 3*mib), "the body"},
		"gzip of nothing":          {true, repeated("", "", 0), "the body is empty"},
		"objects":                  {false, repeated(`{"data": [{}`, ",{}", mib/4), "the body has more than 131072 values and fewer than 16 bytes for each"},
		"unknown properties":       {false, repeated(`{"data": [{}`, `,{"a":"1234567"}`, mib/4), "the body has too many properties that the API does not document"},
		"nulls":                    {false, repeated(`{"x": [null`, ",null", mib/4), "the body has more than 131072 values and fewer than 16 bytes for each"},
		"names":                    {false, names(mib / 2), "the body has more than 131072 values and fewer than 16 bytes for each"},
		"nesting":                  {false, repeated(`{"data": [`, "[", mib), "the API documents no JSON array there"},
		"unknown nesting":          {false, repeated(`{"x": [`, "[", mib), "the body is not JSON"},
		"unknown nesting, objects": {false, repeated(`{"x": `, `{"a":`, mib), "the body is not JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			var sent []byte
			if tt.gzip {
				sent = zipped(t, tt.body)
				assert.Less(t, len(sent), 40<<10)
			} else {
				var body bytes.Buffer
				tt.body(&body)
				sent = body.Bytes()
			}
			client := hostile(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if tt.gzip {
					w.Header().Set("Content-Encoding", "gzip")
				}
				_, _ = w.Write(sent)
			})
			var err error
			used := allocated(func() { _, err = client.ListOrganizations(context.Background()) })
			require.ErrorContains(t, err, tt.want)
			assert.Less(t, used, uint64(256*mib), "bytes allocated in all")
			if tt.gzip {
				assert.Less(t, used, uint64(32*mib), "bytes allocated in all")
			}
			seen := 0
			for _, err = range client.Organizations(context.Background()) {
				if seen++; err != nil || seen > 1_000_000 {
					break
				}
			}
			if tt.gzip {
				require.Error(t, err)
			}
		})
	}
}

// allocated returns how many bytes of memory a function allocates.
func allocated(f func()) uint64 {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Redacting takes much more memory than the text has, so the client never redacts a whole text of
// any length.
func TestALongTextIsNotRedactedToItsEnd(t *testing.T) {
	long := strings.Repeat("%25", 1<<18)
	for name, answer := range map[string]func(int) (*http.Response, error){
		"a name of a header":  func(int) (*http.Response, error) { return withHeader(says(404, "{}"), "X-"+long, "a"), nil },
		"a value of a header": func(int) (*http.Response, error) { return withHeader(says(404, "{}"), "X-A", long), nil },
		"a version": func(int) (*http.Response, error) {
			return withHeader(says(404, "{}"), "X-Polytomic-Version", long), nil
		},
		"a media type":     func(int) (*http.Response, error) { return withHeader(says(404, "x"), "Content-Type", long), nil },
		"a name in a body": func(int) (*http.Response, error) { return says(200, `{"`+long[:len(long)/2]+`": x`), nil },
		"an error":         func(int) (*http.Response, error) { return nil, errors.New(long) },
	} {
		client := newClient(t, &peer{answer: answer}, organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
		var err error
		used := allocated(func() { err = get(client) })
		require.Error(t, err, name)
		assert.Less(t, used, uint64(10*len(long)), name)
	}
}

// The usual responses of the API stay far below the bounds. They have organizations with only an
// ID, organizations that are much alike, or large lists.
func TestUsualListsAreWithinTheBounds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		format string
		n      int
	}{
		"only an ID":                      {`{"id":"%08d-aa70-47b8-a036-33ac447e668d"}`, 135_000},
		"all settings and an unknown one": {`{"id":"%08d-aa70-47b8-a036-33ac447e668d","name":"Acme","issuer":"","sso_domain":"","sso_org_id":"","plan":"x"}`, 50_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := zipped(t, func(w io.Writer) {
				_, _ = io.WriteString(w, `{"data":[`+fmt.Sprintf(tt.format, 0))
				for i := 1; i < tt.n; i++ {
					_, _ = io.WriteString(w, ","+fmt.Sprintf(tt.format, i))
				}
				_, _ = io.WriteString(w, `]}`)
			})
			var response *http.Response
			client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
				assert.Equal(t, "gzip", r.Header.Get("Accept-Encoding"))
				w.Header().Set("Content-Encoding", "gzip")
				_, _ = w.Write(body)
			})
			all, err := client.ListOrganizations(context.Background(), organizations.WithResponseInto(&response))
			require.NoError(t, err)
			assert.Len(t, all, tt.n)
			assert.True(t, response.Uncompressed)
			assert.Empty(t, response.Header.Get("Content-Encoding"))
			streamed, err := collect(client)
			require.NoError(t, err)
			assert.Len(t, streamed, tt.n)
		})
	}
}

// A body may consist of empty gzip files, one after the other. It never ends, although it
// decompresses to no bytes.
func TestGzipOfNothingWithoutEnd(t *testing.T) {
	t.Parallel()
	nothing := zipped(t, func(io.Writer) {})
	for _, status := range []int{200, 404} {
		client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(status)
			for r.Context().Err() == nil {
				if _, err := w.Write(bytes.Repeat(nothing, 1000)); err != nil {
					return
				}
			}
		})
		start := time.Now()
		require.Error(t, get(client))
		require.Error(t, leave(client))
		assert.Less(t, time.Since(start), soon)
	}
}

func TestARefusalInGzip(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body []byte
		want string
	}{
		"an error of the API": {zipped(t, repeated(`{"message": "no"}`, "", 0)), "404 Not Found: no"},
		"a bomb":              {zipped(t, repeated("", "x", 5<<20)), "404 Not Found: the body is too large for an error: over 8192 bytes of application/json"},
		"not gzip":            {[]byte("plain"), "404 Not Found: the body breaks off after 0 bytes"},
	} {
		client := hostile(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", "GZIP")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write(tt.body)
		})
		require.ErrorContains(t, get(client), tt.want, name)
	}
	_, err := newClient(t, &peer{answer: func(int) (*http.Response, error) {
		return withHeader(says(404, "\x1b\x00"), "Content-Encoding", "br"), nil
	}}).GetOrganization(context.Background(), id)
	require.ErrorContains(t, err, "404 Not Found: the body has the content coding br, which was not asked for")
}

// If a transport disables compression, the client asks for no compression.
func TestATransportWithoutCompression(t *testing.T) {
	t.Parallel()
	client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Header.Get("Accept-Encoding"))
		_, _ = io.WriteString(w, `{"data": {}}`)
	}, organizations.WithTransport(&http.Transport{DisableCompression: true, DisableKeepAlives: true}))
	require.NoError(t, get(client))
}

// What a server sends after the result doesn't take the result away, and isn't read without end.
func TestBlanksAfterAResult(t *testing.T) {
	t.Parallel()
	const blanks = 1 << 20
	for rest, want := range map[string]string{
		strings.Repeat(" ", blanks):                 "",
		strings.Repeat("\n", blanks) + "{}":         "",
		strings.Repeat(" ", 100) + "{}":             "200 OK: the body is not JSON, or breaks off: application/json, byte 112",
		`{"a":"` + strings.Repeat("x", blanks):      "200 OK: the body is not JSON, or breaks off: application/json, byte 12",
		strings.Repeat(" ", 100) + "</html>" + "\n": "200 OK: the body is not JSON, or breaks off: application/json, byte 112",
	} {
		source := &countingReader{Reader: strings.NewReader(`{"data": {}}` + rest)}
		p := &peer{answer: func(int) (*http.Response, error) {
			response := says(200, "")
			response.Body = io.NopCloser(source)
			return response, nil
		}}
		err := get(newClient(t, p))
		if want == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, want)
		}
		assert.Less(t, source.n, blanks/2)
	}
}

// countingReader counts the bytes that are read.
type countingReader struct {
	io.Reader

	n int
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.n += n
	return n, err
}
