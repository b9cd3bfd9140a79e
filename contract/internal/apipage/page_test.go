package apipage_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract/internal/apipage"
)

func TestThePageAndItsDocument(t *testing.T) {
	t.Parallel()
	page, err := apipage.New("/docs", polytomic.OpenAPI())
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
	_, err = apipage.New("/docs", []byte("openapi: ["))
	require.ErrorContains(t, err, "the OpenAPI document can't be shown: ")
}
