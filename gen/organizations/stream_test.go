package organizations_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// collect loops over all organizations and returns them.
func collect(client *organizations.Client, opts ...organizations.Option) (names []string, err error) {
	for organization, err := range client.Organizations(context.Background(), opts...) {
		if err != nil {
			return names, err
		}
		names = append(names, organization.Name)
	}
	return names, nil
}

func TestOrganizations(t *testing.T) {
	const path = "GET /api/organizations: 200 OK: "
	for name, tt := range map[string]struct {
		body  string
		names []string
		want  string
	}{
		"all":            {`{"more": [{}], "data": [{"name": "Owner"}, {"name": "Acme", "plan": 1}], "x": 1}`, []string{"Owner", "Acme"}, ""},
		"none":           {`{"data": []}`, nil, ""},
		"null":           {`{"data": null}`, nil, ""},
		"missing":        {`{}`, nil, path + "at /data: the property is missing"},
		"empty":          {``, nil, path + "the body is empty"},
		"no object":      {`[]`, nil, path + "the API documents no JSON array there"},
		"no list":        {`{"data": {}}`, nil, path + "at /data: the API documents no JSON object there"},
		"wrong type":     {`{"data": [{"name": "Owner"}, {"name": 5}]}`, []string{"Owner"}, path + "at /data/1/name: the API documents no JSON number there"},
		"breaks off":     {`{"data": [{"name": "Owner"}, {"na`, []string{"Owner"}, path + "at /data/1: the body is not JSON, or breaks off: application/json, byte 33"},
		"breaks off 2":   {`{"data": [{"name": "Owner"}`, []string{"Owner"}, path + "at /data: the body is not JSON, or breaks off: application/json, byte 27"},
		"no JSON":        {`<html>`, nil, path + "the body is not JSON, or breaks off: application/json, byte 0"},
		"more":           {`{"data": []} []`, nil, path + "the body is not JSON, or breaks off: application/json, byte 13"},
		"duplicate name": {`{"data": [{"name": "Owner", "name": "x"}]}`, nil, path + "at /data/0/name: an object has the same name twice"},
		"too large":      {`{"data": [{"name": "Owner"}, {"name": "` + strings.Repeat("x", 5000) + `"}]}`, []string{"Owner"}, path + "the body is larger than the 1000 bytes that WithMaxResponseBytes allows"},
	} {
		t.Run(name, func(t *testing.T) {
			names, err := collect(newClient(t, always(200, tt.body)), organizations.WithMaxResponseBytes(1000))
			assert.Equal(t, tt.names, names)
			if tt.want == "" {
				require.NoError(t, err)
			} else {
				require.EqualError(t, err, tt.want)
			}
		})
	}
}

func TestOrganizationsTellsABrokenConnectionFromABrokenBody(t *testing.T) {
	_, err := collect(newClient(t, breaksOff(`{"data": []}`, "")))
	require.ErrorIs(t, err, errReset)
	require.ErrorContains(t, err, "the body breaks off")
}

func TestOrganizationsCanBeGoneOverAgain(t *testing.T) {
	all := newClient(t, always(200, `{"data": [{"name": "Owner"}]}`)).Organizations(context.Background(), organizations.WithTimeout(time.Hour))
	for range 2 {
		for organization, err := range all {
			require.NoError(t, err)
			assert.Equal(t, "Owner", organization.Name)
		}
	}
}

func TestOrganizationsIsRefusedAndTriedAgainLikeACall(t *testing.T) {
	_, err := collect(newClientWith(t, organizations.UserKey("user-key-1"), always(200, `{"data": []}`)))
	require.ErrorContains(t, err, "the operation takes a partner key")
	_, err = collect(newClient(t, script(401)))
	require.ErrorIs(t, err, organizations.ErrUnauthorized)
	p := &peer{answer: func(n int) (*http.Response, error) {
		if n == 1 {
			return nil, errReset
		}
		return says(200, `{"data": [{"name": "Owner"}]}`), nil
	}}
	names, err := collect(newClient(t, p))
	require.NoError(t, err)
	assert.Equal(t, []string{"Owner"}, names)
}

// endless is the body of a list of n organizations. It makes each organization when it is read.
type endless struct {
	n, at int
	rest  string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		switch {
		case e.at == 0:
			e.rest = `{"data": [{"name": "0"}`
		case e.at < e.n:
			e.rest = fmt.Sprintf(`, {"name": "%d", "plan": 1}`, e.at)
		case e.at == e.n:
			e.rest = `]}`
		default:
			return 0, io.EOF
		}
		e.at++
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func (e *endless) Close() error { return nil }

// The memory in use doesn't grow with the length of the list.
func TestOrganizationsTakesConstantMemory(t *testing.T) {
	peak := func(n int) uint64 {
		p := &peer{answer: func(int) (*http.Response, error) {
			response := says(200, "")
			response.Body = &endless{n: n}
			return response, nil
		}}
		client := newClient(t, p)
		var most uint64
		seen := 0
		for _, err := range client.Organizations(context.Background()) {
			require.NoError(t, err)
			if seen++; seen%(n/4) == 0 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
		require.Equal(t, n, seen)
		return most
	}
	small := peak(1_000)
	large := peak(100_000)
	assert.Less(t, large, small+256<<10, "live bytes at the peak")
}

func TestNothingLeaks(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	var connections sync.Map
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connections.Store(r.RemoteAddr, true)
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.Method == http.MethodDelete:
			_, _ = io.WriteString(w, `{"ignored": true}`)
		case strings.HasSuffix(r.URL.Path, id):
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, strings.Repeat("x", 20_000))
		default:
			_, _ = io.WriteString(w, `{"data": [{"name": "Owner"}, {"name": "Acme"}]}`+strings.Repeat(" ", 10_000))
		}
	}))
	defer server.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL(server.URL), organizations.WithTransport(transport))
	require.NoError(t, err)
	for range 20 {
		_, err := client.ListOrganizations(context.Background())
		require.NoError(t, err)
		_, err = client.GetOrganization(context.Background(), id)
		require.ErrorIs(t, err, organizations.ErrNotFound)
		require.NoError(t, client.DeleteOrganization(context.Background(), id))
		for _, err := range client.Organizations(context.Background()) {
			require.NoError(t, err)
			break
		}
	}
	count := 0
	connections.Range(func(any, any) bool { count++; return true })
	assert.Equal(t, 1, count, "every body is read to its end, so that one connection serves all calls")
}

