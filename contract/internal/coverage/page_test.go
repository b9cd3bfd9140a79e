//go:build pages

package coverage_test

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
	"github.com/orgcontract/polytomic-organizations/contract/internal/browser"
	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// open writes the map to a file and opens the file in a browser.
func open(t *testing.T, m *coverage.Map, survivors []coverage.Survivor) *browser.Tab {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, m.WriteHTML(&b, survivors))
	file := filepath.Join(t.TempDir(), "map.html")
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
	return browser.Open(t, file)
}

func survivors() []coverage.Survivor {
	return []coverage.Survivor{{Line: 9, Kind: "remove", What: "description <b>left</b> out"}, {Line: 15, Kind: "nullable", What: "it is no longer nullable", Killer: "an exchange in which name is null"}}
}

// current is the number of the line that the panel shows. focused is the number of the line that
// has the focus.
const (
	current = `document.querySelector(".document .current")?.dataset.line ?? ""`
	focused = `document.activeElement.closest("[data-line]")?.dataset.line ?? ""`
	// name is a JavaScript function that returns the name of a button as a screen reader reads it.
	name  = `b => [...b.children].filter(c => !c.ariaHidden).map(c => c.textContent).join("")`
	panel = `document.getElementById("panel").innerText`
	shown = `document.getElementById("shown").textContent`
)

func TestMapShowsTheDocumentAsWritten(t *testing.T) {
	p := open(t, everything(t), nil)
	lines := browser.Ask[[]string](p, `[...document.querySelectorAll(".document code")].map(c => c.textContent)`)
	assert.Equal(t, document, strings.Join(lines, "\n")+"\n")
	numbers := browser.Ask[[]string](p, `[...document.querySelectorAll(".document .number")].map(n => n.textContent)`)
	assert.Equal(t, "20", numbers[19])
	p.Behaved()
}

// A letter beside the number of each line shows its weakest claim. After the line, each claim has a
// letter and a word, so that readers don't need the colours.
func TestMapSignsEachClaim(t *testing.T) {
	p := open(t, everything(t), survivors())
	of := func(selector string) map[string]string {
		return browser.Ask[map[string]string](p, `Object.fromEntries([...document.querySelectorAll(".document [data-line]")].map(l => [l.dataset.line, l.querySelector("`+selector+`").textContent]))`)
	}
	assert.Equal(t, map[string]string{"5": "L", "8": "L", "9": "!", "11": "L", "13": "L", "15": "!", "16": "~", "17": "-", "20": "/"}, of("button .sign"))
	assert.Equal(t, map[string]string{
		"5": "L used", "8": "L used", "9": "! remove", "11": "L used", "13": "L kept", "15": "D presentU absentD keptS null! nullable",
		"16": "~ presentL absent~ kept~ edge", "17": "- used", "20": "/ kept",
	}, of(".marks"))
	tints := browser.Ask[map[string]string](p, `Object.fromEntries([...document.querySelectorAll(".document [data-line]")].map(l => [l.dataset.line, l.classList[0]]))`)
	assert.Equal(t, map[string]string{
		"5": "live", "8": "live", "9": "survivor", "11": "live", "13": "live", "15": "survivor", "16": "stale", "17": "uncovered", "20": "unreachable",
	}, tints, "the tint of a line is that of its letter")
	labels := browser.Ask[[]string](p, `[...document.querySelectorAll(".document [data-line] button")].map(`+name+`)`)
	assert.Equal(t, "line 17: used uncovered", labels[7])
	assert.Equal(t, "line 15: present documented, absent unstated, kept documented, null sandbox, nullable survivor", labels[5])
	assert.Equal(t, "L live 5 D documented 2 S sandbox 1 T test 0 U unstated 1 ! survivor 2 ~ stale 3 - uncovered 1 / unreachable 1", browser.Ask[string](p, `[...document.querySelectorAll(".legend li")].map(l => l.innerText).join(" ")`))
	colors := browser.Ask[[]string](p, `[...document.querySelectorAll(".legend .sign")].map(s => getComputedStyle(s).color)`)
	distinct := map[string]bool{}
	for _, color := range colors {
		distinct[color] = true
	}
	assert.Len(t, colors, 9)
	assert.Len(t, distinct, 9, "each state has a colour of its own")
	p.Behaved()
}

// A document may have only one line.
func TestMapGathersWhatALineHoldsManyTimes(t *testing.T) {
	const single = `{"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "A"}, "400": {"description": "B"}}}}},` +
		` "components": {"schemas": {"A": {"type": "object", "properties": {"a": {"type": "string"}}}}}}`
	c, err := contract.Parse("openapi.json", []byte(single))
	require.NoError(t, err)
	p := open(t, coverage.New(c, coverage.Options{}), nil)
	assert.Equal(t, "- used ×3/ kept ×2/ present/ absent", browser.Ask[string](p, `document.querySelector(".marks").textContent`))
	assert.Equal(t, "line 1: 3 used uncovered, 2 kept unreachable, present unreachable, absent unreachable", browser.Ask[string](p, `(`+name+`)(document.querySelector(".document [data-line] button"))`))
	p.Behaved()
}

