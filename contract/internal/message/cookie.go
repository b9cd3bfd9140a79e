package message

import (
	"iter"
	"net/http"
	"strings"
)

// Cookies yields the names and values of the cookies in a request (RFC 6265, section 4.2.1). Unlike
// [http.Request.Cookies], it includes cookies that browsers send but the RFC doesn't allow, such as
// JSON.
func Cookies(h http.Header) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for _, line := range h["Cookie"] {
			for pair := range strings.SplitSeq(line, ";") {
				name, value, found := strings.Cut(strings.Trim(pair, " \t"), "=")
				if len(value) > 1 && strings.HasPrefix(value, `"`) && strings.HasSuffix(value, `"`) {
					value = value[1 : len(value)-1]
				}
				if found && !yield(name, value) {
					return
				}
			}
		}
	}
}

// shortCookies is the length of a Cookie header up to which it is read again for each cookie.
const shortCookies = 1000

// cookiesNamed returns the values of all cookies with this name.
func (f *Fields) cookiesNamed(wanted string) []string {
	if lines := f.Header["Cookie"]; len(lines) == 0 || len(lines) == 1 && len(lines[0]) <= shortCookies {
		return cookiesNamed(f.Header, wanted)
	}
	if f.cookies == nil {
		f.cookies = map[string][]string{}
		for name, value := range Cookies(f.Header) {
			f.cookies[name] = append(f.cookies[name], value)
		}
	}
	return f.cookies[wanted]
}

// cookiesNamed returns the values of all cookies with this name.
func cookiesNamed(h http.Header, wanted string) []string {
	var values []string
	for name, value := range Cookies(h) {
		if name == wanted {
			values = append(values, value)
		}
	}
	return values
}
