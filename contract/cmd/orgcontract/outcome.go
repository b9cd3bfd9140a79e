package main

import (
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
		return runError{d.tally.NothingChecked()}
	case checked < o.minExchanges:
		return runError{fmt.Errorf("%s checked, and --min-exchanges asks for %d; record more", wereChecked(checked), o.minExchanges)}
	case !d.report.Holds(o.strict):
		return errFindings
	default:
		return nil
	}
}

func wereChecked(n int) string {
	if n == 1 {
		return "1 exchange was"
	}
	return fmt.Sprintf("%d exchanges were", n)
}
