package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// probeFlags has the flags of the command probe.
type probeFlags struct {
	document     documentFlags
	server       string
	credentials  credentialFlags
	allowWrites  bool
	allowDeletes bool
	rate         float64
	concurrency  int
	maxRequests  int
	cases        int
	time         time.Duration
	timeout      time.Duration
	seed         uint64
	fixtures     string
	dryRun       bool
	strict       bool
	out          string
	reproduce    string
	provenance   string
	reports      []string
}

func probeCommand() *cobra.Command {
	var f probeFlags
	cmd := &cobra.Command{
		Use:     "probe [flags] --server URL",
		Short:   "Send requests to a server and judge its answers",
		Long:    probeHelp,
		Example: probeExamples,
		Args:    cobra.NoArgs,
		RunE:    f.run,
	}
	flags := cmd.Flags()
	f.document.add(cmd, "to probe with")
	flags.StringVar(&f.server, "server", "", "the `URL` of the server")
	f.credentials.add(flags)
	flags.BoolVar(&f.allowWrites, "allow-writes", false, "send methods that change something to a server that is not at a loopback address")
	flags.BoolVar(&f.allowDeletes, "allow-deletes", false, "also delete what the probe did not create")
	flags.Float64Var(&f.rate, "rate", 0, "send at most `N` requests a second (default: no limit)")
	flags.IntVar(&f.concurrency, "concurrency", 1, "probe `N` operations at the same time")
	flags.IntVar(&f.maxRequests, "max-requests", 0, "send at most `N` requests (default: no limit)")
	flags.IntVar(&f.cases, "cases", 10, "send `N` random requests to each operation")
	flags.DurationVar(&f.time, "time", 0, "stop after a `DURATION` such as 1m (default: no limit)")
	flags.DurationVar(&f.timeout, "timeout", 10*time.Second, "wait for an answer for at most a `DURATION`")
	flags.Uint64Var(&f.seed, "seed", 1, "the seed `N` of the random requests")
	flags.StringVar(&f.fixtures, "fixtures", "", "the YAML `FILE` with values that only the server knows")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print what would be sent, and send nothing")
	flags.BoolVar(&f.strict, "strict", false, "fail on drift too: on what the document doesn't mention")
	flags.StringVar(&f.out, "out", "", "record the exchanges in the HAR `FILE`")
	flags.StringVar(&f.reproduce, "reproduce", "", "write a Go test for each finding into `DIR`")
	flags.StringVar(&f.provenance, "provenance", string(contract.Live), "who answers: `WORD` is "+inWords(recordedProvenances(), "or")+"; live is the API's own server")
	flags.StringArrayVar(&f.reports, "report", nil, reportUsage(report.Formats()))
	completeReports(cmd, report.Formats())
	complete(cmd, "provenance", cobra.ShellCompDirectiveNoFileComp, "live", "sandbox")
	return cmd
}

