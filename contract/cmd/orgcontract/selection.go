package main

import (
	"github.com/spf13/pflag"

	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// addExchangeFlags adds the flags that choose exchanges of the recordings.
func addExchangeFlags(flags *pflag.FlagSet, o *selection.Options) {
	flags.StringArrayVar(&o.Only, "only", nil, "take only requests whose URL or path begins with `PREFIX` (repeatable)")
	flags.StringArrayVar(&o.Ignore, "ignore", nil, "leave out requests whose URL or path begins with `PREFIX` (repeatable)")
	flags.StringVar(&o.BasePath, "base-path", "", "the `PATH` that a gateway puts before those of the API, such as /v1")
	flags.StringVar(&o.Server, "server", "", "the `URL` of the server, in place of those in the document")
}

// addFindingFlags adds the flags that choose findings.
func addFindingFlags(flags *pflag.FlagSet, o *selection.Options) {
	flags.StringArrayVar(&o.IgnoreHeaders, "ignore-header", nil, "leave out findings about headers named as `PATTERN`, such as 'X-Foo-*' (repeatable)")
	flags.StringArrayVar(&o.IgnoreRules, "ignore-rule", nil, "leave out findings of `RULE`, such as request.security (repeatable)")
}
