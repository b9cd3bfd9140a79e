package organizations_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// soon is the longest time that a call may take if the server stalls. It leaves room for a slow
// machine.
const soon = 10 * time.Second

// stalls is a handler that writes the beginning of a body, and then nothing until the client closes
// the connection. It then sends to the channel closed.
func stalls(closed chan<- struct{}, status int, header http.Header, beginning string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		maps.Copy(w.Header(), header)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, beginning)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		closed <- struct{}{}
	}
}

// drips is a handler that writes one byte after the other, until the client closes the connection.
func drips(closed chan<- struct{}, status int, beginning string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, beginning)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-r.Context().Done():
				closed <- struct{}{}
				return
			case <-tick.C:
				_, _ = io.WriteString(w, " ")
				_ = http.NewResponseController(w).Flush()
			}
		}
	}
}

func TestAServerThatStallsIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	gzipped := http.Header{"Content-Encoding": {"gzip"}}
	for name, tt := range map[string]struct {
		handler func(closed chan<- struct{}) http.HandlerFunc
		call    func(c *organizations.Client) error
		want    string
	}{
		"behind an answered DELETE": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 200, nil, "{") }, remove, "",
		},
		"behind an answered DELETE, dripping": {
			func(c chan<- struct{}) http.HandlerFunc { return drips(c, 200, "{") }, remove, "",
		},
		"behind an answered DELETE, in gzip": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 200, gzipped, "\x1f\x8b") }, remove, "",
		},
		"in a refusal": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 404, nil, `{"key": "a`) }, remove,
			"404 Not Found: the body breaks off after 10 bytes",
		},
		"in a refusal, dripping": {
			func(c chan<- struct{}) http.HandlerFunc { return drips(c, 404, `{"key": "a`) }, remove, "404 Not Found: the body breaks off after",
		},
		"in a refusal, before its first byte": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 403, nil, "") }, remove, "403 Forbidden: the body breaks off after 0 bytes",
		},
		"in a refusal, in gzip": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 403, gzipped, "") }, remove, "403 Forbidden: the body breaks off after 0 bytes",
		},
		"in a refusal that is too long": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 403, nil, string(make([]byte, 9000))) }, remove, "the body is too large for an error",
		},
		"in a redirect": {
			func(c chan<- struct{}) http.HandlerFunc {
				return stalls(c, 302, http.Header{"Location": {"https://b.example"}}, "<")
			}, remove, "the redirect is refused",
		},
		"behind an item of a stream": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 200, nil, `{"data": [{"name": "Acme"},`) }, leave, "",
		},
		"behind an item of a stream, dripping": {
			func(c chan<- struct{}) http.HandlerFunc { return drips(c, 200, `{"data": [{"name": "Acme"},`) }, leave, "",
		},
		"behind a whole result": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 200, nil, wholeResult) }, read, "",
		},
		"behind a whole result, dripping": {
			func(c chan<- struct{}) http.HandlerFunc { return drips(c, 200, wholeResult) }, read, "",
		},
		"behind a whole result, in gzip without its end": {
			func(c chan<- struct{}) http.HandlerFunc {
				return stalls(c, 200, gzipped, withoutEnd(t, wholeResult))
			}, read, "",
		},
		"behind a whole gzip file": {
			func(c chan<- struct{}) http.HandlerFunc {
				return stalls(c, 200, gzipped, string(zipped(t, repeated("", wholeResult, 1))))
			}, read, "",
		},
		"behind a whole list": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 200, nil, `{"data": [{"name": "Acme"}]}`) }, listAll, "",
		},
		"behind the last item of a stream": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 200, nil, `{"data": [{"name": "Acme"}]}`) }, loop, "",
		},
		"behind a whole result of another version": {
			func(c chan<- struct{}) http.HandlerFunc {
				return stalls(c, 200, http.Header{"X-Polytomic-Version": {"2021-05-23"}}, wholeResult)
			}, read, "version 2025-09-18 was requested",
		},
		"of another version": {
			func(c chan<- struct{}) http.HandlerFunc {
				return stalls(c, 200, http.Header{"X-Polytomic-Version": {"2021-05-23"}}, `{"data": [`)
			}, leave, "version 2025-09-18 was requested",
		},
		"in an array where an object is due": {
			func(c chan<- struct{}) http.HandlerFunc { return stalls(c, 200, nil, `[`) }, get, "the API documents no JSON array there",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			closed := make(chan struct{}, 1)
			client := hostile(t, tt.handler(closed), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
			start := time.Now()
			err := tt.call(client)
			assert.Less(t, time.Since(start), soon)
			if tt.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.want)
			}
			select {
			case <-closed:
			case <-time.After(soon):
				t.Error("the connection stays open")
			}
		})
	}
}

func remove(c *organizations.Client) error { return c.DeleteOrganization(context.Background(), id) }

func get(c *organizations.Client) error {
	_, err := c.GetOrganization(context.Background(), id)
	return err
}

const wholeResult = `{"data": {"name": "Acme"}} `

// withoutEnd returns a text in gzip, without the end of the gzip file.
func withoutEnd(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	return b.String()
}

var errLost = errors.New("the result is lost")

// read gets an organization. It returns errLost if the call loses the result.
func read(c *organizations.Client) error {
	organization, err := c.GetOrganization(context.Background(), id)
	if organization.Name != "Acme" {
		return errors.Join(errLost, err)
	}
	return err
}

func listAll(c *organizations.Client) error {
	organizations, err := c.ListOrganizations(context.Background())
	if len(organizations) != 1 {
		return errors.Join(errLost, err)
	}
	return err
}

// loop loops over all organizations.
func loop(c *organizations.Client) error {
	for _, err := range c.Organizations(context.Background()) {
		if err != nil {
			return err
		}
	}
	return nil
}

// leave loops over the organizations and stops after the first.
func leave(c *organizations.Client) error {
	for _, err := range c.Organizations(context.Background()) {
		return err
	}
	return nil
}

// The test is the same over HTTP/2, where other calls share the connection.
func TestAServerThatStallsIsNotWaitedForOverHTTP2(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{}, 3)
	server := httptest.NewUnstartedServer(stalls(closed, 200, nil, `{"data": [{"name": "Acme"},`))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	client, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL(server.URL), organizations.WithHTTPClient(server.Client()))
	require.NoError(t, err)
	start := time.Now()
	require.NoError(t, leave(client))
	require.NoError(t, remove(client))
	assert.Less(t, time.Since(start), soon)
	<-closed
	<-closed
}

// If a server sends the whole body, the client keeps the connection.
func TestAConnectionIsKeptForABodyThatEnds(t *testing.T) {
	t.Parallel()
	addresses := map[string]bool{}
	client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		addresses[r.RemoteAddr] = true
		w.WriteHeader(map[string]int{http.MethodDelete: 200, http.MethodGet: 404}[r.Method])
		_, _ = w.Write(make([]byte, 20_000))
	})
	for range 5 {
		require.NoError(t, remove(client))
		require.ErrorIs(t, get(client), organizations.ErrNotFound)
	}
	assert.Len(t, addresses, 1)
}
