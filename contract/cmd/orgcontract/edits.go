package main

import (
	"context"
	"errors"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

// edits looks for edits of the document that would remove findings, and adds these edits to a
// report.
type edits struct {
	// suggester is nil if the command looks for no edits.
	suggester *suggest.Suggester
	input     *recordings
	report    *report.Report
	// document is the place of the whole document.
	document contract.Place
	// found has the edits that remove findings and cause no new ones.
	found []suggest.Suggestion
	// files has the files of the document.
	files []contract.File
}

func (o *checkOptions) newEdits(c *contract.Contract, in *recordings, r *report.Report) *edits {
	e := &edits{input: in, report: r, document: contract.Place{File: c.Name(), Line: 1, Column: 1}, files: c.Files()}
	if o.suggest {
		e.suggester = suggest.New(c, nameInDiff)
	}
	return e
}

// add adds an exchange and its findings.
func (e *edits) add(checked contract.Checked) {
	if e.suggester == nil {
		return
	}
	if e.input.add(checked.Exchange); !e.input.isLong() {
		e.suggester.AddChecked(checked)
	}
}

// suggest tries the edits and adds those that cause no new finding to the report. If it can't try
// them, the report says so. It returns an error only if the command was interrupted.
func (e *edits) suggest(ctx context.Context) error {
	groups := e.report.Groups()
	switch {
	case e.suggester == nil || len(groups) == 0:
		return nil
	case e.input.isLong():
		e.report.AddNote(report.NotChecked, e.document, "edits are not suggested: the recordings are longer than 64 MiB; name fewer")
		return nil
	}
	suggestions, left, err := e.suggester.Suggest(ctx, groups, e.input.again())
	if ctx.Err() != nil || errors.Is(err, errInterrupted) {
		return errInterrupted
	}
	switch {
	case errors.Is(err, suggest.ErrUneditable):
		e.report.AddNote(report.NotChecked, e.document, "edits are not suggested: "+err.Error())
	case err != nil:
		e.report.AddNote(report.NotChecked, e.document, "edits are not suggested: the recordings could not be read a second time: "+err.Error())
	}
	e.found = suggestions
	for _, s := range suggestions {
		e.report.AddSuggestion(s)
	}
	if left > 0 {
		e.report.AddNote(report.NotChecked, e.document, "edits are suggested for a part of the findings: to try all edits would take too long")
	}
	return nil
}
