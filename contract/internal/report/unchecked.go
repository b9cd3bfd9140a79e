package report

import (
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// AddDocument adds the flaws of the document, and what it asks for that nothing checks.
func (r *Report) AddDocument() {
	for _, u := range r.contract.Unchecked() {
		r.AddNote(NotChecked, u.Document, u.What)
	}
	for _, w := range r.contract.Warnings() {
		r.AddWarning(w)
	}
}

// AddRecordings adds what was not checked of the recordings, and which of them can't be read. If
// one can't, the report is incomplete.
func (r *Report) AddRecordings(t *selection.Tally) {
	document := contract.Place{File: r.contract.Name(), Line: 1, Column: 1}
	for _, line := range t.Lines() {
		r.AddNote(NotChecked, document, line)
	}
	for _, line := range t.Unread() {
		r.AddNote(NotChecked, document, "a recording that can't be read: "+line)
	}
	if !t.IsComplete() {
		r.Incomplete()
	}
}
