package main

import (
	"flag"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"

	contractbeam "github.com/orgcontract/polytomic-organizations/contract/beam"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// options are the flags that are not Beam's.
type options struct {
	document contractbeam.Document
	formats  string
	partial  string

	reports        []string
	demands        report.Demands
	strictDocument bool
	baseline       string
	all            bool
}

// newOptions adds the flags to a set, beside those of Beam.
func newOptions(flags *flag.FlagSet) *options {
	o := &options{}
	list := func(values *[]string, name, usage string) {
		flags.Func(name, usage+" (repeatable)", func(value string) error {
			*values = append(*values, value)
			return nil
		})
	}
	d := &o.document
	flags.StringVar(&d.Name, "spec", "openapi.yaml", "the OpenAPI document, one `FILE`")
	flags.StringVar(&o.formats, "formats", assertFormats, "`WHAT` formats do: assert checks values against them, annotate does not")
	list(&d.Only, "only", "take only requests whose URL or path begins with `PREFIX`")
	list(&d.Ignore, "ignore", "leave out requests whose URL or path begins with `PREFIX`")
	flags.StringVar(&d.BasePath, "base-path", "", "the `PATH` that a gateway puts before those of the API")
	flags.StringVar(&d.Server, "server", "", "the `URL` of the server, in place of those in the document")
	list(&d.IgnoreHeaders, "ignore-header", "leave out findings about headers named as `PATTERN`")
	list(&d.IgnoreRules, "ignore-rule", "leave out findings of `RULE`")
	flags.Func("placeholders", "the regular expression `PATTERN` of what the recorder wrote in the place of values", func(pattern string) error {
		d.Placeholders = &pattern
		return nil
	})
	flags.Int64Var(&d.RangeBytes, "range-bytes", 0, "split files of JSON lines that are longer than `N` bytes (default 64 MiB)")
	flags.StringVar(&o.partial, "partial", "", "write what was found as a part to `FILE` too; workers write it, so all machines must reach it, as gs://...")
	list(&o.reports, "report", "write a report, given as FORMAT=`FILE`; - is the standard output")
	flags.BoolVar(&o.demands.Strict, "strict", false, "fail on drift too: on what the document doesn't mention")
	flags.BoolVar(&o.strictDocument, "strict-document", false, "fail on flaws of the document too")
	flags.StringVar(&o.baseline, "baseline", "", "the `FILE` of accepted findings")
	flags.IntVar(&o.demands.MinExchanges, "min-exchanges", 0, "fail if fewer than `N` exchanges were checked")
	flags.BoolVar(&o.demands.AllowEmpty, "allow-empty", false, "don't fail if no exchange was checked")
	flags.StringVar(&log.LogLevel, "log-level", "warn", "print what Beam logs from `LEVEL` on: debug, info, warn or error")
	flags.BoolVar(&o.all, "all", false, "show all causes in the text report, and all operations of each")
	return o
}

// What a command does with formats.
const (
	assertFormats   = "assert"
	annotateFormats = "annotate"
)
