//go:build pages

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

// Tab is a page in Chromium. It records everything that a page must not do: log to the console,
// throw an exception, open a dialog, or request a URL that is not allowed.
type Tab struct {
	tb     testing.TB
	ctx    context.Context
	mayAsk func(url string) bool

	mutex    sync.Mutex
	misdeeds []string
}

// Open opens an HTML file from the disk. The page may request nothing but the file itself. Open
// skips the test if Chromium is not installed.
func Open(tb testing.TB, file string) *Tab {
	tb.Helper()
	address := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(file), "/")}
	return OpenURL(tb, address.String(), func(url string) bool { return url == address.String() })
}

// OpenURL opens the page at an address. The page may request the URLs for which mayAsk returns
// true. The address must be one of them. OpenURL skips the test if Chromium is not installed.
func OpenURL(tb testing.TB, address string, mayAsk func(url string) bool) *Tab {
	tb.Helper()
	// The pages belong to this project, so they are safe without Chromium's sandbox. The sandbox
	// doesn't start in many containers.
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
	tb.Skip("Chromium is not installed, so the page was not opened in a browser; install chromium")
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
		if event.Entry.Level != log.EntryLevelVerbose { // Verbose entries are only advice.
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

// Misdeeds returns what the page did although it must not do it.
func (t *Tab) Misdeeds() []string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return append([]string(nil), t.misdeeds...)
}

// Behaved asserts that the page did nothing that it must not do.
func (t *Tab) Behaved() {
	t.tb.Helper()
	assert.Empty(t.tb, t.Misdeeds())
}

// Do runs the steps one after the other.
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

// Scheme makes the page use a color scheme, "light" or "dark".
func (t *Tab) Scheme(name string) {
	t.tb.Helper()
	call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

// Print shows the page as it would be printed while the dark color scheme is on.
func (t *Tab) Print() {
	t.tb.Helper()
	call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	})
}

// Photograph writes a screenshot of the whole page to the directory that the environment variable
// SCREENSHOTS names. It does nothing if the variable is empty.
func (t *Tab) Photograph(name string) {
	t.tb.Helper()
	t.photograph(name, chromedp.FullScreenshot(100))
}

// PhotographView is Photograph for the visible part of the page.
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
	require.NoError(t.tb, os.WriteFile(filepath.Join(dir, name), picture, 0o600)) //nolint:gosec // The person who runs the tests names the directory.
}

// Click clicks the element that a CSS selector selects.
func Click(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}

// Fill types a string into the element that a CSS selector selects.
func Fill(selector, typed string) chromedp.Action[chromedp.Void] {
	return chromedp.SendKeys(chromedp.CSS(selector), typed)
}
