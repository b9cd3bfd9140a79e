package organizations_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// The client calls the transport itself. It calls http.Client.Do only if the result is not a plain
// response. No request is sent twice because of this.
func TestATransportIsAskedOnceForEachRequest(t *testing.T) {
	t.Parallel()
	elsewhere := func(location string) func(int) (*http.Response, error) {
		return func(n int) (*http.Response, error) {
			if n == 1 {
				return withHeader(says(307, ""), "Location", location), nil
			}
			return says(200, `{"data": {"name": "there"}}`), nil
		}
	}
	for name, tt := range map[string]struct {
		answer func(n int) (*http.Response, error)
		sent   int
		want   string
	}{
		"a response":              {func(int) (*http.Response, error) { return says(200, `{"data": {}}`), nil }, 1, ""},
		"a redirect":              {elsewhere("/there"), 2, ""},                                    //nolint:bodyclose // The client closes the body.
		"a redirect to elsewhere": {elsewhere("https://b.example/"), 1, "the redirect is refused"}, //nolint:bodyclose // The client closes the body.
		"a redirect to nowhere":   {func(int) (*http.Response, error) { return says(307, `{}`), nil }, 1, "307 Temporary Redirect"},
		"no redirect":             {func(int) (*http.Response, error) { return says(304, ""), nil }, 1, "304 Not Modified"},
		"an error":                {func(int) (*http.Response, error) { return nil, errors.New("broken") }, 1, "broken"},
		"nothing":                 {func(int) (*http.Response, error) { return nil, nil }, 1, "the transport *organizations_test.peer returned neither a response nor an error"}, //nolint:nilnil // A faulty transport does this.
		"no body": {func(int) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}}, nil
		}, 1, "the body is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &peer{answer: tt.answer}
			client := newClient(t, p, organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
			got, err := client.CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "Acme"})
			assert.Len(t, p.requests, tt.sent)
			if tt.want != "" {
				require.ErrorContains(t, err, tt.want)
				return
			}
			require.NoError(t, err)
			for _, body := range p.bodies {
				assert.JSONEq(t, `{"name": "Acme"}`, body)
			}
			if tt.sent > 1 {
				assert.Equal(t, "there", got.Name)
				assert.Equal(t, "/there", p.requests[1].URL.Path)
			}
		})
	}
}

func TestATransportSeesEachAttempt(t *testing.T) {
	t.Parallel()
	seen := 0
	p := script(503, 502, 200)
	client := newClient(t, roundTripper(func(r *http.Request) (*http.Response, error) {
		seen++
		return p.RoundTrip(r)
	}))
	require.NoError(t, get(client))
	assert.Equal(t, 3, seen)
}

// The documentation of WithHTTPClient says that the client uses all fields of the http.Client.
func TestTheFieldsOfAnHTTPClientAreUsed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch cookie, _ := r.Cookie("session"); {
		case r.URL.Path == "/slow/api/organizations":
			<-r.Context().Done()
		case cookie == nil:
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "a", Path: "/"})
			http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
		default:
			_, _ = io.WriteString(w, `{"data": [{"name": "`+cookie.Value+`"}]}`)
		}
	}))
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	sent, asked := 0, 0
	client := newClient(t, &peer{}, organizations.WithBaseURL(server.URL), organizations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			sent++
			return server.Client().Transport.RoundTrip(r)
		}),
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { asked++; return nil },
	}))
	names, err := collect(client)
	require.NoError(t, err)
	assert.Equal(t, []string{"a"}, names, "the jar keeps the cookie")
	assert.Equal(t, []int{2, 1}, []int{sent, asked})

	hurried := newClient(t, &peer{}, organizations.WithBaseURL(server.URL+"/slow"), organizations.WithTimeout(time.Hour),
		organizations.WithHTTPClient(&http.Client{Timeout: time.Millisecond}))
	_, err = collect(hurried)
	require.ErrorIs(t, err, context.DeadlineExceeded, "the timeout of the HTTP client is shorter")
}