// If a line has thousands of claims, the page shows only as many as it can hold.
func TestMapTellsOfAsMuchAsAPageHolds(t *testing.T) {
	var properties []string
	for i := range 300 {
		properties = append(properties, fmt.Sprintf("p%d: {}", i))
	}
	text := "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {properties: {" + strings.Join(properties, ", ") + "}}}}\n"
	c, err := contract.Parse("openapi.yaml", []byte(text))
	require.NoError(t, err)
	p := open(t, coverage.New(c, coverage.Options{}), nil)
	p.Do(chromedp.KeyEvent("j"))
	assert.Equal(t, 500, browser.Ask[int](p, `document.querySelectorAll("#exchanges h3").length`))
	assert.Contains(t, browser.Ask[string](p, panel), "and 100 more")
	p.Behaved()
}

func TestMapSaysWhatItsWordsMean(t *testing.T) {
	p := open(t, everything(t), survivors())
	words := browser.Ask[[]string](p, `[...document.querySelectorAll("#words dl > div")].map(d => d.textContent)`)
	assert.Len(t, words, 9+8)
	for _, word := range words {
		assert.Regexp(t, `[a-z]+[a-z].{10,}`, word)
	}
	assert.Equal(t, 0, browser.Ask[int](p, `JSON.parse(document.getElementById("data").textContent).claims.filter(c => !document.getElementById("aspect-" + c.aspect)).length`))
	p.Behaved()
}

// contrasts is a script that computes the contrast of each text with its background, as WCAG 2
// defines it. It returns the smallest contrast for each kind of text.
const contrasts = `(() => {
	const context = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d", {willReadFrequently: true});
	const light = (colors) => {
		context.clearRect(0, 0, 1, 1);
		for (const color of colors) { context.fillStyle = color; context.fillRect(0, 0, 1, 1); }
		const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const least = {};
	for (const e of document.querySelectorAll("body *")) {
		if (!e.checkVisibility({visibilityProperty: true}) || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
		const grounds = [];
		for (let up = e; up; up = up.parentElement) grounds.unshift(getComputedStyle(up).backgroundColor);
		const [a, b] = [light(grounds), light([...grounds, getComputedStyle(e).color])].sort((a, b) => b - a);
		const name = e.className || e.localName;
		least[name] = Math.min(least[name] ?? 21, (a + 0.05) / (b + 0.05));
	}
	return least;
})()`

// Each text has the contrast that WCAG 2 demands at level AA, which is 4.5 to 1. This is also true
// while the page highlights other lines.
func TestMapHasContrast(t *testing.T) {
	p := open(t, everything(t), survivors())
	for _, scheme := range []string{"light", "dark"} {
		p.Scheme(scheme)
		for _, step := range []string{"#L15", "#L16", "#L17", "[value=stale]", "[value=stale]"} {
			p.Do(browser.Click(step))
			found := browser.Ask[map[string]float64](p, contrasts)
			assert.Greater(t, len(found), 10)
			for where, contrast := range found {
				assert.GreaterOrEqual(t, contrast, 4.5, "%s, %s, after %s", scheme, where, step)
			}
		}
	}
	p.Behaved()
}

func TestMapNeedsNoMouse(t *testing.T) {
	p := open(t, everything(t), survivors())
	assert.Equal(t, "9 of 9 lines with claims", browser.Ask[string](p, shown))
	press := func(key string) { p.Do(chromedp.KeyEvent(key)) }
	for _, step := range []struct{ key, line string }{
		{"j", "8"}, {kb.ArrowDown, "9"}, {"k", "8"}, {kb.ArrowUp, "5"}, {"k", "5"},
	} {
		press(step.key)
		assert.Equal(t, step.line, browser.Ask[string](p, current))
		assert.Equal(t, step.line, browser.Ask[string](p, focused))
	}
	press("u") // The key goes to the next uncovered line.
	assert.Equal(t, "2 of 9 lines with claims", browser.Ask[string](p, shown))
	press("j")
	assert.Equal(t, "17", browser.Ask[string](p, current))
	press("j")
	press("j")
	assert.Equal(t, "20", browser.Ask[string](p, current), "it stays at the last")
	press("s") // The key also goes to stale lines.
	assert.Equal(t, "3 of 9 lines with claims", browser.Ask[string](p, shown))
	press("u")
	press("k")
	assert.Equal(t, "16", browser.Ask[string](p, current))
	press("s")
	press("v") // The key goes to the next survivor.
	assert.Equal(t, "2 of 9 lines with claims", browser.Ask[string](p, shown))
	press("k")
	assert.Equal(t, "15", browser.Ask[string](p, current))
	assert.Equal(t, 1, browser.Ask[int](p, `document.querySelectorAll('.document [tabindex="0"]').length`), "the lines are one stop of the tabulator")
	assert.NotEqual(t, "none", browser.Ask[string](p, `getComputedStyle(document.activeElement).outlineStyle`), "the focus is seen")
	assert.Equal(t, 0, browser.Ask[int](p, `[...document.querySelectorAll("input")].filter(f => f.labels.length !== 1).length`), "each field has its label")
	p.Behaved()
}

