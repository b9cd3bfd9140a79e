package main

import (
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/report"
	"github.com/orgcontract/polytomic-organizations/contract/suggest"
)

// edits looks for edits of the document that would end what is found, and puts them into a report.
type edits struct {
	// suggester is nil where there are none to look for.
	suggester *suggest.Suggester
	input     *input
	// always says that recordings of any length are gone over twice.
	always bool
	report *report.Report
	// document is the place of the document as a whole.
	document contract.Place
}

func (o *checkOptions) newEdits(c *contract.Contract, name string, document []byte, in *input, r *report.Report) *edits {
	e := &edits{input: in, always: o.suggest == suggestAlways, report: r, document: contract.Place{File: name, Line: 1, Column: 1}}
	if o.suggest == suggestNever {
		return e
	}
	var err error
	if e.suggester, err = suggest.New(c, nameInDiff(name), document); err != nil {
		r.AddNote(e.document, "which edit would end what is found, because the document can't be edited: "+err.Error())
	}
	return e
}

// add adds an exchange and what was found in it.
func (e *edits) add(checked contract.Checked) {
	if e.suggester == nil {
		return
	}
	if e.input.add(checked.Exchange); e.mayGoOn() {
		e.suggester.Add(checked.Exchange, checked.Findings)
	}
}

// mayGoOn reports whether what was read so far can be gone over again, and is to be.
func (e *edits) mayGoOn() bool { return !e.input.isLong() || e.always && !e.input.once }

// suggest tries the edits and adds those that hold to the report.
func (e *edits) suggest() error {
	groups := e.report.Groups()
	switch {
	case e.suggester == nil || len(groups) == 0:
		return nil
	case e.mayGoOn():
	case e.input.once:
		e.report.AddNote(e.document, "which edit would end what is found, because the input is too long to be kept and can't be read again; name a file")
		return nil
	default:
		e.report.AddNote(e.document, "which edit would end what is found, because trying them takes long with so much input; add --suggest=always")
		return nil
	}
	suggestions, left, err := e.suggester.Suggest(groups, e.input.again())
	if err != nil {
		return err
	}
	for _, s := range suggestions {
		e.report.AddSuggestion(report.Suggestion(s))
	}
	if left > 0 {
		e.report.AddNote(e.document, fmt.Sprintf("which edit would end the findings of %d causes, because those with more findings came first", left))
	}
	return nil
}
