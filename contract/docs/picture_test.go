//go:build pages

package docs_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/browser"
)

// The README shows the page about the bookshop. bookshop/report.png is its screenshot.
func TestPictureOfTheBookshop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.html")
	check := exec.CommandContext(t.Context(), "go", "run", "../../cmd/orgcontract", "check", "--spec", "bookshop.yaml", "--report", "html="+file, "browser.har")
	check.Dir = "bookshop"
	printed, _ := check.CombinedOutput() // It fails, because the two have drifted apart.
	tab := browser.Open(t, file)
	tab.Do(chromedp.EmulateViewport(1000, 830))
	assert.Equal(t, "Contract fails: Bookshop", browser.Ask[string](tab, `document.title`), string(printed))
	tab.Do(browser.Click(".cause:nth-of-type(1) details:nth-of-type(2) summary"))
	tab.PhotographView("bookshop.png")
	tab.Behaved()
}
