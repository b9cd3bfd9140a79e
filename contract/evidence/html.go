package evidence

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // The page, its style and its script stand in files of their own.
	"encoding/base64"
	"html/template"
	"io"
	"slices"
	"strings"
)

var (
	//go:embed map.html
	mapHTML string
	//go:embed map.css
	mapCSS string
	//go:embed map.js
	mapJS string
)

// page is what map.html shows.
type page struct {
	Document string
	Notes    []string
	Table    [][]string
	Legend   []sign
	Lines    []line
	// Survivors says whether edits of the document were tried, so that there may be survivors.
	Survivors bool
	Data      pageData
	Style     template.CSS
	Script    template.JS
	// Policy is the content security policy: nothing may run or be loaded but what the page itself holds.
	Policy string
}

// pageData is what the script shows beside a line.
type pageData struct {
	Claims    []jsonClaim        `json:"claims"`
	Lines     map[int][]int      `json:"lines"`
	Survivors map[int][]Survivor `json:"survivors"`
}

// line is a line of the document.
type line struct {
	Number int
	Text   string
	Signs  []sign
	// State is that of its least backed claim; empty where it claims nothing. Label says it all for those who don't see it.
	State State
	Label string
	// Stale, Unbacked and Survived are what it can be asked for by.
	Stale, Unbacked, Survived bool
}

// sign stands for a state without its colour.
type sign struct {
	Letter string
	State  State
}

// survived is the state that a survivor is shown in.
const survived State = "survivor"

func signOf(s State) sign {
	letters := map[State]string{Stale: "~", Unbacked: "-", Unreachable: "/", survived: "!"}
	if letter, ok := letters[s]; ok {
		return sign{letter, s}
	}
	return sign{strings.ToUpper(string(s[:1])), s}
}

// WriteHTML writes the map: a page that shows the document as it is written, and for each line of it what bears it out. It works from a
// disk and asks for nothing. The survivors are those of edits of the document; nil says that none were tried.
func (e *Evidence) WriteHTML(w io.Writer, document []byte, survivors []Survivor) error {
	t, err := template.New("map").Parse(mapHTML)
	if err != nil {
		return err
	}
	shown := page{
		Document: printable(e.contract.Name()), Notes: e.notes(), Table: e.table(), Survivors: survivors != nil,
		Data:  pageData{Claims: e.jsonClaims(), Lines: map[int][]int{}, Survivors: map[int][]Survivor{}},
		Style: template.CSS(mapCSS), Script: template.JS(mapJS), //nolint:gosec // Both are this package's own files.
		Policy: "default-src 'none'; img-src data:; style-src '" + integrity(mapCSS) + "'; script-src '" + integrity(mapJS) + "'; base-uri 'none'; form-action 'none'",
	}
	for _, state := range States() {
		shown.Legend = append(shown.Legend, signOf(state))
	}
	if shown.Survivors {
		shown.Legend = append(shown.Legend, signOf(survived))
	}
	for i := range e.backings {
		number := e.backings[i].Claim.Place.Line
		shown.Data.Lines[number] = append(shown.Data.Lines[number], i)
	}
	for _, s := range survivors {
		shown.Data.Survivors[s.Line] = append(shown.Data.Survivors[s.Line], s)
	}
	shown.Lines = e.lines(string(document), &shown.Data)
	var b bytes.Buffer
	if err := t.Execute(&b, shown); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}

func (e *Evidence) lines(document string, data *pageData) []line {
	var lines []line
	for text := range strings.Lines(document) {
		l := line{Number: len(lines) + 1, Text: strings.TrimRight(text, "\r\n")}
		words := []string{}
		for _, i := range data.Lines[l.Number] {
			b := &e.backings[i]
			state := b.State()
			l.Signs = append(l.Signs, signOf(state))
			words = append(words, string(b.Claim.Kind)+" "+string(b.Claim.Aspect)+" "+string(state))
			if l.State == "" || slices.Index(States(), state) > slices.Index(States(), l.State) {
				l.State = state
			}
			l.Stale = l.Stale || state == Stale
			l.Unbacked = l.Unbacked || state == Unbacked || state == Unreachable
		}
		for _, s := range data.Survivors[l.Number] {
			l.Signs = append(l.Signs, signOf(survived))
			words = append(words, "survivor "+s.What)
			l.Survived = true
			if l.State == "" {
				l.State = survived
			}
		}
		l.Label = strings.Join(words, ", ")
		lines = append(lines, l)
	}
	return lines
}

// integrity returns the hash that lets a content security policy allow exactly this text.
func integrity(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
