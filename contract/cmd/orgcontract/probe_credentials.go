package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// credentialFlags are the flags that say who sends the requests of a probe.
type credentialFlags struct {
	headers, queries, cookies                []string
	otherHeaders, otherQueries, otherCookies []string
}

func (f *credentialFlags) add(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.headers, "header", nil, "send the header `NAME: VALUE`, such as a credential (repeatable)")
	flags.StringArrayVar(&f.queries, "query", nil, "send the parameter `NAME=VALUE` in the query, such as an API key (repeatable)")
	flags.StringArrayVar(&f.cookies, "cookie", nil, "send the cookie `NAME=VALUE`, such as a session cookie (repeatable)")
	flags.StringArrayVar(&f.otherHeaders, "other-header", nil, "send the header `NAME: VALUE` as another user, who must not see what the first user created (repeatable)")
	flags.StringArrayVar(&f.otherQueries, "other-query", nil, "send the parameter `NAME=VALUE` as another user (repeatable)")
	flags.StringArrayVar(&f.otherCookies, "other-cookie", nil, "send the cookie `NAME=VALUE` as another user (repeatable)")
}

// options returns the flags as options of a probe. No error shows a value, because it may be a
// credential.
func (f *credentialFlags) options() ([]probe.Option, error) {
	const pair = "NAME=VALUE"
	var options []probe.Option
	for _, each := range []struct {
		flag, like, separator string
		values                []string
		option                func(name, value string) probe.Option
	}{
		{"--header", "'Authorization: Bearer KEY'", ":", f.headers, probe.Header},
		{"--query", pair, "=", f.queries, probe.Query},
		{"--cookie", pair, "=", f.cookies, probe.Cookie},
		{"--other-header", "'Authorization: Bearer KEY'", ":", f.otherHeaders, probe.OtherHeader},
		{"--other-query", pair, "=", f.otherQueries, probe.OtherQuery},
		{"--other-cookie", pair, "=", f.otherCookies, probe.OtherCookie},
	} {
		for _, value := range each.values {
			name, value, ok := strings.Cut(value, each.separator)
			if name = strings.TrimSpace(name); !ok || name == "" {
				return nil, fmt.Errorf("%s: write it like %s", each.flag, each.like)
			}
			options = append(options, each.option(name, strings.TrimSpace(value)))
		}
	}
	return options, nil
}
