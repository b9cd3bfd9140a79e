package apipage_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract/internal/apipage"
	"github.com/orgcontract/polytomic-organizations/contract/internal/browser"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// serve serves the page beside a sandbox, and returns the base URL.
func serve(t *testing.T) string {
	t.Helper()
	s, err := sandbox.Open()
	require.NoError(t, err)
	page, err := apipage.New("/docs", polytomic.OpenAPI())
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/", s)
	mux.Handle("/docs", page)
	mux.Handle("/docs/", page)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// In a browser, the page shows each operation and a request from it reaches the sandbox. The page asks
// no other host for anything.
func TestThePageNeedsNoOtherHost(t *testing.T) {
	t.Parallel()
	base := serve(t)
	host := strings.TrimPrefix(base, "http://")
	tab := browser.OpenURL(t, base+"/docs", func(requested string) bool {
		u, err := url.Parse(requested)
		return err == nil && (u.Host == host || u.Scheme == "blob")
	})
	const partnerKey = ".auth-container:nth-of-type(2)"
	const list = "#operations-Organization-listOrganizations"
	tab.Do(chromedp.WaitVisible(chromedp.CSS(list)))
	assert.Equal(t, []string{
		"GET /api/organization", "GET /api/organizations", "POST /api/organizations",
		"DELETE /api/organizations/{id}", "GET /api/organizations/{id}", "PUT /api/organizations/{id}",
	}, browser.Ask[[]string](tab, `[...document.querySelectorAll(".opblock")].map(o =>
		o.querySelector(".opblock-summary-method").textContent + " " + o.querySelector(".opblock-summary-path").dataset.path)`))
	tab.Photograph("docs.png")

	tab.Do(
		browser.Click(".btn.authorize"),
		browser.Fill(partnerKey+" input", string(sandbox.DefaultPartnerKey)),
		browser.Click(partnerKey+" .authorize"),
		browser.Click(partnerKey+" .btn-done"),
		browser.Click(list+" .opblock-summary-control"),
		browser.Click(list+" .try-out__btn"),
		browser.Click(list+" .execute"),
		chromedp.WaitVisible(chromedp.CSS(list+" .live-responses-table .response-col_status")),
	)
	assert.Contains(t, browser.Ask[string](tab, `document.querySelector("`+list+` .live-responses-table").innerText`), sandbox.DefaultOwnerID)
	tab.Photograph("docs-list.png")
	tab.Behaved()
}

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
