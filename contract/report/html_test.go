package report_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/report"
)

// tab is a page in Chromium. It collects what a report must not do: complain, ask the network for anything, or open a dialog.
type tab struct {
	t       *testing.T
	ctx     context.Context
	address string

	mutex    sync.Mutex
	misdeeds []string
}

// open opens the report as a file on a disk. Where there is no Chromium, it skips the test.
func open(t *testing.T, r *report.Report) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, report.Target{Kind: report.HTML, File: file}.Write(r, fullDisk{}, report.Style{}))
	address := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(file), "/")}

	// The page is this test's own, and Chromium's sandbox doesn't start in many containers.
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)

	p := &tab{t: t, ctx: ctx, address: address.String()}
	p.do()
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	require.NoError(t, chromedp.Listen(ctx, p.watch))
	p.do(chromedp.Navigate(p.address))
	return p
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no Chromium here, so no page was tried in a browser; install chromium")
	return ""
}

func (p *tab) watch(event any) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		p.misdeeds = append(p.misdeeds, "exception: "+event.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		p.misdeeds = append(p.misdeeds, "console: "+string(event.Type))
	case *log.EventEntryAdded:
		p.misdeeds = append(p.misdeeds, "log: "+event.Entry.Text)
	case *page.EventJavascriptDialogOpening:
		p.misdeeds = append(p.misdeeds, "dialog: "+event.Message)
	case *network.EventRequestWillBeSent:
		if event.Request.URL != p.address && !strings.HasPrefix(event.Request.URL, "data:") {
			p.misdeeds = append(p.misdeeds, "request: "+event.Request.URL)
		}
	}
}

// behaved asserts that nothing was collected.
func (p *tab) behaved() {
	p.t.Helper()
	p.mutex.Lock()
	defer p.mutex.Unlock()
	assert.Empty(p.t, p.misdeeds)
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	require.NoError(p.t, chromedp.Do(p.ctx, steps...))
}

func call[P, R any](p *tab, command cdp.Command[P, R], params P) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, command, params)
	require.NoError(p.t, err)
}

// ask evaluates an expression on the page.
func ask[T any](p *tab, expression string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	require.NoError(p.t, err)
	return value
}

func click(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}

func fill(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.SendKeys(chromedp.CSS(selector), text)
}

func TestPageFilters(t *testing.T) {
	p := open(t, everything(t))
	for _, step := range []struct {
		name    string
		actions []chromedp.Action[chromedp.Void]
		want    []string
	}{
		{"nothing", nil, []string{
			"request.path", "response.pattern", "request.type", "response.property-undeclared", "response.status", "response.type",
		}},
		{"violations", []chromedp.Action[chromedp.Void]{click(`[value=violation]`)}, []string{"request.type", "response.property-undeclared", "response.status"}},
		{"all but violations", []chromedp.Action[chromedp.Void]{click(`[value=violation]`), click(`[value=rejected]`), click(`[value=drift]`)}, []string{
			"request.path", "response.pattern", "response.type",
		}},
		{"what is known", []chromedp.Action[chromedp.Void]{click(`#known`)}, []string{"request.path", "response.pattern"}},
		{"an operation", []chromedp.Action[chromedp.Void]{fill(`#operation`, "GET /a")}, []string{"response.pattern"}},
		{"words", []chromedp.Action[chromedp.Void]{click(`[value=drift]`), fill(`#search`, "LIVE/a.har 500")}, []string{"response.status"}},
		{"all", []chromedp.Action[chromedp.Void]{fill(`#search`, " nowhere")}, []string{}},
	} {
		p.do(step.actions...)
		rules := ask[[]string](p, `[...document.querySelectorAll(".cause")].filter(c => c.checkVisibility()).map(c => c.querySelector(".rule").textContent)`)
		assert.Equal(t, step.want, rules, step.name)
		assert.Equal(t, fmt.Sprintf("%d of 6 shown", len(step.want)), ask[string](p, `document.getElementById("shown").textContent`), step.name)
		assert.Equal(t, len(step.want) == 0, ask[bool](p, `document.getElementById("none").checkVisibility()`), step.name)
	}
	p.behaved()
}

