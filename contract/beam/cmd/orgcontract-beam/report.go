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
)

// targets returns the reports to write, and the files that they go to. It returns an error if one
// can't be written.
func (o *options) targets() ([]output.Target, []destination.Output, error) {
	targets, outputs, err := output.ParseTargets(o.reports, report.Formats())
	if err != nil {
		return nil, nil, fmt.Errorf("--report %w", err)
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
	r, err := o.newReport(c, found)
	if err != nil {
		return err
	}
	if !o.demands.IsEmpty(t) {
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
	return o.demands.Check(r, t)
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
		if err := r.Write(target.Format, &b, report.Style{Strict: o.demands.Strict, All: o.all, Date: date}); err != nil {
			return err
		}
		outputs[i].Data = b.Bytes()
	}
	if err := destination.WriteFiles(outputs); err != nil {
		return err
	}
	return destination.WriteStdout(outputs, stdout)
}
