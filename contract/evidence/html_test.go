package evidence_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/evidence"
	"github.com/orgcontract/polytomic-organizations/contract/internal/browser"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// open opens the map as a file on a disk.
func open(t *testing.T, e *evidence.Evidence, document string, survivors []evidence.Survivor) *browser.Tab {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, e.WriteHTML(&b, []byte(document), survivors))
	file := filepath.Join(t.TempDir(), "map.html")
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
	return browser.Open(t, file)
}

func survivors() []evidence.Survivor {
	return []evidence.Survivor{{Line: 9, Kind: "remove", What: "description <b>left</b> out"}, {Line: 15, Kind: "nullable", What: "it is no longer nullable"}}
}

// current is the number of the line that the panel speaks of, and focused that of the one that has the focus.
const (
	current = `document.querySelector(".document .current")?.dataset.line ?? ""`
	focused = `document.activeElement.closest("[data-line]")?.dataset.line ?? ""`
	panel   = `document.getElementById("panel").innerText`
	shown   = `document.getElementById("shown").textContent`
)

func TestMapShowsTheDocumentAsWritten(t *testing.T) {
	p := open(t, everything(t), document, nil)
	lines := browser.Ask[[]string](p, `[...document.querySelectorAll(".document code")].map(c => c.textContent)`)
	assert.Equal(t, document, strings.Join(lines, "\n")+"\n")
	numbers := browser.Ask[[]string](p, `[...document.querySelectorAll(".document .number")].map(n => n.textContent)`)
	assert.Equal(t, "20", numbers[19])
	p.Behaved()
}

// Each claim has a letter, so that nobody needs the colours, and a colour: that of its strongest word.
func TestMapSignsEachClaim(t *testing.T) {
	p := open(t, everything(t), document, survivors())
	signs := browser.Ask[map[string]string](p, `Object.fromEntries([...document.querySelectorAll(".document [data-line]")].map(l => [l.dataset.line, l.querySelector(".signs").textContent]))`)
	assert.Equal(t, map[string]string{"5": "L", "8": "L", "9": "!", "11": "L", "13": "L", "15": "DUDS!", "16": "~L~~", "17": "-", "20": "/"}, signs)
	tints := browser.Ask[map[string]string](p, `Object.fromEntries([...document.querySelectorAll(".document [data-line]")].map(l => [l.dataset.line, l.classList[0]]))`)
	assert.Equal(t, map[string]string{
		"5": "live", "8": "live", "9": "survivor", "11": "live", "13": "live", "15": "unstated", "16": "stale", "17": "unbacked", "20": "unreachable",
	}, tints, "the tint of a line is that of its least backed claim")
	labels := browser.Ask[[]string](p, `[...document.querySelectorAll(".document button")].map(b => b.ariaLabel)`)
	assert.Equal(t, "line 17: status used unbacked", labels[7])
	assert.Equal(t, "line 9: survivor description <b>left</b> out", labels[2])
	colors := browser.Ask[[]string](p, `[...document.querySelectorAll(".legend .sign")].map(s => getComputedStyle(s).color)`)
	distinct := map[string]bool{}
	for _, color := range colors {
		distinct[color] = true
	}
	assert.Len(t, colors, 9)
	assert.Len(t, distinct, 9, "each state has a colour of its own")
	p.Behaved()
}

func TestMapNeedsNoMouse(t *testing.T) {
	p := open(t, everything(t), document, survivors())
	assert.Equal(t, "9 of 9 lines with claims", browser.Ask[string](p, shown))
	press := func(key string) { p.Do(chromedp.KeyEvent(key)) }
	for _, step := range []struct{ key, line string }{
		{"j", "5"}, {"j", "8"}, {kb.ArrowDown, "9"}, {"k", "8"}, {kb.ArrowUp, "5"}, {"k", "5"},
	} {
		press(step.key)
		assert.Equal(t, step.line, browser.Ask[string](p, current))
		assert.Equal(t, step.line, browser.Ask[string](p, focused))
	}
	press("u") // What is unbacked.
	assert.Equal(t, "2 of 9 lines with claims", browser.Ask[string](p, shown))
	press("j")
	assert.Equal(t, "17", browser.Ask[string](p, current))
	press("j")
	press("j")
	assert.Equal(t, "20", browser.Ask[string](p, current), "it stays at the last")
	press("s") // What is stale too.
	assert.Equal(t, "3 of 9 lines with claims", browser.Ask[string](p, shown))
	press("u")
	press("k")
	assert.Equal(t, "16", browser.Ask[string](p, current))
	press("s")
	press("v") // Survivors.
	assert.Equal(t, "2 of 9 lines with claims", browser.Ask[string](p, shown))
	press("k")
	assert.Equal(t, "15", browser.Ask[string](p, current))
	assert.Equal(t, 1, browser.Ask[int](p, `document.querySelectorAll('.document [tabindex="0"]').length`), "the lines are one stop of the tabulator")
	assert.NotEqual(t, "none", browser.Ask[string](p, `getComputedStyle(document.activeElement).outlineStyle`), "the focus is seen")
	assert.Equal(t, 0, browser.Ask[int](p, `[...document.querySelectorAll("input")].filter(f => f.labels.length !== 1).length`), "each field has its label")
	p.Behaved()
}

