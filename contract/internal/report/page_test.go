//go:build pages

package report_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/browser"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

// open writes the report to a file and opens the file in a browser.
func open(t *testing.T, r *report.Report) *browser.Tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(file, []byte(write(t, r, output.HTML, report.Style{})), 0o600))
	return browser.Open(t, file)
}

func TestPageFilters(t *testing.T) {
	p := open(t, everything(t))
	for _, step := range []struct {
		name    string
		actions []chromedp.Action[chromedp.Void]
		want    []string
	}{
		{"nothing", nil, []string{
			"response.pattern", "request.path", "response.status", "request.type", "response.property-undeclared", "response.type",
		}},
		{"violations", []chromedp.Action[chromedp.Void]{browser.Click(`[value=violation]`)}, []string{"response.status", "request.type", "response.property-undeclared"}},
		{"all but violations", []chromedp.Action[chromedp.Void]{browser.Click(`[value=violation]`), browser.Click(`[value=rejected]`), browser.Click(`[value=drift]`)}, []string{
			"response.pattern", "request.path", "response.type",
		}},
		{"what is known", []chromedp.Action[chromedp.Void]{browser.Click(`#known`)}, []string{"response.pattern", "request.path"}},
		{"an operation", []chromedp.Action[chromedp.Void]{browser.Fill(`#operation`, "GET /a")}, []string{"response.pattern"}},
		{"words", []chromedp.Action[chromedp.Void]{browser.Click(`[value=drift]`), browser.Fill(`#search`, "LIVE/a.har 500")}, []string{"response.status"}},
		{"all", []chromedp.Action[chromedp.Void]{browser.Fill(`#search`, " nowhere")}, []string{}},
	} {
		p.Do(step.actions...)
		rules := browser.Ask[[]string](p, `[...document.querySelectorAll(".cause")].filter(c => c.checkVisibility()).map(c => c.querySelector(".rule").textContent)`)
		assert.Equal(t, step.want, rules, step.name)
		assert.Equal(t, fmt.Sprintf("%d of 6 shown", len(step.want)), browser.Ask[string](p, `document.getElementById("shown").textContent`), step.name)
		assert.Equal(t, len(step.want) == 0, browser.Ask[bool](p, `document.getElementById("none").checkVisibility()`), step.name)
	}
	p.Behaved()
}

func TestPageNeedsNoMouse(t *testing.T) {
	p := open(t, everything(t))
	var order []string
	for range 8 {
		p.Do(chromedp.KeyEvent(kb.Tab))
		order = append(order, browser.Ask[string](p, `document.activeElement.id || document.activeElement.value || document.activeElement.tagName`))
	}
	assert.Equal(t, []string{"A", "search", "operation", "violation", "rejected", "drift", "known", "SUMMARY"}, order)
	assert.False(t, browser.Ask[bool](p, `document.activeElement.parentElement.open`))
	p.Do(chromedp.KeyEvent(kb.Enter))
	assert.True(t, browser.Ask[bool](p, `document.activeElement.parentElement.open`), "a fold opens")
	assert.NotEqual(t, "none", browser.Ask[string](p, `getComputedStyle(document.activeElement).outlineStyle`), "the focus is seen")
	unlabelled := browser.Ask[[]string](p, `[...document.querySelectorAll("input, select")].filter(f => f.labels.length !== 1).map(f => f.outerHTML)`)
	assert.Empty(t, unlabelled, "each field has its label")
	p.Behaved()
}

// The page shows values of messages as text. It never runs them as a script.
func TestPageRunsNothingOfAMessage(t *testing.T) {
	p := open(t, everything(t))
	assert.Equal(t, 1, browser.Ask[int](p, `document.scripts.length`))
	assert.Contains(t, browser.Ask[string](p, `document.querySelector("pre").textContent`), "+  </pre>")
	assert.Contains(t, browser.Ask[string](p, `document.getElementById("operation").textContent`), "<script>alert(1)</script>")
	p.Behaved()
}

// If escaping ever fails, the page's policy still allows only the page's own script to run.
func TestPageForbidsScriptsThatAreNotItsOwn(t *testing.T) {
	p := open(t, everything(t))
	browser.Ask[string](p, `{ const s = document.createElement("script"); s.textContent = "document.title = 'taken'"; document.body.append(s); document.title }`)
	assert.Equal(t, "Contract fails: Small", browser.Ask[string](p, `document.title`))
	assert.Len(t, p.Misdeeds(), 1, "Chromium complains")
}

func TestPageFitsPhonesAndBothSchemes(t *testing.T) {
	r := everything(t)
	long := strings.Repeat("long", 100)
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{{
		Rule: contract.ParseRule(long), Severity: contract.Violation, Operation: "GET /" + long, At: contract.ParseLocation("/" + long), Document: contract.Place{File: long + ".yaml", Pointer: "/" + long},
		Expected: long, Source: contract.Source{File: long + ".har", Page: "https://example.com/" + long},
	}})
	r.AddNote(report.NotChecked, contract.Place{File: long}, long)
	p := open(t, r)
	browser.Ask[bool](p, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
	var grounds []string
	for _, scheme := range []string{"light", "dark"} {
		p.Scheme(scheme)
		for _, width := range []int64{320, 390, 1280} {
			p.Do(chromedp.EmulateViewport(width, 800))
			assert.LessOrEqual(t, browser.Ask[int](p, `document.documentElement.scrollWidth - innerWidth`), 0, "%d wide, %s", width, scheme)
			p.Photograph(fmt.Sprintf("%s-%d.png", scheme, width))
		}
		grounds = append(grounds, browser.Ask[string](p, `getComputedStyle(document.body).backgroundColor`))
	}
	assert.NotEqual(t, grounds[0], grounds[1])
	p.Behaved()
}

