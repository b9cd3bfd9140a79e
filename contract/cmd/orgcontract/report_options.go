package main

import (
	"errors"
	"io"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// reportOptions has the flags that decide what a command says about findings, and with which code
// it exits. They don't change the findings.
type reportOptions struct {
	strict         bool
	strictDocument bool
	baseline       string
	updateBaseline bool
	reports        []string
	allowEmpty     bool
	minExchanges   int
	all            bool
}

// reportFlags has the names of these flags, except --report.
var reportFlags = []string{"strict", "strict-document", "baseline", "update-baseline", "allow-empty", "min-exchanges", "all"}

func (o *reportOptions) add(cmd *cobra.Command, formats []output.Format) {
	flags := cmd.Flags()
	flags.BoolVar(&o.strict, "strict", false, "fail on drift too: on what the document doesn't mention")
	flags.BoolVar(&o.strictDocument, "strict-document", false, "fail on flaws of the document too, such as wrong examples")
	flags.StringVar(&o.baseline, "baseline", "", "the `FILE` of accepted findings")
	flags.BoolVar(&o.updateBaseline, "update-baseline", false, "add what fails to the baseline, and remove what is gone")
	flags.StringArrayVar(&o.reports, "report", nil, reportUsage(formats))
	completeReports(cmd, formats)
	flags.BoolVar(&o.allowEmpty, "allow-empty", false, "don't fail if no exchange was checked")
	flags.IntVar(&o.minExchanges, "min-exchanges", 0, "fail if fewer than `N` exchanges were checked")
	flags.BoolVar(&o.all, "all", false, "show all causes in the text report, and all operations of each")
}

// theBaseline is the name of the baseline in errors.
const theBaseline = "the baseline"

// check returns an error if some flags can't be used together.
func (o *reportOptions) check() error {
	if o.updateBaseline && o.baseline == "" {
		return errors.New("--update-baseline needs the name of the baseline; add --baseline FILE")
	}
	return nil
}

// outputs returns what the command writes: the reports, and then the baseline if it must be
// updated.
func (o *reportOptions) outputs(reports []destination.Output) []destination.Output {
	if o.updateBaseline {
		return append(reports, destination.Output{Flag: "--update-baseline", File: o.baseline, What: "baseline", Updates: theBaseline})
	}
	return reports
}

// demands returns what the run must show to pass.
func (o *reportOptions) demands() report.Demands {
	return report.Demands{Strict: o.strict, AllowEmpty: o.allowEmpty, MinExchanges: o.minExchanges}
}

// newReport returns a report about checks against c. It has the baseline, the flaws of the
// document, and what can't be checked.
func (o *reportOptions) newReport(c *contract.Contract) (*report.Report, error) {
	known, err := o.readBaseline(c)
	if err != nil {
		return nil, err
	}
	r := report.New(c)
	r.SetBaseline(known, time.Now())
	r.AddDocument()
	if o.strictDocument {
		r.StrictDocument()
	}
	return r, nil
}

// readBaseline reads the baseline. It returns nil if the user names none, or if the named file must
// still be created.
func (o *reportOptions) readBaseline(c *contract.Contract) (*baseline.Baseline, error) {
	if o.baseline == "" {
		return nil, nil //nolint:nilnil // A nil baseline accepts nothing.
	}
	known, err := baseline.Read(o.baseline, c.KnownRule)
	if o.updateBaseline && errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // A nil baseline accepts nothing.
	}
	return known, err
}

// render renders the outputs: one for each target, and then the baseline if it must be updated.
func (o *reportOptions) render(r *report.Report, targets []output.Target, outputs []destination.Output, stdout io.Writer) error {
	if o.updateBaseline && len(outputs) > len(targets) {
		updated := r.UpdatedBaseline(o.strict, time.Now())
		data, err := updated.Bytes()
		if err != nil {
			return err
		}
		outputs[len(targets)].Data = data
		r.SetBaseline(updated, time.Now())
	}
	date, err := output.Date()
	if err != nil {
		return err
	}
	for i, target := range targets {
		style := report.Style{Style: styleOf(target.File, stdout), Strict: o.strict, All: o.all, Date: date}
		if outputs[i].Data, err = rendered(func(w io.Writer) error { return r.Write(target.Format, w, style) }); err != nil {
			return err
		}
	}
	return nil
}