func TestMapPicksOut(t *testing.T) {
	p := open(t, everything(t), document, nil)
	assert.Equal(t, 0, browser.Ask[int](p, `document.querySelectorAll("[value=survived]").length`), "nobody tried edits of the document")
	p.Do(browser.Click(`[value=unbacked]`))
	lines := browser.Ask[[]string](p, `[...document.querySelectorAll(".document li:not(.dim)")].map(l => l.dataset.line)`)
	assert.Equal(t, []string{"17", "20"}, lines)
	p.Do(browser.Click(`[value=unbacked]`))
	assert.Equal(t, 0, browser.Ask[int](p, `document.querySelectorAll(".dim").length`))
	p.Behaved()
}

func TestMapTellsOfTheLineUnderTheCursor(t *testing.T) {
	p := open(t, everything(t), document, survivors())
	p.Do(chromedp.EmulateViewport(1200, 900))
	assert.Contains(t, browser.Ask[string](p, panel), "Point at a line")
	at := browser.Ask[[]float64](p, `(() => { const r = document.querySelector("#L5 code").getBoundingClientRect(); return [r.x + 5, r.y + 5] })()`)
	p.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
	text := browser.Ask[string](p, panel)
	for _, want := range []string{
		"Line 5", "operation used", "/paths/~1a/get", "live: 1 exchange, 1 stale", "live.har#0 at method, 2026-11-19", "live.har#1 at method, 2026-11-19 (stale: the operation has changed since)",
		"documented.har#0 at method, from https://vendor.example/</script>", "sandbox.har#1 at method, 2026-11-18 (stale: too old)", "test: 5 exchanges", "test.har#2", "unstated: 1 exchange",
	} {
		assert.Contains(t, text, want)
	}
	assert.NotContains(t, text, "test.har#3")
	p.Do(browser.Click("#L17 button"))
	assert.Contains(t, browser.Ask[string](p, panel), "Nothing bears it out.")
	p.Do(browser.Click("#L20 code"))
	assert.Contains(t, browser.Ask[string](p, panel), "No operation leads there")
	assert.Equal(t, "20", browser.Ask[string](p, focused))
	p.Do(browser.Click("#L15"))
	assert.Contains(t, browser.Ask[string](p, panel), "survivor: nullable\n\nit is no longer nullable")
	p.Behaved()
}

func TestMapLinksToLines(t *testing.T) {
	p := open(t, everything(t), document, nil)
	follow := func(hash string) string {
		return browser.Ask[string](p, `location.hash = "`+hash+`"; dispatchEvent(new HashChangeEvent("hashchange")); `+current)
	}
	assert.Equal(t, "17", follow("#L17"))
	assert.Equal(t, "17", follow("#L1"), "a line without a claim has nothing to show")
	p.Behaved()
}

// What comes from the document, recordings and survivors is text on the page, and nothing else.
func TestMapRunsNothingOfWhatItShows(t *testing.T) {
	p := open(t, everything(t), document, survivors())
	assert.Equal(t, 2, browser.Ask[int](p, `document.scripts.length`), "the data and the script")
	p.Do(browser.Click("#L9"))
	assert.Contains(t, browser.Ask[string](p, panel), "description <b>left</b> out")
	p.Behaved()
	browser.Ask[string](p, `{ const s = document.createElement("script"); s.textContent = "document.title = 'taken'"; document.body.append(s); document.title }`)
	assert.Equal(t, "Evidence for api/openapi.yaml", browser.Ask[string](p, `document.title`))
	assert.Len(t, p.Misdeeds(), 1, "Chromium complains")
}

func TestMapFitsPhonesAndBothSchemes(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	e := evidence.New(c, evidence.Options{})
	recorded, err := recording.Load("../testdata/recordings")
	require.NoError(t, err)
	for i := range recorded {
		e.Add(&recorded[i])
	}
	p := open(t, e, string(polytomic.OpenAPI())+strings.Repeat("long", 300)+"\n", []evidence.Survivor{{Line: 703, Kind: strings.Repeat("kind", 50), What: strings.Repeat("what", 100)}})
	var grounds []string
	for _, scheme := range []string{"light", "dark"} {
		p.Scheme(scheme)
		for _, width := range []int64{320, 390, 1200} {
			p.Do(chromedp.EmulateViewport(width, 800), browser.Click("#L703"))
			assert.LessOrEqual(t, browser.Ask[int](p, `document.documentElement.scrollWidth - innerWidth`), 0, "%d wide, %s", width, scheme)
			assert.True(t, browser.Ask[bool](p, `(() => { const r = document.getElementById("panel").getBoundingClientRect(); return r.bottom <= innerHeight + 1 && r.top >= 0 })()`), "the panel is in view")
			p.PhotographView(fmt.Sprintf("map-%s-%d.png", scheme, width))
		}
		grounds = append(grounds, browser.Ask[string](p, `getComputedStyle(document.body).backgroundColor`))
	}
	assert.NotEqual(t, grounds[0], grounds[1])
	p.Behaved()
}

// A document without a claim, and one that Windows wrote.
func TestMapOfLittle(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", []byte("openapi: 3.0.3\r\ninfo: {title: A, version: '1'}\r\npaths: {}\r\n"))
	require.NoError(t, err)
	p := open(t, evidence.New(c, evidence.Options{}), "openapi: 3.0.3\r\npaths: {}\r\n", nil)
	assert.Equal(t, "0 of 0 lines with claims", browser.Ask[string](p, shown))
	assert.Equal(t, []string{"openapi: 3.0.3", "paths: {}"}, browser.Ask[[]string](p, `[...document.querySelectorAll(".document code")].map(c => c.textContent)`))
	p.Do(chromedp.KeyEvent("j"))
	p.Behaved()
}
