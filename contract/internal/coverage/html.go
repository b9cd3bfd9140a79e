package coverage

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // The page, its style and its script are in separate files.
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

var (
	//go:embed map.html
	mapHTML string
	//go:embed map.css
	mapCSS string
	//go:embed map.js
	mapJS string
)

// page has the values that map.html shows.
type page struct {
	Document string
	Notes    []string
	Table    [][]string
	Legend   []entry
	Aspects  []entry
	Files    []shownFile
	// Survivors reports whether edits of the document were tried, so that the page may have
	// survivors.
	Survivors bool
	Data      pageData
	Style     template.CSS
	Script    template.JS
	// Policy is the content security policy. It allows only the style and script of the page
	// itself, and nothing else may be loaded or run.
	Policy string
}

// pageData is what the page's script shows about a line.
type pageData struct {
	Claims    []pageClaim `json:"claims"`
	Survivors []Survivor  `json:"survivors"`
}

// shownFile is a file of the document. Name is empty for the root file.
type shownFile struct {
	Name  string
	Lines []line
}

// pageClaim is the part of a claim that the page shows.
type pageClaim struct {
	File      string             `json:"file,omitempty"` // It is empty for the root file.
	Line      int                `json:"line"`
	Kind      contract.ClaimKind `json:"kind"`
	Aspect    contract.Aspect    `json:"aspect"`
	Side      contract.Side      `json:"side,omitempty"`
	Pointer   string             `json:"pointer"`
	State     State              `json:"state"`
	CoveredBy []jsonCovering     `json:"coveredBy,omitempty"`
}

// entry explains a word that the page uses. Count is the number of claims, or of survivors, that
// the page shows with this word.
type entry struct {
	sign

	Name, Meaning string
	Count         int
}

// line is a line of the document on the page.
type line struct {
	Number int
	Text   string
	// Sign is the sign of the line's weakest claim. It is empty if the line has no claim. Marks
	// shows all claims of the line, and Label describes the marks in words.
	Sign  sign
	Marks []mark
	Label string
	// Stale, Uncovered and Survived report which buttons of the page find the line.
	Stale, Uncovered, Survived bool
}

// mark is shown after a line. It combines all claims of the line that have the same aspect and
// state. If a document is one long line, the line has many such claims.
type mark struct {
	sign

	What  string
	Count int
}

// sign shows a state without its colour.
type sign struct {
	Letter string
	State  State
}

// survived is the state with which the page shows a survivor.
const survived State = "survivor"

func signOf(s State) sign {
	letters := map[State]string{Stale: "~", Uncovered: "-", Unreachable: "/", survived: "!"}
	if letter, ok := letters[s]; ok {
		return sign{letter, s}
	}
	return sign{strings.ToUpper(string(s[:1])), s}
}

// shownStates returns the states in the order of the page. The last state needs attention most.
func shownStates() []State {
	all := States()
	return slices.Insert(all, slices.Index(all, Stale), survived)
}

// weaker reports whether this state needs attention more than the other state.
func (s State) weaker(other State) bool {
	return slices.Index(shownStates(), s) > slices.Index(shownStates(), other)
}

// WriteHTML writes the map as an HTML page. The page shows the document as it is written, and for
// each line the exchanges that cover it. A browser can open the page from a disk, and the page
// loads nothing from the network. Survivors are edits of the document that no check noticed. If
// survivors is nil, no edits were tried.
func (m *Map) WriteHTML(w io.Writer, survivors []Survivor) error {
	t, err := template.New("map").Parse(mapHTML)
	if err != nil {
		return err
	}
	shown := page{
		Document: output.Printable(m.contract.Name()), Notes: printable(m.notes()), Table: m.table(), Legend: m.legend(survivors), Aspects: aspects(),
		Files: m.files(survivors), Survivors: survivors != nil, Data: m.pageData(survivors),
		Style: template.CSS(mapCSS), Script: template.JS(mapJS), //nolint:gosec // Both come from files of this package.
		Policy: "default-src 'none'; img-src data:; style-src '" + integrity(mapCSS) + "'; script-src '" + integrity(mapJS) + "'; base-uri 'none'; form-action 'none'",
	}
	var b bytes.Buffer
	if err := t.Execute(&b, shown); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}

