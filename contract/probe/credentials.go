package probe

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// credentials are the headers, query parameters and cookies that the requests of one user have.
// They are kept by place and name. If there are several values, requests normally have the first
// one.
type credentials map[contract.In]map[string][]string

func (c credentials) add(in contract.In, name, value string) {
	if c[in] == nil {
		c[in] = map[string][]string{}
	}
	c[in][name] = append(c[in][name], value)
}

// addHeader adds a header. It adds each cookie of a Cookie header as a cookie.
func (c credentials) addHeader(name, value string) {
	if name = http.CanonicalHeaderKey(name); name != cookieHeader {
		c.add(contract.InHeader, name, value)
		return
	}
	for pair := range strings.SplitSeq(value, ";") {
		cookie, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		c.add(contract.InCookie, cookie, value)
	}
}

// with returns a copy with another first value.
func (c credentials) with(in contract.In, name, value string) credentials {
	all := maps.Clone(c)
	all[in] = maps.Clone(c[in])
	all[in][name] = []string{value}
	return all
}

// alternatives returns a copy for each further value. In the copy, the further value is the first
// value.
func (c credentials) alternatives() []credentials {
	var all []credentials
	for _, in := range sortedKeys(c) {
		for _, name := range sortedKeys(c[in]) {
			for _, value := range c[in][name][1:] {
				all = append(all, c.with(in, name, value))
			}
		}
	}
	return all
}

// authenticated returns a request with the credentials. It keeps the values that the request has.
func authenticated(r contract.Request, c credentials) contract.Request {
	r.Header = r.Header.Clone()
	for _, name := range sortedKeys(c[contract.InHeader]) {
		if r.Header.Get(name) == "" {
			r.Header.Set(name, c[contract.InHeader][name][0])
		}
	}
	sent := (&http.Request{Header: r.Header}).CookiesNamed
	for _, name := range sortedKeys(c[contract.InCookie]) {
		if len(sent(name)) == 0 {
			addCookie(r.Header, name+"="+c[contract.InCookie][name][0])
		}
	}
	for _, name := range sortedKeys(c[contract.InQuery]) {
		if !r.URL.Query().Has(name) {
			u := *r.URL
			u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+queryPair(name, c[contract.InQuery][name][0]), "&")
			r.URL = &u
		}
	}
	return r
}

const cookieHeader = "Cookie"

// addCookie adds cookies to the Cookie header of a request.
func addCookie(header http.Header, cookies string) {
	if before := header.Get(cookieHeader); before != "" {
		cookies = before + "; " + cookies
	}
	header.Set(cookieHeader, cookies)
}

// queryPair returns a parameter in the form that it has in a query.
func queryPair(name, value string) string {
	return url.QueryEscape(name) + "=" + url.QueryEscape(value)
}

// piece is a part of a shown text. It is either a plain text, or the name of the environment
// variable that stands for a credential.
type piece struct{ text, variable string }

// variable returns the name of the environment variable that stands for a credential. It returns an
// empty string if the value is not one of the probe's credentials.
func (p *Probe) variable(in contract.In, name, value string) string {
	for prefix, c := range map[string]credentials{"": p.user, "OTHER_": p.other} {
		switch i := slices.Index(c[in][name], value); {
		case i == 0:
			return prefix + variableOf(name)
		case i > 0:
			return prefix + variableOf(name) + "_" + strconv.Itoa(i+1)
		}
	}
	return ""
}

// pathPieces splits a path into pieces. A server may use a credential as the identifier of a
// resource.
func (p *Probe) pathPieces(escaped string, captured map[string]string) []piece {
	var pieces []piece
	for i, segment := range strings.Split(escaped, "/") {
		if i > 0 {
			pieces = append(pieces, piece{text: "/"})
		}
		plain, err := url.PathUnescape(segment)
		value := p.valuePieces(plain)
		switch {
		case err == nil && captured[plain] != "":
			value = []piece{{variable: captured[plain]}}
		case err != nil || value[0].variable == "":
			value = []piece{{text: segment}}
		}
		pieces = append(pieces, value...)
	}
	return pieces
}

// valuePieces returns a value as a piece.
func (p *Probe) valuePieces(value string) []piece {
	if variable := p.anyVariable(value); variable != "" {
		return []piece{{variable: variable}}
	}
	return []piece{{text: value}}
}

// anyVariable returns the name of the environment variable that stands for a credential at any
// place. It returns an empty string if the value is not a credential, or is too short to be one.
func (p *Probe) anyVariable(value string) string {
	if len(value) < shortestWord {
		return ""
	}
	for _, given := range append(p.user.each(), p.other.each()...) {
		if given.value == value {
			return p.variable(given.in, given.name, value)
		}
	}
	return ""
}

// variableOf converts a name to the name of an environment variable.
func variableOf(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(name))
}

// headerPieces splits the value of a header into pieces.
func (p *Probe) headerPieces(name, value string) []piece {
	if variable := p.variable(contract.InHeader, name, value); variable != "" {
		return []piece{{variable: variable}}
	}
	if name != cookieHeader {
		return []piece{{text: value}}
	}
	return p.pairPieces(contract.InCookie, value, "; ", func(s string) string { return s })
}

// queryPieces splits a query into pieces.
func (p *Probe) queryPieces(query string) []piece {
	return p.pairPieces(contract.InQuery, query, "&", func(s string) string {
		plain, _ := url.QueryUnescape(s) // A value with a wrong escape is not a credential.
		return plain
	})
}

// pairPieces splits pairs of a name and a value into pieces.
func (p *Probe) pairPieces(in contract.In, pairs, separator string, plain func(string) string) []piece {
	all := []piece{{}}
	for i, pair := range strings.Split(pairs, separator) {
		if i > 0 {
			all[len(all)-1].text += separator
		}
		name, value, _ := strings.Cut(pair, "=")
		if variable := p.variable(in, plain(name), plain(value)); variable != "" {
			all[len(all)-1].text += name + "="
			all = append(all, piece{variable: variable}, piece{})
			continue
		}
		all[len(all)-1].text += pair
	}
	return all
}
