package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// targets returns the reports to write, and the files that they go to. It returns an error if one
// can't be written. The text report goes to the standard output if no other report does.
func (o *options) targets() ([]output.Target, []destination.Output, error) {
	var targets []output.Target
	text := true
	for _, value := range o.reports {
		target, err := output.ParseTarget(value, report.Formats())
		if err != nil {
			return nil, nil, fmt.Errorf("--report %w", err)
		}
		text = text && target.File != destination.Stdout
		targets = append(targets, target)
	}
	if text {
		targets = append(targets, output.Target{Format: output.Text, File: destination.Stdout})
	}
	outputs := make([]destination.Output, len(targets))
	for i, target := range targets {
		outputs[i] = destination.Output{Flag: "--report " + string(target.Format), File: target.File, What: string(target.Format) + " report"}
	}
	inputs := []destination.Input{{What: "the document", Path: o.document.Name, Reads: func(string) bool { return true }}}
	if err := destination.Conflict(outputs, inputs, destination.Streams{Out: os.Stdout}); err != nil {
		return nil, nil, err
	}
	return targets, outputs, destination.Writable(outputs)
}

// report writes the reports, and returns the error that the command ends with.
func (o *options) report(c *contract.Contract, found *part.Part, targets []output.Target, outputs []destination.Output, stdout, stderr io.Writer) error {
	t := found.Recordings
	isEmpty := t.Checked == 0 && (!o.allowEmpty || !t.IsComplete())
	r, err := o.newReport(c, found)
	if err != nil {
		return err
	}
	if !isEmpty {
		if err := o.write(r, targets, outputs, stdout); err != nil {
			return err
		}
	}
	if n := t.Skipped(); n > 0 && t.Checked > 0 {
		complainf(stderr, "%d of %s not checked: %s", n, output.Count(n+t.Checked, "entry"), t.Summary())
	}
	if unread := t.Unread(); len(unread) > 0 {
		last := len(unread) - 1
		for _, line := range unread[:last] {
			complainf(stderr, "%s", line)
		}
		return errors.New(unread[last])
	}
	return o.verdict(r, t, isEmpty)
}

// verdict returns the error for what was found.
func (o *options) verdict(r *report.Report, t *selection.Tally, isEmpty bool) error {
	switch {
	case isEmpty:
		return t.NothingChecked()
	case t.Checked < o.minExchanges:
		return fmt.Errorf("%s checked, and --min-exchanges asks for %d; record more", output.Count(t.Checked, "exchange"), o.minExchanges)
	case !r.Holds(o.strict):
		return errFindings
	default:
		return nil
	}
}

// newReport returns the report about what was found, and about what was not checked.
func (o *options) newReport(c *contract.Contract, found *part.Part) (*report.Report, error) {
	r := report.New(c)
	if o.baseline != "" {
		known, err := baseline.Read(o.baseline, c.KnownRule)
		if err != nil {
			return nil, err
		}
		r.SetBaseline(known, time.Now())
	}
	r.AddDocument()
	if o.strictDocument {
		r.StrictDocument()
	}
	r.Merge(found.Check)
	r.AddRecordings(found.Recordings)
	return r, nil
}

// write writes the reports.
func (o *options) write(r *report.Report, targets []output.Target, outputs []destination.Output, stdout io.Writer) error {
	date, err := output.Date()
	if err != nil {
		return err
	}
	for i, target := range targets {
		var b bytes.Buffer
		if err := r.Write(target.Format, &b, report.Style{Strict: o.strict, All: o.all, Date: date}); err != nil {
			return err
		}
		outputs[i].Data = b.Bytes()
	}
	if err := destination.WriteFiles(outputs); err != nil {
		return err
	}
	return destination.WriteStdout(outputs, stdout)
}