func TestPageNeedsNoMouse(t *testing.T) {
	p := open(t, everything(t))
	var order []string
	for range 8 {
		p.do(chromedp.KeyEvent(kb.Tab))
		order = append(order, ask[string](p, `document.activeElement.id || document.activeElement.value || document.activeElement.tagName`))
	}
	assert.Equal(t, []string{"search", "operation", "violation", "rejected", "drift", "known", "SUMMARY", "SUMMARY"}, order)
	assert.False(t, ask[bool](p, `document.activeElement.parentElement.open`))
	p.do(chromedp.KeyEvent(kb.Enter))
	assert.True(t, ask[bool](p, `document.activeElement.parentElement.open`), "a fold opens")
	assert.NotEqual(t, "none", ask[string](p, `getComputedStyle(document.activeElement).outlineStyle`), "the focus is seen")
	unlabelled := ask[[]string](p, `[...document.querySelectorAll("input, select")].filter(f => f.labels.length !== 1).map(f => f.outerHTML)`)
	assert.Empty(t, unlabelled, "each field has its label")
	p.behaved()
}

// What comes from messages is text on the page, and nothing else.
func TestPageRunsNothingOfAMessage(t *testing.T) {
	p := open(t, everything(t))
	assert.Equal(t, 1, ask[int](p, `document.scripts.length`))
	assert.Contains(t, ask[string](p, `document.querySelector("pre").textContent`), "+  </pre>")
	assert.Contains(t, ask[string](p, `document.getElementById("operation").textContent`), "<script>alert(1)</script>")
	p.behaved()
}

// Should an escape ever fail, the page's policy still lets nothing run but its own script.
func TestPageForbidsScriptsThatAreNotItsOwn(t *testing.T) {
	p := open(t, everything(t))
	ask[string](p, `{ const s = document.createElement("script"); s.textContent = "document.title = 'taken'"; document.body.append(s); document.title }`)
	assert.Equal(t, "Contract fails", ask[string](p, `document.title`))
	assert.Len(t, p.misdeeds, 1, "Chromium complains")
}

func TestPageFitsPhonesAndBothSchemes(t *testing.T) {
	r := everything(t)
	long := strings.Repeat("long", 100)
	r.Add(exchange("/a", 200, contract.Live), []contract.Finding{{
		Rule: long, Severity: contract.Violation, Operation: "GET /" + long, At: "/" + long, Document: contract.Place{File: long + ".yaml", Pointer: "/" + long},
		Expected: long, Source: contract.Source{File: long + ".har", Page: "https://example.com/" + long},
	}})
	r.AddNote(contract.Place{File: long}, long)
	p := open(t, r)
	ask[bool](p, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
	var grounds []string
	for _, scheme := range []string{"light", "dark"} {
		call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		for _, width := range []int64{320, 390, 1200} {
			p.do(chromedp.EmulateViewport(width, 800))
			assert.LessOrEqual(t, ask[int](p, `document.documentElement.scrollWidth - innerWidth`), 0, "%d wide, %s", width, scheme)
			p.photograph(fmt.Sprintf("%s-%d.png", scheme, width))
		}
		grounds = append(grounds, ask[string](p, `getComputedStyle(document.body).backgroundColor`))
	}
	assert.NotEqual(t, grounds[0], grounds[1])
	p.behaved()
}

// photograph writes a picture of the page to the directory that SCREENSHOTS names, for people to look at.
func (p *tab) photograph(name string) {
	p.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	require.NoError(p.t, err)
	require.NoError(p.t, os.WriteFile(filepath.Join(dir, name), picture, 0o600))
}

func TestPageOfNothing(t *testing.T) {
	p := open(t, report.New(newContract(t)))
	text := ask[string](p, `document.body.innerText`)
	assert.Contains(t, text, "Contract ✓ holds")
	assert.Contains(t, text, "Nothing was found.")
	assert.NotContains(t, text, "Search")
	p.behaved()
}
