package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// outcome is what a check found, and what it could not check.
type outcome struct {
	report     *report.Report
	recordings *recordings
	edits      *edits
}

// isEmpty reports whether there is nothing to report: no exchange was checked, and that is not meant.
func (d *outcome) isEmpty(allowed bool) bool {
	return d.recordings.tally.Checked == 0 && (!allowed || len(d.recordings.failed) > 0)
}

// notChecked returns a line for each thing that was not checked.
func (d *outcome) notChecked() []string {
	lines := d.recordings.tally.Lines()
	for _, err := range d.recordings.failed {
		lines = append(lines, "a recording that can't be read: "+err.Error())
	}
	return lines
}

// conclude prints what was not checked, and returns the error that the command ends with.
func (o *checkOptions) conclude(cmd *cobra.Command, d *outcome) error {
	failed, checked := d.recordings.saySkipped(cmd), d.recordings.tally.Checked
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

// nothingChecked says why no exchange was checked.
func (d *outcome) nothingChecked() error {
	if d.recordings.tally.Skipped() == 0 {
		return errors.New("no exchange was checked: the recordings hold none; record some, or add --allow-empty")
	}
	return fmt.Errorf("no exchange was checked: %s; record others, or add --allow-empty", d.recordings.tally.Summary())
}

func wereChecked(n int) string {
	if n == 1 {
		return "1 exchange was"
	}
	return fmt.Sprintf("%d exchanges were", n)
}
