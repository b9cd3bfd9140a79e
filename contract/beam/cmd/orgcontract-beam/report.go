package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// targets returns the reports to write, and the files that they go to. It returns an error if one
// can't be written, or if one or the part would replace a local file that is read.
func (o *options) targets(globs []string) ([]output.Target, []destination.Output, error) {
	targets, outputs, err := output.ParseTargets(o.reports, report.Formats())
	if err != nil {
		return nil, nil, fmt.Errorf("--report %w", err)
	}
	written := outputs
	if o.partial != "" {
		written = append(slices.Clone(outputs), destination.Output{Flag: "--partial", File: o.partial, What: "part"})
	}
	if err := destination.Conflict(written, o.inputs(globs), destination.Streams{Out: os.Stdout}); err != nil {
		return nil, nil, err
	}
	return targets, outputs, destination.Writable(outputs)
}

// inputs returns the local files that are read.
func (o *options) inputs(globs []string) []destination.Input {
	inputs := []destination.Input{{What: "the document", Path: o.document.Name}, {What: "the baseline", Path: o.baseline}}
	for _, glob := range globs {
		files, _ := filepath.Glob(glob) // A glob of another file system matches nothing here.
		for _, file := range files {
			inputs = append(inputs, destination.Input{What: "a recording", Path: file, Reads: isNone})
		}
	}
	return inputs
}

// isNone is for directories, of which no file is read.
func isNone(string) bool { return false }

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
