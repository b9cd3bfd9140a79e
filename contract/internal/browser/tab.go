// Package browser shows the pages of this project to their tests in Chromium.
package browser

import (
	"context"
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
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Tab is a page in Chromium. It collects what a page must not do: complain, ask the network for what it may not, or open a dialog.
type Tab struct {
	tb     testing.TB
	ctx    context.Context
	mayAsk func(url string) bool

	mutex    sync.Mutex
	misdeeds []string
}

// Open opens a file of HTML as it is on a disk. It may ask the network for nothing. Where there is no Chromium, it skips the test.
func Open(tb testing.TB, file string) *Tab {
	tb.Helper()
	address := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(file), "/")}
	return OpenURL(tb, address.String(), func(asked string) bool { return asked == address.String() })
}

// OpenURL opens the page at an address. It may ask for the URLs that mayAsk says, the address among them. Where there is no Chromium, it skips the test.
func OpenURL(tb testing.TB, address string, mayAsk func(url string) bool) *Tab {
	tb.Helper()
	// The pages are this project's own, and Chromium's sandbox doesn't start in many containers.
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(tb)), chromedp.NoSandbox)
	ctx, cancel := context.WithTimeout(tb.Context(), time.Minute)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	tb.Cleanup(cancel)

	t := &Tab{tb: tb, ctx: ctx, mayAsk: mayAsk}
	t.Do()
	call(t, network.Enable, network.EnableParams{})
	call(t, log.Enable, cdp.Empty{})
	require.NoError(tb, chromedp.Listen(ctx, t.watch))
	t.Do(chromedp.Navigate(address))
	return t
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

func (t *Tab) watch(event any) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		t.misdeeds = append(t.misdeeds, "exception: "+event.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		t.misdeeds = append(t.misdeeds, "console: "+string(event.Type))
	case *log.EventEntryAdded:
		if event.Entry.Level != log.EntryLevelVerbose { // That is advice.
			t.misdeeds = append(t.misdeeds, "log: "+event.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		t.misdeeds = append(t.misdeeds, "dialog: "+event.Message)
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(event.Request.URL, "data:") && !t.mayAsk(event.Request.URL) {
			t.misdeeds = append(t.misdeeds, "request: "+event.Request.URL)
		}
	}
}

// Misdeeds returns what was collected.
func (t *Tab) Misdeeds() []string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return append([]string(nil), t.misdeeds...)
}

// Behaved asserts that nothing was collected.
func (t *Tab) Behaved() {
	t.tb.Helper()
	assert.Empty(t.tb, t.Misdeeds())
}

// Do does the steps one after the other.
func (t *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	t.tb.Helper()
	require.NoError(t.tb, chromedp.Do(t.ctx, steps...))
}

func call[P, R any](t *Tab, command cdp.Command[P, R], params P) {
	t.tb.Helper()
	_, err := chromedp.Call(t.ctx, command, params)
	require.NoError(t.tb, err)
}

// Ask evaluates an expression on the page.
func Ask[T any](t *Tab, expression string) T {
	t.tb.Helper()
	value, err := chromedp.Run(t.ctx, chromedp.Evaluate[T](expression))
	require.NoError(t.tb, err)
	return value
}

// Scheme makes the page light or dark.
func (t *Tab) Scheme(name string) {
	t.tb.Helper()
	call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

// Print makes the page as it is printed, where a dark scheme is asked for.
func (t *Tab) Print() {
	t.tb.Helper()
	call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	})
}

// Photograph writes a picture of the whole page to the directory that SCREENSHOTS names, for people to look at.
func (t *Tab) Photograph(name string) {
	t.tb.Helper()
	t.photograph(name, chromedp.FullScreenshot(100))
}

// PhotographView writes a picture of what is in view, as Photograph does.
func (t *Tab) PhotographView(name string) {
	t.tb.Helper()
	t.photograph(name, chromedp.CaptureScreenshot())
}

func (t *Tab) photograph(name string, take chromedp.Action[[]byte]) {
	t.tb.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(t.ctx, take)
	require.NoError(t.tb, err)
	require.NoError(t.tb, os.WriteFile(filepath.Join(dir, name), picture, 0o600)) //nolint:gosec // Whoever runs the tests names the directory.
}

// Click clicks what a selector selects.
func Click(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}

// Fill types a text into what a selector selects.
func Fill(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.SendKeys(chromedp.CSS(selector), text)
}
