// Package report writes the findings of a check for people and programs. A report shows the
// operations and statuses that were seen and who answered, the findings by their causes with their
// places, and a verdict.
//
//	r := report.New(c)
//	for _, x := range exchanges {
//		r.Add(&x, c.Check(&x))
//	}
//	err := r.Write(output.Text, os.Stdout, report.Style{})
package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
)

// Report collects exchanges and their findings. Its memory depends on the number of causes. It does
// not grow with the number of exchanges or findings, so a report can be about recordings of any
// size. It is not safe for concurrent use.
type Report struct {
	contract    *contract.Contract
	verdict     verdict.Verdict
	notes       map[Note]bool
	suggestions map[contract.Cause][]suggest.Suggestion
	// reproductions has the commands that reproduce a cause.
	reproductions map[contract.Cause]string
	known         *baseline.Baseline
	now           time.Time

	strictDocument, incomplete bool
}

// New returns an empty report about exchanges that were checked against c.
func New(c *contract.Contract) *Report {
	return &Report{
		contract:    c,
		notes:       map[Note]bool{},
		suggestions: map[contract.Cause][]suggest.Suggestion{}, reproductions: map[contract.Cause]string{},
	}
}

// Add adds an exchange and its findings. It doesn't keep the exchange. Of each cause, it keeps only
// the first findings.
func (r *Report) Add(x *contract.Exchange, findings []contract.Finding) {
	r.verdict.Add(r.contract, x, findings)
}

// AddChecked adds what [contract.Contract.CheckAll] yields, as Add does. It takes less time than
// Add.
func (r *Report) AddChecked(checked contract.Checked) { r.verdict.AddChecked(r.contract, checked) }

// AddFailure adds a finding about an exchange that was added before. It also adds the commands that
// reproduce the finding.
func (r *Report) AddFailure(f contract.Finding, reproduction string) {
	r.verdict.AddFinding(f)
	r.reproductions[f.Cause()] = reproduction
}

// Merge adds the findings of another check against the same document.
func (r *Report) Merge(v *verdict.Verdict) { r.verdict.Merge(v) }

// Verdict returns the verdict about everything that was added so far. It changes when more is
// added.
func (r *Report) Verdict() *verdict.Verdict { return &r.verdict }

// Groups returns the findings by cause, with the most serious severity first.
func (r *Report) Groups() []contract.Group { return r.verdict.Groups() }

// Note is a remark about a place in the document. Either the place was not checked, or it has a
// flaw.
type Note struct {
	Kind NoteKind
	// Flaw is the kind of the flaw, such as unknown-field. It is empty if the note is not about a
	// flaw.
	Flaw string
	// Place is the place in the document.
	Place contract.Place
	Text  string
}

// NoteKind says what a [Note] is about.
type NoteKind string

// The constants are the kinds of notes.
const (
	// Flaw says that the document has a flaw that prevents no check.
	Flaw NoteKind = "document"
	// NotChecked says that the document demands something that is not checked.
	NotChecked NoteKind = "not checked"
)

// AddNote adds a note, unless the report has the same note already.
func (r *Report) AddNote(kind NoteKind, place contract.Place, text string) {
	r.notes[Note{Kind: kind, Place: place, Text: text}] = true
}

// AddWarning adds a note about a flaw of the document.
func (r *Report) AddWarning(w contract.Warning) {
	r.notes[Note{Kind: Flaw, Flaw: w.Kind, Place: w.Document, Text: w.What}] = true
}

// maxFlaws is how many flaws of each kind a report for people shows.
const maxFlaws = 10

// shownFlaws returns the first flaws of each kind. A note says how many more there are.
func shownFlaws(flaws []Note) []Note {
	count := map[string]int{}
	for _, note := range flaws {
		count[note.Flaw]++
	}
	shown := make([]Note, 0, len(flaws))
	seen := map[string]int{}
	for _, note := range flaws {
		seen[note.Flaw]++
		switch more := count[note.Flaw] - maxFlaws; {
		case seen[note.Flaw] <= maxFlaws:
		case seen[note.Flaw] == maxFlaws+1 && more > 1:
			note.Text = fmt.Sprintf("and %d more of the kind %s, of which this is the first; the JSON report has them all", more, note.Flaw)
		case more > 1:
			continue
		}
		shown = append(shown, note)
	}
	return shown
}

// StrictDocument makes the verdict fail if the document has a flaw.
func (r *Report) StrictDocument() { r.strictDocument = true }

// Incomplete says that a recording could not be read. The verdict is then not about all recordings.
func (r *Report) Incomplete() { r.incomplete = true }

// sortedNotes returns the notes of a kind, sorted by their places.
func (r *Report) sortedNotes(kind NoteKind) []Note {
	notes := make([]Note, 0, len(r.notes))
	for note := range r.notes {
		if note.Kind == kind {
			notes = append(notes, note)
		}
	}
	slices.SortFunc(notes, func(a, b Note) int {
		return cmp.Or(a.Place.Compare(b.Place), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Place.Pointer, b.Place.Pointer))
	})
	return notes
}

// AddSuggestion adds a suggestion. The report shows it with the findings of its cause, if there are
// any.
func (r *Report) AddSuggestion(s suggest.Suggestion) {
	r.suggestions[s.Cause] = append(r.suggestions[s.Cause], s)
}

// SetBaseline sets the baseline, and the time at which its entries are valid or have expired.
// Accepted findings are counted separately and don't make the verdict fail. Expired and stale
// entries make it fail. If known is nil, no findings are accepted.
func (r *Report) SetBaseline(known *baseline.Baseline, now time.Time) {
	r.known, r.now = known, now
}

// UpdatedBaseline returns a baseline with which the verdict holds. It has the entries of the
// current baseline that are not stale, and a new entry for each cause that makes the verdict fail;
// see [baseline.Baseline.Update]. The new entries begin at the time now.
func (r *Report) UpdatedBaseline(strict bool, now time.Time) *baseline.Baseline {
	return r.known.Update(r.Groups(), func(g contract.Group) bool { return fails(g.Severity, strict) }, now)
}

// Holds reports whether the exchanges agree with the document. This is so if the baseline accepts
// all violations and, if strict is true, all drift. Rejected requests don't matter.
func (r *Report) Holds(strict bool) bool { return r.model(strict).Holds }

// fails reports whether findings of this severity make the verdict fail.
func fails(severity contract.Severity, strict bool) bool {
	return severity == contract.Violation || strict && severity == contract.Drift
}
