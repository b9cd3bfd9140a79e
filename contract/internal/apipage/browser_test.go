//go:build pages

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