func TestMapPicksOut(t *testing.T) {
	p := open(t, everything(t), nil)
	assert.Equal(t, 0, browser.Ask[int](p, `document.querySelectorAll("[value=survived]").length`), "nobody tried edits of the document")
	p.Do(browser.Click(`[value=uncovered]`))
	lines := browser.Ask[[]string](p, `[...document.querySelectorAll(".document li:not(.dim)")].map(l => l.dataset.line)`)
	assert.Equal(t, []string{"17", "20"}, lines)
	p.Do(browser.Click(`[value=uncovered]`))
	assert.Equal(t, 0, browser.Ask[int](p, `document.querySelectorAll(".dim").length`))
	p.Behaved()
}

func TestMapTellsOfTheLineUnderTheCursor(t *testing.T) {
	p := open(t, everything(t), survivors())
	p.Do(chromedp.EmulateViewport(1200, 900))
	assert.Contains(t, browser.Ask[string](p, panel), "Line 5", "it opens at the first line with a claim")
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
	assert.Contains(t, browser.Ask[string](p, panel), "No exchange covers it.")
	p.Do(browser.Click("#L20 code"))
	assert.Contains(t, browser.Ask[string](p, panel), "No operation uses it")
	assert.Equal(t, "20", browser.Ask[string](p, focused))
	p.Do(browser.Click("#L15"))
	assert.Contains(t, browser.Ask[string](p, panel), "survivor: nullable\n\nit is no longer nullable\n\nTo notice it, record an exchange in which name is null.")
	p.Behaved()
}

// Without a keyboard, buttons go from line to line. They keep the focus.
func TestMapGoesOnByButtons(t *testing.T) {
	p := open(t, everything(t), survivors())
	p.Do(browser.Click("#moves [value='1']"))
	assert.Equal(t, "8", browser.Ask[string](p, current))
	p.Do(browser.Click("#moves [value='-1']"))
	assert.Equal(t, "5", browser.Ask[string](p, current))
	assert.Equal(t, "-1", browser.Ask[string](p, `document.activeElement.value`))
	p.Behaved()
}

func TestMapLinksToLines(t *testing.T) {
	p := open(t, everything(t), nil)
	follow := func(hash string) string {
		return browser.Ask[string](p, `location.hash = "`+hash+`"; dispatchEvent(new HashChangeEvent("hashchange")); `+current)
	}
	assert.Equal(t, "17", follow("#L17"))
	assert.Equal(t, "17", follow("#L1"), "a line without a claim has nothing to show")
	p.Behaved()
}

// The page shows the document, recordings and survivors as text. It never runs them as a script.
func TestMapRunsNothingOfWhatItShows(t *testing.T) {
	p := open(t, everything(t), survivors())
	assert.Equal(t, 2, browser.Ask[int](p, `document.scripts.length`), "the data and the script")
	p.Do(browser.Click("#L9"))
	assert.Contains(t, browser.Ask[string](p, panel), "description <b>left</b> out")
	p.Behaved()
	browser.Ask[string](p, `{ const s = document.createElement("script"); s.textContent = "document.title = 'taken'"; document.body.append(s); document.title }`)
	assert.Equal(t, "Coverage of api/openapi.yaml", browser.Ask[string](p, `document.title`))
	assert.Len(t, p.Misdeeds(), 1, "Chromium complains")
}