func (f *probeFlags) run(cmd *cobra.Command, _ []string) error {
	server := f.server
	if _, err := configure(cmd); err != nil {
		return err
	}
	f.server = server // A file that a stranger may change doesn't decide who gets the credentials.
	targets, outputs, err := output.ParseTargets(f.reports, report.Formats())
	switch {
	case err != nil:
		return fmt.Errorf("--report %w", err)
	case f.server == "":
		return errors.New("name the server to probe with --server")
	case !slices.Contains(recordedProvenances(), contract.Provenance(f.provenance)):
		return fmt.Errorf("--provenance: %q is neither %s", f.provenance, inWords(recordedProvenances(), "nor"))
	}
	if f.out != "" {
		outputs = append(outputs, destination.Output{Flag: "--out", File: f.out, What: "recording"})
	}
	if err := f.document.find(); err != nil {
		return err
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	inputs := slices.Concat(f.document.input(), fileInput("the fixtures", f.fixtures))
	if err := checkOutputs(ctx, cmd, outputs, inputs); err != nil {
		return err
	}
	var c *contract.Contract
	var options []probe.Option
	var invalid error
	err = interruptible(ctx, errInterrupted, func() (err error) {
		if c, err = f.document.load(ctx, cmd, outputs); err == nil {
			options, invalid = f.options() // The fixtures may be a pipe.
		}
		return err
	})
	switch {
	case err != nil:
		return runError{err}
	case invalid != nil:
		return invalid
	}
	return f.probe(ctx, cmd, c, options, targets, outputs[:len(targets)])
}

// options returns the options of the probe.
func (f *probeFlags) options() ([]probe.Option, error) {
	options := []probe.Option{
		probe.Rate(f.rate), probe.Concurrency(f.concurrency), probe.MaxRequests(f.maxRequests), probe.Cases(f.cases),
		probe.Time(f.time), probe.Timeout(f.timeout), probe.Seed(f.seed), probe.From(contract.Provenance(f.provenance)),
	}
	credentials, err := f.credentials.options()
	if err != nil {
		return nil, err
	}
	options = append(options, credentials...)
	if f.out != "" {
		options = append(options, probe.RecordedIn(filepath.ToSlash(f.out)))
	}
	if f.allowWrites {
		options = append(options, probe.AllowWrites())
	}
	if f.allowDeletes {
		options = append(options, probe.AllowDeletes())
	}
	if f.fixtures != "" {
		data, err := wholefile.Read(f.fixtures, wholefile.MaxRead)
		if err != nil {
			return nil, runError{fmt.Errorf("--fixtures: %w", err)}
		}
		fixtures, err := probe.ParseFixtures(f.fixtures, data)
		if err != nil {
			return nil, runError{err}
		}
		options = append(options, probe.WithFixtures(fixtures))
	}
	return options, nil
}

// probe sends requests to the server and writes the results.
func (f *probeFlags) probe(
	ctx context.Context, cmd *cobra.Command, c *contract.Contract, options []probe.Option, targets []output.Target, outputs []destination.Output,
) (err error) {
	r := report.New(c)
	var writer *recording.Writer
	if f.out != "" && !f.dryRun {
		if writer, err = recording.Create(f.out, recording.NewRedactor(c, recording.RedactorOptions{})); err != nil {
			return runError{err}
		}
	}
	shown := newProgress(cmd.ErrOrStderr(), "probing").counting()
	sent := int64(0)
	p, err := probe.New(c, f.server, append(options, probe.Each(func(x *contract.Exchange) {
		sent++
		shown.set(sent, -1)
		r.Add(x, nil)
		if writer != nil && x.Response != nil {
			writer.WriteLater(x)
		}
	}))...)
	if err != nil {
		return errors.Join(err, discard(writer))
	}
	defer func() { _ = p.Close() }() // An error doesn't matter, because the process ends.
	if f.dryRun {
		return dryRun(ctx, cmd, p)
	}
	result, err := p.Run(ctx)
	shown.end()
	if err != nil {
		return runError{oneLine(errors.Join(err, discard(writer)))}
	}
	err = f.conclude(ctx, cmd, c, p, result, r, targets, outputs)
	if writer == nil {
		return err
	}
	failed := writer.Close() // It may have to redact many exchanges, so the reports come first.
	for _, omitted := range writer.Omitted() {
		complainf(cmd, "%v", omitted)
	}
	if failed == nil {
		return err
	}
	if errors.Is(err, errFindings) {
		err = nil // The reports have them. That the recording is missing weighs more.
	}
	return runError{oneLine(errors.Join(failed, err))}
}

// dryRun prints what a probe would send.
func dryRun(ctx context.Context, cmd *cobra.Command, p *probe.Probe) error {
	var plan []byte
	err := interruptible(ctx, errInterrupted, func() (err error) {
		plan, err = rendered(func(w io.Writer) error { return p.WritePlan(ctx, w) })
		return err
	})
	if err != nil {
		return err
	}
	_, err = cmd.OutOrStdout().Write(plan)
	return err
}

func discard(w *recording.Writer) error {
	if w == nil {
		return nil
	}
	return w.Discard()
}

// conclude writes the reports, the tests and the coverage, and returns the verdict.
func (f *probeFlags) conclude(
	ctx context.Context, cmd *cobra.Command, c *contract.Contract, p *probe.Probe, result *probe.Result, r *report.Report,
	targets []output.Target, outputs []destination.Output,
) error {
	for i := range result.Failures {
		r.AddFailure(result.Failures[i].Finding, p.Curl(&result.Failures[i]))
	}
	if result.Stopped != "" {
		r.Incomplete()
	}
	for _, u := range c.Unchecked() {
		r.AddNote(report.NotChecked, u.Document, u.What)
	}
	date, err := output.Date()
	if err != nil {
		return err
	}
	for i, target := range targets {
		style := report.Style{Style: styleOf(target.File, cmd.OutOrStdout()), Strict: f.strict, Date: date}
		if outputs[i].Data, err = rendered(func(w io.Writer) error { return r.Write(target.Format, w, style) }); err != nil {
			return err
		}
		if target.Format == output.Text {
			outputs[i].Data = append(outputs[i].Data, result.Summary(f.seed)...)
		}
	}
	if err := writeOutputs(context.WithoutCancel(ctx), cmd, outputs); err != nil {
		return err
	}
	if err := f.writeTests(p, result); err != nil {
		return runError{err}
	}
	switch {
	case !r.Holds(f.strict):
		return errFindings
	case result.Stopped == "interrupted":
		return runError{errors.New("interrupted; the report is about what was sent until then")}
	case result.Requests == 0:
		return runError{errors.New("no request was sent; --dry-run says why")}
	case result.Accepted == 0:
		return runError{errors.New("the server accepted no request; give a credential with --header, or values that it knows with --fixtures")}
	case result.Unauthorized:
		return runError{errors.New("the server refused the credential of every request; give a valid one with --header, --query or --cookie")}
	}
	return nil
}

// writeTests writes a Go test for each failure.
func (f *probeFlags) writeTests(p *probe.Probe, result *probe.Result) error {
	if f.reproduce == "" {
		return nil
	}
	if err := os.MkdirAll(f.reproduce, 0o750); err != nil {
		return err
	}
	spec, err := filepath.Abs(f.document.spec)
	if err != nil {
		return err
	}
	for i := range result.Failures {
		failure := &result.Failures[i]
		text, err := p.GoTest(failure, spec, f.server)
		if err != nil {
			return err
		}
		if err := wholefile.Write(filepath.Join(f.reproduce, failure.FileName()), "test", text); err != nil {
			return err
		}
	}
	return nil
}
