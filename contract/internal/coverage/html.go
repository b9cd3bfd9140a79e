package coverage

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // The page, its style and its script stand in files of their own.
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
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
	Legend   []entry
	Aspects  []entry
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
	Claims    []pageClaim `json:"claims"`
	Survivors []Survivor  `json:"survivors"`
}

// pageClaim is the part of a claim that is shown.
type pageClaim struct {
	Line    int                `json:"line"`
	Kind    contract.ClaimKind `json:"kind"`
	Aspect  contract.Aspect    `json:"aspect"`
	Side    contract.Side      `json:"side,omitempty"`
	Pointer string             `json:"pointer"`
	State   State              `json:"state"`
	Words   []jsonWord         `json:"words,omitempty"`
}

// entry explains a word of the page. Count is how many claims, or survivors, are of it.
type entry struct {
	sign

	Name, Meaning string
	Count         int
}

// line is a line of the document.
type line struct {
	Number int
	Text   string
	// Sign is that of its least backed claim; empty where it claims nothing. Marks tell of all, and Label does for those who don't see them.
	Sign  sign
	Marks []mark
	Label string
	// Stale, Unbacked and Survived are what it can be asked for by.
	Stale, Unbacked, Survived bool
}

// mark stands after a line for its claims of an aspect and in a state, which are many where a document has few lines.
type mark struct {
	sign

	What  string
	Count int
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

// shownStates are the states in the order of the page, the one that needs to be looked at least first.
func shownStates() []State {
	all := States()
	return slices.Insert(all, slices.Index(all, Stale), survived)
}

// weaker reports whether a state is more of a reason to look at a line than another.
func (s State) weaker(other State) bool {
	return slices.Index(shownStates(), s) > slices.Index(shownStates(), other)
}

// WriteHTML writes the map: a page that shows the document as it is written, and for each line of it what bears it out. It works from a
// disk and asks for nothing. The survivors are those of edits of the document; nil says that none were tried.
func (e *Evidence) WriteHTML(w io.Writer, document []byte, survivors []Survivor) error {
	t, err := template.New("map").Parse(mapHTML)
	if err != nil {
		return err
	}
	shown := page{
		Document: printable(e.contract.Name()), Notes: e.notes(), Table: e.table(), Legend: e.legend(survivors), Aspects: aspects(),
		Lines: e.lines(string(document), survivors), Survivors: survivors != nil, Data: e.pageData(survivors),
		Style: template.CSS(mapCSS), Script: template.JS(mapJS), //nolint:gosec // Both are this package's own files.
		Policy: "default-src 'none'; img-src data:; style-src '" + integrity(mapCSS) + "'; script-src '" + integrity(mapJS) + "'; base-uri 'none'; form-action 'none'",
	}
	var b bytes.Buffer
	if err := t.Execute(&b, shown); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}

func (e *Evidence) pageData(survivors []Survivor) pageData {
	data := pageData{Claims: make([]pageClaim, len(e.backings)), Survivors: survivors}
	for i, c := range e.jsonClaims() {
		data.Claims[i] = pageClaim{c.Line, c.Kind, c.Aspect, c.Side, c.Pointer, c.State, c.Words}
	}
	return data
}

// legend explains the states, and counts the claims that are in each.
func (e *Evidence) legend(survivors []Survivor) []entry {
	meanings := map[State]string{
		State(contract.Live): "the server of the API answered", State(contract.Documented): "transcribed from the documentation of the API",
		State(contract.Sandbox): "a sandbox answered", State(contract.Test): "a test of a client or a server played the other side",
		State(Unstated): "the recording doesn't say who answered", survived: "nothing noticed when this was changed in the document",
		Stale:    "what bears it out is too old, or was recorded when the document said something else",
		Unbacked: "nothing bears it out", Unreachable: "nothing can bear it out, because no operation leads there",
	}
	var all []entry
	for _, state := range shownStates() {
		count := len(e.in(state))
		if state == survived {
			if survivors == nil {
				continue
			}
			count = len(survivors)
		}
		all = append(all, entry{signOf(state), string(state), meanings[state], count})
	}
	return all
}

// aspects explains what an exchange bears out of a claim.
func aspects() []entry {
	var all []entry
	for _, aspect := range []struct {
		name    contract.Aspect
		meaning string
	}{
		{contract.Used, "it is in an exchange"},
		{contract.Present, "it may be there, and is"},
		{contract.Absent, "it may be missing, and is"},
		{contract.IsNull, "it may be null, and is"},
		{contract.Kept, "a value is as it says"},
		{contract.AtEdge, "a value is as it says by a hair: one more, or one less, would be too much"},
		{contract.BrokenAndRejected, "a request that breaks this and nothing else gets a documented 4xx"},
		{contract.Held, "its premise is true, and its rule holds"},
	} {
		all = append(all, entry{Name: string(aspect.name), Meaning: aspect.meaning})
	}
	return all
}

// lines returns the lines of the document with what is claimed in each.
func (e *Evidence) lines(document string, survivors []Survivor) []line {
	var lines []line
	for text := range strings.Lines(document) {
		lines = append(lines, line{Number: len(lines) + 1, Text: strings.TrimRight(text, "\r\n")})
	}
	at := func(number int) *line {
		if number < 1 || number > len(lines) {
			return &line{} // It is not in this document.
		}
		return &lines[number-1]
	}
	for i := range e.backings {
		claim, state := e.backings[i].Claim, e.backings[i].State()
		l := at(claim.Place.Line)
		what := string(claim.Aspect)
		if claim.Kind == contract.NullClaim && claim.Aspect == contract.BrokenAndRejected {
			what = "null rejected" // Nothing in the line speaks of null.
		}
		l.add(what, state)
		l.Stale = l.Stale || state == Stale
		l.Unbacked = l.Unbacked || state == Unbacked || state == Unreachable
	}
	for _, s := range survivors {
		l := at(s.Line)
		l.add(s.Kind, survived)
		l.Survived = true
	}
	for i := range lines {
		lines[i].Label = label(lines[i].Marks)
	}
	return lines
}

func (l *line) add(what string, state State) {
	if l.Sign.State == "" || state.weaker(l.Sign.State) {
		l.Sign = signOf(state)
	}
	i := slices.IndexFunc(l.Marks, func(m mark) bool { return m.What == what && m.State == state })
	if i < 0 {
		i = len(l.Marks)
		l.Marks = append(l.Marks, mark{sign: signOf(state), What: what})
	}
	l.Marks[i].Count++
}

// label says what marks show.
func label(marks []mark) string {
	var all []string
	for _, m := range marks {
		text := m.What + " " + string(m.State)
		if m.Count > 1 {
			text = fmt.Sprintf("%d %s", m.Count, text)
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// integrity returns the hash that lets a content security policy allow exactly this text.
func integrity(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