func TestMapFitsPhonesAndBothSchemes(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", append(polytomic.OpenAPI(), "# "+strings.Repeat("long", 300)+"\n"...))
	require.NoError(t, err)
	m := coverage.New(c, coverage.Options{})
	recorded, err := recording.Load("../../testdata/recordings")
	require.NoError(t, err)
	for i := range recorded {
		m.Add(&recorded[i])
	}
	p := open(t, m, []coverage.Survivor{{Line: 703, Kind: strings.Repeat("kind", 50), What: strings.Repeat("what", 100)}})
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

// A printed page shows the document with its signs, dark on white, and no buttons.
func TestMapIsPrinted(t *testing.T) {
	p := open(t, everything(t), survivors())
	p.Print()
	assert.Equal(t, "rgb(255, 255, 255) rgb(26, 29, 35)", browser.Ask[string](p, `(s => s.backgroundColor + " " + s.color)(getComputedStyle(document.body))`))
	assert.True(t, browser.Ask[bool](p, `["#panel", "#filters"].every(s => !document.querySelector(s).checkVisibility()) && document.querySelector("#L15 .marks").checkVisibility()`))
	p.PhotographView("map-print.png")
	p.Behaved()
}

// The page also works for a document without a claim, and for a document with the line endings of
// Windows.
func TestMapOfLittle(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", []byte("openapi: 3.0.3\r\ninfo: {title: A, version: '1'}\r\npaths: {}\r\n"))
	require.NoError(t, err)
	p := open(t, coverage.New(c, coverage.Options{}), nil)
	assert.Equal(t, "0 of 0 lines with claims", browser.Ask[string](p, shown))
	assert.Equal(t, []string{"openapi: 3.0.3", "info: {title: A, version: '1'}", "paths: {}"}, browser.Ask[[]string](p, `[...document.querySelectorAll(".document code")].map(c => c.textContent)`))
	p.Do(chromedp.KeyEvent("j"))
	p.Behaved()
}

// Each file of a document is shown under its name. The keys go through the lines of all files.
func TestMapOfSeveralFiles(t *testing.T) {
	c, err := contract.ParseFS(os.DirFS("../../testdata/library"), "openapi.yaml")
	require.NoError(t, err)
	p := open(t, coverage.New(c, coverage.Options{}), []coverage.Survivor{{File: "shared/common.yaml", Line: 18, Kind: "widen", What: "maximum 101"}})
	const names = `[...document.querySelectorAll("h2.file")].map(h => h.textContent)`
	assert.Equal(t, []string{"paths/books.yaml", "paths/book.yaml", "paths/loans.json"}, browser.Ask[[]string](p, names)[:3])
	const first = `document.querySelector("[data-line]").dataset.line`
	assert.Equal(t, browser.Ask[string](p, first), browser.Ask[string](p, current))
	for range browser.Ask[int](p, `document.querySelectorAll("[data-line]:not([data-file])").length`) {
		p.Do(chromedp.KeyEvent("j"))
	}
	assert.Contains(t, browser.Ask[string](p, panel), "paths/books.yaml, line 1\n", "after the last line of a file comes the first of the next")
	p.Do(chromedp.KeyEvent("v"), chromedp.KeyEvent("j"))
	assert.Contains(t, browser.Ask[string](p, panel), "shared/common.yaml, line 18\n")
	assert.Contains(t, browser.Ask[string](p, panel), "maximum 101")
	p.Behaved()
}

// The page folds lines without claims, so that the first claim is visible. A click on the fold, the
// checkbox or a link shows these lines.
func TestMapFoldsWhatHasNoClaim(t *testing.T) {
	p := open(t, everything(t), nil)
	const seen = `[...document.querySelectorAll(".document li[id]")].filter(l => l.checkVisibility()).map(l => l.id).join(" ")`
	const few = "L5 L6 L7 L8 L9 L10 L11 L12 L13 L14 L15 L16 L17 L18 L19 L20"
	const all = "L1 L2 L3 L4 " + few
	assert.Equal(t, few, browser.Ask[string](p, seen))
	assert.Equal(t, "… 4 lines without claims", browser.Ask[string](p, `document.querySelector(".fold").textContent`))
	p.Do(browser.Click(".fold button"))
	assert.Equal(t, all, browser.Ask[string](p, seen))
	p.Do(browser.Click(".fold button"))
	assert.Equal(t, few, browser.Ask[string](p, seen))
	p.Do(chromedp.KeyEvent("f"))
	assert.Equal(t, all, browser.Ask[string](p, seen))
	p.Do(browser.Click("#fold"))
	assert.Equal(t, few, browser.Ask[string](p, seen))
	assert.Equal(t, all, browser.Ask[string](p, `location.hash = "#L2"; dispatchEvent(new HashChangeEvent("hashchange")); `+seen))
	assert.Equal(t, "5", browser.Ask[string](p, current))
	p.Behaved()
}

// No text touches the border of the document.
func TestMapKeepsTextFromItsBorder(t *testing.T) {
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	p := open(t, coverage.New(c, coverage.Options{}), nil)
	p.Do(chromedp.KeyEvent("f"))
	for _, width := range []int64{390, 1280} {
		p.Do(chromedp.EmulateViewport(width, 800))
		least := browser.Ask[float64](p, `(() => {
			const border = document.querySelector(".document").getBoundingClientRect().right;
			return Math.min(...[...document.querySelectorAll(".document code, .document .marks")].flatMap(c => [...c.getClientRects()]).map(r => border - r.right));
		})()`)
		assert.Greater(t, least, 8.0, "%d wide", width)
	}
	p.Behaved()
}
