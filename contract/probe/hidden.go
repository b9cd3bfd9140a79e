package probe

import (
	"net/url"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
)

// hidden returns an exchange without the values of undeclared headers and parameters that were
// given to the probe. Such a value may be a secret, but the document doesn't say so. hidden
// replaces each value by the same number of letters x, wherever the value occurs.
func (w *worker) hidden(x *contract.Exchange) *contract.Exchange {
	var pairs []string
	o := w.operationOf(x)
	for _, c := range []credentials{w.user, w.other} {
		for _, in := range sortedKeys(c) {
			for _, name := range sortedKeys(c[in]) {
				if in == contract.InCookie || name == authorization || name == cookieHeader || w.operation(o.Method, o.Path).Declares(in, name) {
					continue
				}
				pairs = append(pairs, replacements(c[in][name])...)
			}
		}
	}
	if len(pairs) == 0 {
		return x
	}
	return replaced(x, strings.NewReplacer(pairs...))
}

// replacements returns pairs of a value and its replacement. Each value occurs as it is and as it
// is written in a query.
func replacements(values []string) []string {
	var pairs []string
	for _, value := range values {
		for _, form := range []string{value, url.QueryEscape(value)} {
			if len(value) >= secret.Shortest {
				pairs = append(pairs, form, strings.Repeat("x", len(form)))
			}
		}
	}
	return pairs
}

// replaced returns a copy of an exchange with strings replaced.
func replaced(x *contract.Exchange, by *strings.Replacer) *contract.Exchange {
	all := func(header map[string][]string) map[string][]string {
		other := map[string][]string{}
		for name, values := range header {
			for _, value := range values {
				other[name] = append(other[name], by.Replace(value))
			}
		}
		return other
	}
	other := *x
	u := *x.Request.URL
	u.RawQuery = by.Replace(u.RawQuery)
	other.Request.URL, other.Request.Header = &u, all(x.Request.Header)
	other.Request.Body = []byte(by.Replace(string(x.Request.Body)))
	if x.Response != nil {
		response := *x.Response
		response.Header, response.Body = all(response.Header), []byte(by.Replace(string(response.Body)))
		other.Response = &response
	}
	return &other
}
