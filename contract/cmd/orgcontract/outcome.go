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

// conclude prints what was not checked, and returns the error with which the command ends.
func (o *reportOptions) conclude(cmd *cobra.Command, d *outcome) error {
	failed := saySkipped(cmd, d.tally)
	switch {
	case failed != nil && o.updateBaseline:
		complainf(cmd, "orgcontract: %v", failed)
		return runError{fmt.Errorf("%s: the baseline was not updated, because not all recordings could be read", o.baseline)}
	case failed != nil:
		return failed
	}
	err := o.demands().Check(d.report, d.tally)
	if err == nil || errors.Is(err, errFindings) {
		return err
	}
	return runError{err}
}
