package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// outcome has the findings of a check, and what the check could not look at.
type outcome struct {
	contract *contract.Contract
	report   *report.Report
	// tally counts what was read from the recordings.
	tally *selection.Tally
	// recordings and edits are nil if the outcome comes from merged parts.
	recordings *recordings
	edits      *edits
}

// isEmpty reports whether no exchange was checked, although the user didn't allow this.
func (d *outcome) isEmpty(allowed bool) bool {
	return d.tally.Checked == 0 && (!allowed || !d.tally.IsComplete())
}

// addNotChecked adds what was not checked to the report.
func (d *outcome) addNotChecked() {
	document := contract.Place{File: d.contract.Name(), Line: 1, Column: 1}
	for _, line := range d.tally.Lines() {
		d.report.AddNote(report.NotChecked, document, line)
	}
	for _, line := range d.tally.Unread() {
		d.report.AddNote(report.NotChecked, document, "a recording that can't be read: "+line)
	}
	if !d.tally.IsComplete() {
		d.report.Incomplete()
	}
}

// conclude prints what was not checked, and returns the error with which the command ends.
func (o *reportOptions) conclude(cmd *cobra.Command, d *outcome) error {
	failed, checked := saySkipped(cmd, d.tally), d.tally.Checked
	switch {
	case failed != nil && o.updateBaseline:
		complainf(cmd, "orgcontract: %v", failed)
		return runError{fmt.Errorf("%s: the baseline was not updated, because not all recordings could be read", o.baseline)}
	case failed != nil:
		return failed
	case d.isEmpty(o.allowEmpty):
		return runError{d.nothingChecked()}
	case checked < o.minExchanges:
		return runError{fmt.Errorf("%s checked, and --min-exchanges asks for %d; record more", wereChecked(checked), o.minExchanges)}
	case !d.report.Holds(o.strict):
		return errFindings
	default:
		return nil
	}
}

// nothingChecked returns an error that says why no exchange was checked.
func (d *outcome) nothingChecked() error {
	if d.tally.Skipped() == 0 {
		return errors.New("no exchange was checked: the recordings hold none; record some, or add --allow-empty")
	}
	return fmt.Errorf("no exchange was checked: %s; record others, or add --allow-empty", d.tally.Summary())
}

func wereChecked(n int) string {
	if n == 1 {
		return "1 exchange was"
	}
	return fmt.Sprintf("%d exchanges were", n)
}
