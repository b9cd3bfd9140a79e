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

// page runs the command in a directory of the repository and opens the page that the command
// writes. The last argument must be a flag such as --html=, to which the name of the page's file
// is appended.
func page(t *testing.T, directory string, args ...string) *browser.Tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	args[len(args)-1] += file
	command := exec.CommandContext(t.Context(), "go", append([]string{"run", "github.com/orgcontract/polytomic-organizations/contract/cmd/orgcontract"}, args...)...)
	command.Dir = filepath.Join(root, directory)
	printed, _ := command.CombinedOutput() // The command also fails if it finds something.
	assert.FileExists(t, file, string(printed))
	return browser.Open(t, file)
}

// The README shows the report about the bookshop. bookshop/report.png is its screenshot.
func TestPictureOfTheBookshop(t *testing.T) {
	tab := page(t, "contract/docs/bookshop", "check", "--spec", "bookshop.yaml", "browser.har", "--report", "html=")
	tab.Do(chromedp.EmulateViewport(1000, 830))
	assert.Equal(t, "Contract fails: Bookshop", browser.Ask[string](tab, `document.title`))
	tab.Do(browser.Click(".cause:nth-of-type(1) details:nth-of-type(2) summary"))
	tab.PhotographView("bookshop.png")
	tab.Behaved()
}

// The page about coverage shows the map of this repository's recordings. map.png is its screenshot.
func TestPictureOfTheMap(t *testing.T) {
	tab := page(t, "", "coverage", "contract/testdata/recordings", "--html=")
	tab.Do(chromedp.EmulateViewport(1180, 640))
	assert.Equal(t, "Coverage of openapi.yaml", browser.Ask[string](tab, `document.title`))
	tab.PhotographView("map.png")
	tab.Behaved()
}
