package organizations_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestRedirectsThatWouldTakeTheKeyElsewhereAreRefused(t *testing.T) {
	var reached, asked int
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		switch {
		case r.URL.Path == "/moved":
			_, _ = io.WriteString(w, `{"data": {"name": "moved"}}`)
		case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, id):
			http.Redirect(w, r, "/moved", http.StatusTemporaryRedirect)
		case r.Method == http.MethodPost:
			http.Redirect(w, r, "/moved", http.StatusSeeOther)
		default:
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusPermanentRedirect)
		}
	}))
	defer server.Close()
	client, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL(server.URL), organizations.WithHTTPClient(server.Client()), organizations.WithRetry(fast))
	require.NoError(t, err)

	got, err := client.GetOrganization(context.Background(), id)
	require.NoError(t, err, "within the host it is followed")
	assert.Equal(t, "moved", got.Name)
	asked = 0
	_, err = client.ListOrganizations(context.Background())
	require.ErrorContains(t, err, "the redirect is refused: it leads to "+elsewhere.URL)
	_, err = client.CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "a"})
	require.ErrorContains(t, err, "the redirect is refused: it turns POST into GET")
	assert.Zero(t, reached)
	assert.Equal(t, 2, asked, "a refused redirect is not tried again")
}

func TestABaseURLNeedsAHost(t *testing.T) {
	for _, base := range []string{"", "app.polytomic.com", "https://", "https://:443", "https:app.polytomic.com"} {
		_, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL(base))
		require.EqualError(t, err, "organizations: WithBaseURL: the URL doesn't begin with https:// and a host", base)
	}
}

func TestABaseURLMayHaveAPathAndNothingAfterIt(t *testing.T) {
	for base, want := range map[string]string{
		"https://a.example/":          "https://a.example/api/organizations/" + id,
		"https://a.example/polytomic": "https://a.example/polytomic/api/organizations/" + id,
		"https://a.example/a%2Fb/c//": "https://a.example/a%2Fb/c/api/organizations/" + id,
		"https://[2001:db8::1]:8443":  "https://[2001:db8::1]:8443/api/organizations/" + id,
	} {
		p := always(200, `{"data": {}}`)
		_, err := newClient(t, p, organizations.WithBaseURL(base)).GetOrganization(context.Background(), id)
		require.NoError(t, err)
		assert.Equal(t, want, p.requests[0].URL.String())
	}
	for _, base := range []string{"https://a.example?", "https://a.example/#top"} {
		_, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL(base))
		require.ErrorContains(t, err, "WithBaseURL: the URL has a query or a fragment", base)
	}
}

func TestRedirectsWithinTheHostThatAreRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		location string
		requests int
		want     string
	}{
		"to plain http":   {"http://app.polytomic.com/moved", 1, "the redirect is refused: it leads to http://app.polytomic.com, and the key is only for https://app.polytomic.com"},
		"to another port": {"https://app.polytomic.com:8443/", 1, "the redirect is refused: it leads to https://app.polytomic.com:8443"},
		"to a subdomain":  {"https://eu.app.polytomic.com/", 1, "the redirect is refused: it leads to https://eu.app.polytomic.com"},
		"in a circle":     {"/api/organizations/" + id, 10, "the redirect is refused: it is the 10th in a row"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &peer{answer: func(n int) (*http.Response, error) {
				if n > 100 {
					return nil, errors.New("this never ends")
				}
				response := says(http.StatusPermanentRedirect, "")
				response.Header.Set("Location", tt.location)
				return response, nil
			}}
			_, err := newClient(t, p).GetOrganization(context.Background(), id)
			require.ErrorContains(t, err, tt.want)
			assert.Len(t, p.requests, tt.requests)
		})
	}
}

func TestARedirectThatTheCallerRefusesIsNotTriedAgain(t *testing.T) {
	refused := errors.New("no redirects here")
	for name, tt := range map[string]struct {
		says error
		want string
	}{
		"with an error":              {refused, "the redirect is refused: no redirects here"},
		"for the redirection itself": {http.ErrUseLastResponse, "307 Temporary Redirect"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &peer{answer: func(int) (*http.Response, error) {
				response := says(http.StatusTemporaryRedirect, "")
				response.Header.Set("Location", "/moved")
				return response, nil
			}}
			client := newClient(t, p, organizations.WithHTTPClient(&http.Client{
				Transport: p, CheckRedirect: func(*http.Request, []*http.Request) error { return tt.says },
			}))
			_, err := client.GetOrganization(context.Background(), id)
			require.ErrorContains(t, err, tt.want)
			assert.Len(t, p.requests, 1)
		})
	}
}
