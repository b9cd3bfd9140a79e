// Package browser tries pages in Chromium, for tests.
//
//	tab := browser.Open(t, address, func(url string) bool { return strings.HasPrefix(url, address) })
//	tab.Do(browser.Click("#show"))
//	assert.Equal(t, "all", browser.Ask[string](tab, `document.title`))
//	assert.Empty(t, tab.Misdeeds())
package browser

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Tab is a page in a Chromium of its own. It collects what the page should not do: complain, ask the network for what it may not, or open a dialog.
type Tab struct {
	tb     testing.TB
	ctx    context.Context
	mayAsk func(url string) bool

	mutex    sync.Mutex
	misdeeds []string
}

// timeout bounds what a test does with a tab, so that a page that hangs fails it.
const timeout = time.Minute

// Open opens a page, which may ask for the URLs that mayAsk says, the page's own among them. Where there is no Chromium, it skips the test. The tab is closed
// with the test.
func Open(tb testing.TB, address string, mayAsk func(url string) bool) *Tab {
	tb.Helper()
	// The pages are this project's own, and Chromium's sandbox doesn't start in many containers.
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(tb)), chromedp.NoSandbox)
	ctx, cancel := context.WithTimeout(tb.Context(), timeout)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	tb.Cleanup(cancel)

	p := &Tab{tb: tb, ctx: ctx, mayAsk: mayAsk}
	p.Do()
	Call(p, network.Enable, network.EnableParams{})
	Call(p, log.Enable, cdp.Empty{})
	require.NoError(tb, chromedp.Listen(ctx, p.watch))
	p.Do(chromedp.Navigate(address))
	return p
}

func chromium(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tb.Skip("there is no Chromium here, so no page was tried in a browser; install chromium")
	return ""
}

func (p *Tab) watch(event any) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		p.misdeeds = append(p.misdeeds, "exception: "+event.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		p.misdeeds = append(p.misdeeds, "console: "+string(event.Type))
	case *log.EventEntryAdded:
		if event.Entry.Level != log.EntryLevelVerbose { // That is advice.
			p.misdeeds = append(p.misdeeds, "log: "+event.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		p.misdeeds = append(p.misdeeds, "dialog: "+event.Message)
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(event.Request.URL, "data:") && !p.mayAsk(event.Request.URL) {
			p.misdeeds = append(p.misdeeds, "request: "+event.Request.URL)
		}
	}
}

// Misdeeds returns what the page did so far and should not have done.
func (p *Tab) Misdeeds() []string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return append([]string(nil), p.misdeeds...)
}

// Do does the steps, one after the other.
func (p *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	p.tb.Helper()
	require.NoError(p.tb, chromedp.Do(p.ctx, steps...))
}

// Call calls a command of the Chrome DevTools Protocol.
func Call[P, R any](p *Tab, command cdp.Command[P, R], params P) {
	p.tb.Helper()
	_, err := chromedp.Call(p.ctx, command, params)
	require.NoError(p.tb, err)
}

// Ask evaluates an expression of JavaScript on the page.
func Ask[T any](p *Tab, expression string) T {
	p.tb.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	require.NoError(p.tb, err)
	return value
}

// Click is the step that clicks the first element that a CSS selector finds, when it is there.
func Click(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}

// Fill is the step that types a text into the first field that a CSS selector finds, when it is there.
func Fill(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.SendKeys(chromedp.CSS(selector), text)
}

// Photograph writes a picture of the page to the directory that the environment variable SCREENSHOTS names, for people to look at.
func (p *Tab) Photograph(name string) {
	p.tb.Helper()
	directory := os.Getenv("SCREENSHOTS")
	if directory == "" {
		return
	}
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	require.NoError(p.tb, err)
	root, err := os.OpenRoot(directory)
	require.NoError(p.tb, err)
	require.NoError(p.tb, root.WriteFile(name, picture, 0o600))
	require.NoError(p.tb, root.Close())
}
