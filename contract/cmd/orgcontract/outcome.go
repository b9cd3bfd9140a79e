package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// outcome is what a check found, and what it could not check.
type outcome struct {
	report *report.Report
	tally  selection.Tally
	// failed are the errors of the recordings that can't be read.
	failed []error
}

// isEmpty reports whether there is nothing to report: no exchange was checked, and that is not meant.
func (d *outcome) isEmpty(allowed bool) bool {
	return d.tally.Checked == 0 && (!allowed || len(d.failed) > 0)
}

// notChecked returns a line for each thing that was not checked.
func (d *outcome) notChecked() []string {
	lines := d.tally.Lines()
	for _, err := range d.failed {
		lines = append(lines, "a recording that can't be read: "+err.Error())
	}
	return lines
}

// conclude prints what was not checked, and returns the error that the command ends with.
func (o *checkOptions) conclude(cmd *cobra.Command, d *outcome) error {
	if n := d.tally.Skipped(); n > 0 && d.tally.Checked > 0 {
		complainf(cmd, "orgcontract: %d of %s not checked: %s", n, output.Count(n+d.tally.Checked, "entry"), d.tally.Summary())
	}
	last := len(d.failed) - 1
	for i, err := range d.failed {
		if i < last {
			complainf(cmd, "orgcontract: %v", err)
		}
	}
	switch {
	case last >= 0 && o.updateBaseline:
		complainf(cmd, "orgcontract: %v", d.failed[last])
		return runError{fmt.Errorf("%s: the baseline was not updated, because not all recordings could be read", o.baseline)}
	case last >= 0:
		return runError{d.failed[last]}
	case d.isEmpty(o.allowEmpty):
		return runError{d.nothingChecked()}
	case d.tally.Checked < o.minExchanges:
		return runError{fmt.Errorf("%s checked, and --min-exchanges asks for %d; record more", wereChecked(d.tally.Checked), o.minExchanges)}
	case !d.report.Holds(o.strict):
		return errFindings
	default:
		return nil
	}
}

// nothingChecked says why no exchange was checked.
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