func (m *Map) pageData(survivors []Survivor) pageData {
	data := pageData{Claims: make([]pageClaim, len(m.claims)), Survivors: slices.Clone(survivors)}
	for i, c := range m.jsonClaims() {
		for _, by := range c.CoveredBy {
			for j := range by.Exchanges {
				x := &by.Exchanges[j]
				x.File, x.Page, x.At = output.Printable(x.File), output.Printable(x.Page), output.Short(x.At)
			}
		}
		data.Claims[i] = pageClaim{m.shownName(c.File), c.Line, c.Kind, c.Aspect, c.Side, output.Printable(c.Pointer), c.State, c.CoveredBy}
	}
	for i, s := range data.Survivors {
		data.Survivors[i] = Survivor{m.shownName(s.File), s.Line, output.Short(s.Kind), output.Short(s.What), output.Short(s.Killer)}
	}
	return data
}

// legend explains the states, and counts the claims in each state.
func (m *Map) legend(survivors []Survivor) []entry {
	meanings := map[State]string{
		State(contract.Live): "the API's own server answered", State(contract.Documented): "transcribed from the API's documentation",
		State(contract.Sandbox): "a sandbox answered", State(contract.Test): "a test of a client or a server played the other side",
		State(Unstated): "the recording doesn't say who answered", survived: "no check noticed when this was changed in the document",
		Stale:     "the exchanges are too old, or were recorded when the document said something else",
		Uncovered: "no exchange covers it", Unreachable: "no exchange can cover it, because no operation uses it",
	}
	var all []entry
	for _, state := range shownStates() {
		count := len(m.in(state))
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

// aspects explains for each aspect what a covering exchange shows.
func aspects() []entry {
	var all []entry
	for _, aspect := range []struct {
		name    contract.Aspect
		meaning string
	}{
		{contract.Used, "it occurs in an exchange"},
		{contract.Present, "it is optional, and present"},
		{contract.Absent, "it is optional, and absent"},
		{contract.IsNull, "it may be null, and is"},
		{contract.Kept, "a value satisfies it"},
		{contract.AtEdge, "a value is exactly at its bound"},
		{contract.BrokenAndRejected, "a request breaks only this, and gets a documented 4xx"},
		{contract.Held, "its premise is true, and its rule holds"},
	} {
		all = append(all, entry{Name: string(aspect.name), Meaning: aspect.meaning})
	}
	return all
}

// shownName returns the name of a file as the page shows it. It returns an empty string for the
// root file.
func (m *Map) shownName(file string) string {
	if file == m.contract.Name() {
		return ""
	}
	return output.Printable(file)
}

// files returns the files of the document, with the claims on each line.
func (m *Map) files(survivors []Survivor) []shownFile {
	var files []shownFile
	lines := map[string][]line{}
	for _, f := range m.contract.Files() {
		lines[f.Name] = linesOf(string(f.Text))
		files = append(files, shownFile{Name: m.shownName(f.Name), Lines: lines[f.Name]})
	}
	m.mark(lines, survivors)
	return files
}

func linesOf(text string) []line {
	var lines []line
	for text := range strings.Lines(text) {
		lines = append(lines, line{Number: len(lines) + 1, Text: output.Source(strings.TrimRight(text, "\r\n"))})
	}
	return lines
}

// mark adds the claims and the survivors to the lines of the files.
func (m *Map) mark(files map[string][]line, survivors []Survivor) {
	at := func(file string, number int) *line {
		if file == "" {
			file = m.contract.Name()
		}
		if lines := files[file]; number >= 1 && number <= len(lines) {
			return &lines[number-1]
		}
		return &line{} // The document doesn't have this line.
	}
	all := m.covered()
	for i := range all {
		claim, state := all[i].Claim, all[i].State()
		l := at(claim.Place.File, claim.Place.Line)
		what := string(claim.Aspect)
		if claim.Kind == contract.NullClaim && claim.Aspect == contract.BrokenAndRejected {
			what = "null rejected" // The line of the document doesn't mention null.
		}
		l.add(what, state)
		l.Stale = l.Stale || state == Stale
		l.Uncovered = l.Uncovered || state == Uncovered || state == Unreachable
	}
	for _, s := range survivors {
		l := at(s.File, s.Line)
		l.add(output.Short(s.Kind), survived)
		l.Survived = true
	}
	for _, lines := range files {
		for i := range lines {
			lines[i].Label = label(lines[i].Marks)
		}
	}
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

// label describes marks in words.
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

// printable makes each of the lines printable.
func printable(lines []string) []string {
	shown := make([]string, len(lines))
	for i, line := range lines {
		shown[i] = output.Printable(line)
	}
	return shown
}

// integrity returns the hash of a text. With this hash, a content security policy allows exactly
// this text.
func integrity(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