func TestPageOfNothing(t *testing.T) {
	p := open(t, report.New(newContract(t)))
	text := browser.Ask[string](p, `document.body.textContent`)
	assert.Contains(t, text, "Contract ✓ holds")
	assert.Contains(t, text, "Nothing was found.")
	assert.NotContains(t, text, "Search")
	p.Behaved()
}

// Before the findings, the page shows what was checked and how much of it.
func TestPageBeginsWithWhatWasChecked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.html")
	page := write(t, everything(t), output.HTML, report.Style{Date: time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, os.WriteFile(file, []byte(page), 0o600))
	p := browser.Open(t, file)
	about := browser.Ask[[]string](p, `[...document.querySelectorAll("header .about > div")].map(d => d.innerText.replace(/\s+/g, " "))`)
	assert.Equal(t, []string{
		"document small.yaml: Small 1 (OpenAPI 3.0.3)", "tool orgcontract (devel)", "date 2026-12-24",
		"coverage 1 of 1 operation called, 2 of 2 documented responses seen (see which)",
	}, about)
	p.Behaved()
}

// The page shows each message once. It shows a diff in colours, with a button that copies the diff.
func TestPageShowsDiffs(t *testing.T) {
	p := open(t, everything(t))
	assert.Equal(t, 1, browser.Ask[int](p, `[...document.querySelectorAll(".cause")].map(c => c.textContent).join().split("got 500").length - 1`))
	browser.Ask[bool](p, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
	assert.Equal(t, []string{"head", "head", "head", "removed", "added"}, browser.Ask[[]string](p, `[...document.querySelectorAll(".diff span")].map(s => s.className)`))
	colors := browser.Ask[[]string](p, `[...document.querySelectorAll(".diff .added, .diff .removed")].map(s => getComputedStyle(s).backgroundColor)`)
	assert.NotEqual(t, colors[0], colors[1])
	p.Do(browser.Click(".copy"), chromedp.WaitVisible(chromedp.CSS(".copy.done")))
	said := browser.Ask[string](p, `document.querySelector(".copy").textContent`)
	assert.Contains(t, []string{"Copied", "Selected"}, said, "a browser may refuse the clipboard")
	p.Behaved()
}

// The columns of the headings are aligned, and so are the columns of the places.
func TestPageAlignsItsRows(t *testing.T) {
	p := open(t, everything(t))
	p.Do(chromedp.EmulateViewport(1280, 800))
	for _, column := range []string{".cause .rule, .cause dd", ".cause .operation"} {
		lefts := browser.Ask[[]float64](p, `[...new Set([...document.querySelectorAll("`+column+`")].map(e => Math.round(e.getBoundingClientRect().left)))]`)
		assert.Len(t, lefts, 1, column)
	}
}

// If a suggested edit has a long line, the page shortens the line as the text report does. The page
// then has no button to copy the edit.
func TestPageCutsLongLines(t *testing.T) {
	r := report.New(newContract(t))
	f := mistake(3, 0)
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{f})
	long := strings.Repeat("x", 5000)
	r.AddSuggestion(suggest.Suggestion{Cause: f.Cause(), Title: "take what came", Diff: "--- a.json\n+++ a.json\n@@ -1 +1 @@\n-" + long + "1" + long + "\n+" + long + "2" + long + "\n"})
	p := open(t, r)
	p.Do(browser.Click("summary"))
	assert.Less(t, browser.Ask[int](p, `document.querySelector(".diff").textContent.length`), 500)
	assert.Contains(t, browser.Ask[string](p, `document.querySelector(".diff").textContent`), "x2x")
	assert.Equal(t, 0, browser.Ask[int](p, `document.querySelectorAll(".copy").length`))
	assert.Contains(t, browser.Ask[string](p, `document.querySelector(".cause").innerText`), "--report json=FILE writes the whole diff")
	assert.Equal(t, 0, browser.Ask[int](p, `document.querySelectorAll("#known").length`), "nothing is known")
	p.Behaved()
}

// The card says where the first finding is. The list below it says where the others are.
func TestPageSaysOnceWhereAFindingIs(t *testing.T) {
	r := report.New(newContract(t))
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{mistake(3, 0), mistake(4, 0)})
	p := open(t, r)
	browser.Ask[bool](p, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
	text := browser.Ask[string](p, `document.querySelector(".cause").textContent`)
	assert.Equal(t, 1, strings.Count(text, "a.har#3"), text)
	assert.Equal(t, 1, strings.Count(text, "a.har#4"), text)
	p.Behaved()
}
