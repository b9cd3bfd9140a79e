//go:build pages

package apipage_test

import (
	"fmt"
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

// serve serves the page together with a sandbox, and returns the base URL.
func serve(t *testing.T) string {
	t.Helper()
	s, err := sandbox.Open()
	require.NoError(t, err)
	page, err := apipage.New("/docs", polytomic.OpenAPI(), apipage.Options{Fresh: "Idempotency-Key", Keys: []apipage.Key{
		{Label: "the partner", Scheme: "partnerKey", Key: string(sandbox.DefaultPartnerKey)},
		{Label: "the user", Scheme: "userKey", Key: string(sandbox.DefaultUserKey)},
	}})
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/", s)
	mux.Handle("/docs", page)
	mux.Handle("/docs/", page)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// In a browser, the page shows each operation and a request from it reaches the sandbox. The page
// asks no other host for anything.
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
		"GET /api/organization", "GET /api/organization/record-logging", "PUT /api/organization/record-logging",
		"GET /api/organizations", "POST /api/organizations",
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

const (
	list    = "#operations-Organization-listOrganizations"
	create  = "#operations-Organization-createOrganization"
	present = "#operations-Organization-getCurrentOrganization"
)

// open opens the page, which is served together with a sandbox.
func open(t *testing.T) *browser.Tab {
	t.Helper()
	tab := browser.OpenURL(t, serve(t)+"/docs", func(string) bool { return true })
	tab.Do(chromedp.WaitVisible(chromedp.CSS(list)))
	return tab
}

// try opens the form of an operation and sends its request. It returns the response that the page
// shows.
func try(tab *browser.Tab, operation string) string {
	tab.Do(
		browser.Click(operation+" .opblock-summary-control"),
		browser.Click(operation+" .try-out__btn"),
	)
	return send(tab, operation)
}

func send(tab *browser.Tab, operation string) string {
	tab.Do(
		browser.Click(operation+" .execute"),
		chromedp.WaitVisible(chromedp.CSS(operation+" .live-responses-table .response-col_status")),
	)
	return browser.Ask[string](tab, `document.querySelector("`+operation+` .live-responses-table").innerText`)
}

// After a click on the button of a key, the page sends the key with its requests.
func TestAKeyIsOneClick(t *testing.T) {
	t.Parallel()
	tab := open(t)
	tab.Do(browser.Click("#keys button:nth-of-type(1)"), browser.Click("#keys button:nth-of-type(2)"))
	assert.Contains(t, try(tab, list), sandbox.DefaultOwnerID)
	assert.Contains(t, try(tab, present), sandbox.DefaultChildID)
	tab.Behaved()
}

// The page shows a 401, and the browser opens no dialog over it.
func TestARefusedCredentialIsShown(t *testing.T) {
	t.Parallel()
	assert.Contains(t, try(open(t), list), "401")
}

// The page fills in a new idempotency key for each request, so that a second create is not a replay
// of the first.
func TestEachCreateIsNew(t *testing.T) {
	t.Parallel()
	tab := open(t)
	tab.Do(browser.Click("#keys button"))
	assert.Contains(t, try(tab, create), "200")
	tab.Do(browser.Click(create + " .btn-clear"))
	assert.Contains(t, send(tab, create), "another organization of the partner account has this name")
}

// The page fits a phone, begins with the operations, and has a dark theme. It shows the rest on
// demand.
func TestThePageBeginsWithTheOperations(t *testing.T) {
	t.Parallel()
	tab := open(t)
	var grounds []string
	for _, scheme := range []string{"light", "dark"} {
		tab.Scheme(scheme)
		for _, width := range []int64{390, 1280} {
			tab.Do(chromedp.EmulateViewport(width, 800))
			assert.LessOrEqual(t, browser.Ask[int](tab, `document.documentElement.scrollWidth - innerWidth`), 0, "%d wide", width)
			assert.LessOrEqual(t, browser.Ask[float64](tab, `[...document.querySelectorAll(".opblock")].at(-1).getBoundingClientRect().bottom`), 800.0, "%d wide", width)
			tab.PhotographView(fmt.Sprintf("docs-%s-%d.png", scheme, width))
		}
		grounds = append(grounds, browser.Ask[string](tab, `getComputedStyle(document.documentElement).filter`))
	}
	assert.NotEqual(t, grounds[0], grounds[1])
	assert.Equal(t, "width=device-width, initial-scale=1", browser.Ask[string](tab, `document.querySelector("meta[name=viewport]").content`))
	unnamed := browser.Ask[[]string](tab, `[...document.querySelectorAll("select, input")].filter(f => f.checkVisibility() && !f.ariaLabel && ![...f.labels].some(l => l.innerText.trim())).map(f => f.outerHTML)`)
	assert.Empty(t, unnamed, "each field has a name")

	tab.Do(chromedp.EmulateViewport(390, 800), browser.Click("#keys button"))
	assert.Contains(t, try(tab, list), sandbox.DefaultOwnerID)
	assert.LessOrEqual(t, browser.Ask[int](tab, `document.documentElement.scrollWidth - innerWidth`), 0, "an open operation")

	const about = `document.querySelector(".information-container").checkVisibility()`
	assert.False(t, browser.Ask[bool](tab, about))
	tab.Do(browser.Click("#about"))
	assert.True(t, browser.Ask[bool](tab, about))
	assert.Equal(t, "true", browser.Ask[string](tab, `document.getElementById("about").ariaExpanded`))
	tab.Behaved()
}
