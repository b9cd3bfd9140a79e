package sandbox_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// A malformed body or header gets 400, and a value that the schema doesn't allow gets 422.
func TestInvalidBodies(t *testing.T) {
	t.Parallel()
	const good = `{"name": "Acme"}`
	for _, test := range []struct {
		name, body string
		headers    []string
		status     int
		metadata   map[string]any
	}{
		{"not JSON", `{"name": `, nil, 400, map[string]any{"body": "json"}},
		{"two values", good + good, nil, 400, map[string]any{"body": "json"}},
		{"a name twice", `{"name": "Acme", "name": "Evil"}`, nil, 400, map[string]any{"body": "json"}},
		{"not UTF-8", "{\"name\": \"\xff\"}", nil, 400, map[string]any{"body": "json"}},
		{"too deep", strings.Repeat("[", 20_000), nil, 400, map[string]any{"body": "json"}},
		{"nothing", "", []string{"Content-Type", "application/json"}, 400, map[string]any{"body": "json"}},
		{"no media type", good, []string{"Content-Type", ""}, 400, map[string]any{"header": "Content-Type"}},
		{"another media type", good, []string{"Content-Type", "text/plain"}, 400, map[string]any{"header": "Content-Type"}},
		{"two media types", good, []string{"Content-Type", "application/json", "Content-Type", "application/json"}, 400, map[string]any{"header": "Content-Type"}},
		{"another charset", good, []string{"Content-Type", "application/json; charset=utf-16"}, 400, map[string]any{"header": "Content-Type"}},
		{"an encoding", good, []string{"Content-Encoding", "gzip"}, 400, map[string]any{"header": "Content-Encoding"}},
		{"too large", `{"name": "` + strings.Repeat("a", 1<<20) + `"}`, nil, 400, map[string]any{"body": "size"}},
		{"not an object", `[]`, nil, 422, map[string]any{"field": "body"}},
		{"null", `null`, nil, 422, map[string]any{"field": "body"}},
		{"no name", `{}`, nil, 422, map[string]any{"field": "name"}},
		{"a name in another case", `{"Name": "Acme"}`, nil, 422, map[string]any{"field": "name"}},
		{"an empty name", `{"name": ""}`, nil, 422, map[string]any{"field": "name"}},
		{"a null name", `{"name": null}`, nil, 422, map[string]any{"field": "name"}},
		{"a number for a setting", `{"name": "Acme", "sso_domain": 5}`, nil, 422, map[string]any{"field": "sso_domain"}},
		{"null for a setting", `{"name": "Acme", "client_secret": null}`, nil, 422, map[string]any{"field": "client_secret"}},
		{"a charset", good, []string{"Content-Type", "Application/JSON; charset=UTF-8"}, 200, nil},
		{"a number larger than a float64", `{"name": "Acme", "size": 1e999}`, nil, 200, nil},
		{"a setting larger than a float64", `{"name": "Acme", "issuer": 1e999}`, nil, 422, map[string]any{"field": "issuer"}},
		{"a property that the document doesn't have", `{"name": "Acme", "NAME": 5}`, nil, 200, nil},
	} {
		for _, target := range []struct{ method, path string }{{"POST", list}, {"PUT", item(sandbox.DefaultChildID)}} {
			t.Run(test.name+" "+target.method, func(t *testing.T) {
				p := start(t)
				got := p.send(target.method, target.path, test.body, test.headers...)
				require.Equal(t, test.status, got.status, got.body)
				if test.metadata != nil {
					assert.Equal(t, test.metadata, got.apiError(t).Metadata)
					all, err := p.Client.ListOrganizations(t.Context())
					require.NoError(t, err)
					assert.Len(t, all, 2, "nothing was created")
					assert.Equal(t, "Example Customer", all[1].Name, "nothing was changed")
				} else {
					assert.Equal(t, "Acme", got.organization(t).Name)
				}
			})
		}
	}
	t.Run("a body for an operation without one", func(t *testing.T) {
		p := start(t)
		assert.Equal(t, 400, p.send("DELETE", item(sandbox.DefaultChildID), "{}").status)
		assert.Equal(t, 400, p.send("GET", list, "{}").status)
	})
}

// If a client expects 100 Continue before it sends the body, it gets a refusal at once.
func TestAClientThatExpects100Continue(t *testing.T) {
	t.Parallel()
	p := start(t)
	for name, test := range map[string]struct {
		key    string
		length int64
		status int
	}{
		"a stranger": {"nobody", 16, 401},
		"too large":  {partner, 1<<20 + 1, 400},
	} {
		t.Run(name, func(t *testing.T) {
			body, sent := io.Pipe() // Nothing is ever written to the pipe.
			defer func() { assert.NoError(t, sent.Close()) }()
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.URL+list, body)
			require.NoError(t, err)
			request.ContentLength = test.length
			request.Header = http.Header{"Expect": {"100-continue"}, "Authorization": {bearer(test.key)}, "Content-Type": {"application/json"}}
			response, err := (&http.Transport{DisableKeepAlives: true, ExpectContinueTimeout: time.Hour}).RoundTrip(request)
			require.NoError(t, err)
			assert.Equal(t, test.status, response.StatusCode)
			require.NoError(t, response.Body.Close())
		})
	}
}

// A client that sends a long body before it reads the answer still gets the answer.
func TestAClientThatSendsALongBody(t *testing.T) {
	t.Parallel()
	p := start(t)
	assert.Equal(t, 401, p.sendBy(unchecked, "POST", list, strings.Repeat("a", 12<<20), "Authorization", "").status)
}

// A path or method outside the API gets a JSON error with the version, as any other refusal. The
// document doesn't describe such exchanges, so the test doesn't check them against it.
func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, test := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/", 404, ""},
		{"GET", "/api/users", 404, ""},
		{"GET", "/api//organizations", 404, ""},
		{"GET", "/api/organizations/", 404, ""},
		{"GET", "/api/organizations/../organization", 404, ""},
		{"GET", item(sandbox.DefaultChildID) + "/users", 404, ""},
		{"HEAD", list, 405, "GET, POST"},
		{"OPTIONS", list, 405, "GET, POST"},
		{"DELETE", list, 405, "GET, POST"},
		{"PATCH", item(sandbox.DefaultChildID), 405, "DELETE, GET, PUT"},
		{"POST", present, 405, "GET"},
		{"PURGE", present, 405, "GET"},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			got := p.sendBy(unchecked, test.method, test.path, "")
			assert.Equal(t, test.status, got.status)
			assert.Equal(t, test.allow, got.header.Get("Allow"))
			assert.Equal(t, "application/json", got.header.Get("Content-Type"))
			assert.Equal(t, "2025-09-18", got.header.Get(versionHeader))
			if test.method != http.MethodHead {
				assert.Equal(t, test.status, got.apiError(t).Status)
			}
		})
	}
}

// OPTIONS * reaches the sandbox. The answer of net/http would name no version.
func TestOptionsOfTheServer(t *testing.T) {
	t.Parallel()
	p := start(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, p.URL, http.NoBody)
	require.NoError(t, err)
	request.URL.Opaque = "*"
	response, err := unchecked.RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, 404, response.StatusCode)
	assert.Equal(t, "2025-09-18", response.Header.Get(versionHeader))
}
