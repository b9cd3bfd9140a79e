package apipage_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract/internal/apipage"
)

func TestThePageAndItsDocument(t *testing.T) {
	t.Parallel()
	page, err := apipage.New("/docs", polytomic.OpenAPI(), apipage.Options{})
	require.NoError(t, err)
	for _, test := range []struct {
		method, path string
		status       int
		mediaType    string
		want         string
	}{
		{"GET", "/docs", 200, "text/html", "<title>Polytomic Organization API"},
		{"GET", "/docs/", 200, "text/html", "<title>Polytomic Organization API"},
		{"GET", "/docs/openapi.json", 200, "application/json", `"servers":[{"description":"The server of this page.","url":"/"}]`},
		{"GET", "/docs/swagger-ui.css", 200, "text/css; charset=utf-8", ".swagger-ui"},
		{"GET", "/docs/none.js", 404, "text/plain; charset=utf-8", ""},
		{"POST", "/docs", 405, "text/plain; charset=utf-8", "the page allows only GET and HEAD"},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), test.method, test.path, http.NoBody)
			w := httptest.NewRecorder()
			page.ServeHTTP(w, r)
			assert.Equal(t, test.status, w.Code)
			assert.Equal(t, test.mediaType, w.Header().Get("Content-Type"))
			assert.Contains(t, w.Body.String(), test.want)
			assert.NotContains(t, w.Body.String(), "https://app.polytomic.com\"", "a request from the page must not reach the real service")
		})
	}
	_, err = apipage.New("/docs", []byte("openapi: ["), apipage.Options{})
	require.ErrorContains(t, err, "the OpenAPI document can't be shown: ")
}

// get returns the body of a page or of a part of it.
func get(t *testing.T, page http.Handler, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	page.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
	require.Equal(t, 200, w.Code)
	return w.Body.String()
}

// The page has a button for each key. A label or a key can't add HTML to the page.
func TestThePageOffersKeys(t *testing.T) {
	t.Parallel()
	page, err := apipage.New("/docs", polytomic.OpenAPI(), apipage.Options{Keys: []apipage.Key{
		{Label: "the partner <b>", Scheme: "partnerKey", Key: `"><script>alert(1)</script>`},
		{Label: "the user", Scheme: "userKey", Key: "user-key"},
	}})
	require.NoError(t, err)
	html := get(t, page, "/docs")
	assert.Contains(t, html, `data-scheme="userKey" data-key="user-key">the user</button>`)
	assert.Contains(t, html, `data-key="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">the partner &lt;b&gt;</button>`)

	page, err = apipage.New("/docs", polytomic.OpenAPI(), apipage.Options{})
	require.NoError(t, err)
	assert.NotContains(t, get(t, page, "/docs"), "Send requests with")
}

// A header that gets a new value with each request has an example that the page replaces. Other
// headers keep their examples.
func TestAHeaderThatIsNewWithEachRequest(t *testing.T) {
	t.Parallel()
	page, err := apipage.New("/docs", polytomic.OpenAPI(), apipage.Options{Fresh: "idempotency-key"})
	require.NoError(t, err)
	document := get(t, page, "/docs/openapi.json")
	assert.Contains(t, document, `"example":"new-with-each-request"`)
	assert.NotContains(t, document, "4f1f2a52-6a1c-4a5b-9d3c-6f6f6f0a7b21")
	assert.Equal(t, 1, strings.Count(document, "This page sends a new random value"))
	assert.Contains(t, document, `"example":"2025-09-18"`)
	assert.Contains(t, get(t, page, "/docs"), "new-with-each-request")
}