func TestClientIsSafeForConcurrentUse(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"data": {"name": "Acme"}}`)
	}))
	defer server.Close()
	client, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL(server.URL))
	require.NoError(t, err)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 20 {
				_, err := client.CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "Acme"}, organizations.WithUserAgent(strconv.Itoa(i)))
				assert.NoError(t, err)
			}
		})
	}
	group.Wait()
}

// bodyOf returns a client that gets this status and these bytes as every response.
func bodyOf(tb testing.TB, status int, data []byte) *organizations.Client {
	tb.Helper()
	return newClient(tb, always(status, string(data)), organizations.WithMaxResponseBytes(1<<16), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
}

// FuzzDecode checks that the list method and the iterator agree about any body, and that an error
// is one line.
func FuzzDecode(f *testing.F) {
	for _, body := range []string{``, `{"data": null}`, `{"data": [{"id": "a", "name": null}]}`, `{"data": {}}`, `{"data": [], "data": []}`, `[`, `{"data": [{"name": "\ud800"}]} x`, `{}`, `{"data": [{"name": 5}]}`, `{"data": [{}], "x": [1`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, listErr := bodyOf(t, 200, data).ListOrganizations(context.Background())
		names, streamErr := collect(bodyOf(t, 200, data))
		assert.Equal(t, listErr == nil, streamErr == nil, "%v, %v", listErr, streamErr)
		if listErr == nil {
			require.Len(t, names, len(list))
			return
		}
		assert.NotContains(t, listErr.Error(), "\n")
		assert.NotContains(t, streamErr.Error(), "\n")
		var decode *organizations.DecodeError
		assert.ErrorAs(t, listErr, &decode)
	})
}

// FuzzError checks that an error has the right status and is one line of limited length, whatever
// the body of the response is.
func FuzzError(f *testing.F) {
	for _, body := range []string{``, `{}`, `{"key": "a", "message": "b", "metadata": {"c": [1]}, "status": 404}`, `{"message": 5}`, `{"key": "a\nb", "message": "\u001b[2J\r\n"}`, `<html>`, `null`, `{"metadata": {"` + secret + `": 1}}`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := bodyOf(t, 404, data).GetOrganization(context.Background(), id)
		var refusal *organizations.Error
		if !errors.As(err, &refusal) {
			t.Fatal(err)
		}
		require.ErrorIs(t, err, organizations.ErrNotFound)
		assert.NotContains(t, err.Error(), "\n")
		assert.Less(t, len(err.Error()), 1500)
		assert.NotContains(t, string(refusal.Body), secret)
		assert.NotContains(t, fmt.Sprint(refusal.Metadata), secret)
	})
}

// The limit applies to each organization, not to the whole list.
func TestOrganizationsMayBeLongerThanTheBound(t *testing.T) {
	p := &peer{answer: func(int) (*http.Response, error) {
		response := says(200, "")
		response.Body = &endless{n: 1000}
		return response, nil
	}}
	names, err := collect(newClient(t, p), organizations.WithMaxResponseBytes(200))
	require.NoError(t, err)
	assert.Len(t, names, 1000)
	_, err = newClient(t, p).ListOrganizations(context.Background(), organizations.WithMaxResponseBytes(200))
	require.ErrorContains(t, err, "larger than the 200 bytes")
}

// closes counts how often the client closes a body.
type closes struct {
	io.Reader

	n int
}

func (c *closes) Close() error {
	c.n++
	return nil
}

func TestEveryBodyIsClosed(t *testing.T) {
	for _, status := range []int{200, 404, 503} {
		var bodies []*closes
		p := &peer{answer: func(int) (*http.Response, error) {
			response := says(status, "")
			body := &closes{Reader: strings.NewReader(`{"data": [{}, {}]}`)}
			bodies = append(bodies, body)
			response.Body = body
			return response, nil
		}}
		client := newClient(t, p)
		_, _ = client.ListOrganizations(context.Background())
		_, _ = client.GetOrganization(context.Background(), id)
		_ = client.DeleteOrganization(context.Background(), id)
		for _, err := range client.Organizations(context.Background()) {
			assert.Equal(t, status == 200, err == nil)
			break
		}
		_, _ = client.ListOrganizations(context.Background(), organizations.WithAPIVersion("2024-02-08"))
		assert.GreaterOrEqual(t, len(bodies), 5)
		for _, body := range bodies {
			assert.Positive(t, body.n, status)
		}
	}
}
