package probe

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
)

// hider hides the credentials that were given to the probe, in the exchanges of one operation.
// Nobody else knows that a value is a credential if the document doesn't declare it. A redactor
// replaces the declared ones, but doesn't look for short ones in responses.
type hider struct {
	// undeclared has the names of the values that the document doesn't declare.
	undeclared map[contract.In][]string
	mask       *mask
	// guard finds the values in names that the server made of them, in any encoding.
	guard *secret.Guard
}

// hider returns the hider for an operation. It returns nil if there is nothing to hide.
func (w *worker) hider(o *derive.Operation) *hider {
	key := o.Method + " " + o.Path
	if h, ok := w.hiders[key]; ok {
		return h
	}
	h := &hider{undeclared: map[contract.In][]string{}}
	var values []string
	for _, given := range append(w.user.each(), w.other.each()...) {
		isCredential := given.name == authorization || o.IsCredential(given.in, given.name)
		switch {
		case given.in == contract.InHeader && isAboutForm(given.name), !isCredential && o.Declares(given.in, given.name):
			continue
		case !isCredential:
			h.undeclared[given.in] = append(h.undeclared[given.in], given.name)
		}
		if value := withoutScheme(given.name, given.value); !isCredential || len(value) < secret.Shortest {
			values = append(values, value)
		}
	}
	h.guard = secret.NewGuard(values)
	if h.mask = newMask(values); len(values) == 0 {
		h = nil
	}
	w.hiders[key] = h
	return h
}

// withoutScheme returns the value of an Authorization header without its scheme.
func withoutScheme(name, value string) string {
	if _, credential, ok := strings.Cut(value, " "); ok && name == authorization {
		return credential
	}
	return value
}

// given is a value that was given to the probe.
type given struct {
	in          contract.In
	name, value string
}

// each returns the values in a fixed order.
func (c credentials) each() []given {
	var all []given
	for _, in := range sortedKeys(c) {
		for _, name := range sortedKeys(c[in]) {
			for _, value := range c[in][name] {
				all = append(all, given{in, name, value})
			}
		}
	}
	return all
}

// hidden returns an exchange without the credentials. It replaces the whole value of an undeclared
// credential in the request, and each credential elsewhere.
func (w *worker) hidden(x *contract.Exchange) *contract.Exchange {
	o := w.operationOf(x)
	h := w.hider(o)
	if h == nil {
		return x
	}
	other := *x
	other.Request.URL = h.url(x.Request.URL, o)
	other.Request.Header = h.header(x.Request.Header)
	other.Request.Body = []byte(h.mask.text(string(x.Request.Body)))
	if x.Response != nil {
		response := *x.Response
		response.Header = h.mask.texts(response.Header)
		response.Body = []byte(h.mask.text(string(response.Body)))
		other.Response = &response
	}
	return &other
}

// withoutCredentials returns a finding of an exchange without the credentials.
func (w *worker) withoutCredentials(f contract.Finding, x *contract.Exchange) contract.Finding {
	if h := w.hider(w.operationOf(x)); h != nil {
		f.Expected, f.Actual = h.mask.text(f.Expected), h.mask.text(f.Actual)
		f.At.Name, f.At.Pointer = h.guard.Name(f.At.Name), h.guard.Pointer(f.At.Pointer)
	}
	return f
}

// header returns the header of a request without the credentials.
func (h *hider) header(header http.Header) http.Header {
	other := h.mask.texts(header)
	for _, name := range h.undeclared[contract.InHeader] {
		for i, value := range other[name] {
			other[name][i] = masked(value)
		}
	}
	for i, value := range other[authorization] {
		if credential := withoutScheme(authorization, value); len(credential) < secret.Shortest {
			other[authorization][i] = strings.TrimSuffix(value, credential) + masked(credential)
		}
	}
	for i, cookies := range other[cookieHeader] {
		pairs := strings.Split(cookies, ";")
		for j, pair := range pairs {
			name, value, _ := strings.Cut(pair, "=")
			if slices.Contains(h.undeclared[contract.InCookie], strings.TrimSpace(name)) {
				pairs[j] = name + "=" + masked(value)
			}
		}
		other[cookieHeader][i] = strings.Join(pairs, ";")
	}
	return other
}

// url returns the URL of a request without the credentials. The parts of the path that the document
// defines stay.
func (h *hider) url(from *url.URL, o *derive.Operation) *url.URL {
	to := *from
	segments, tokens := strings.Split(from.EscapedPath(), "/"), strings.Split(o.Path, "/")
	for i, segment := range segments {
		token := i - len(segments) + len(tokens)
		if plain, err := url.PathUnescape(segment); err == nil && token >= 0 && strings.Contains(tokens[token], "{") && h.mask.text(plain) != plain {
			segments[i] = url.PathEscape(h.mask.text(plain))
		}
	}
	to.RawPath = strings.Join(segments, "/")
	if plain, err := url.PathUnescape(to.RawPath); err == nil {
		to.Path = plain
	}
	pairs := strings.Split(from.RawQuery, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(value)
		key, _ := url.QueryUnescape(name) // A name with a wrong escape is not a credential's.
		switch {
		case slices.Contains(h.undeclared[contract.InQuery], key):
			pairs[i] = name + "=" + masked(value)
		case err != nil:
			pairs[i] = h.mask.text(pair)
		case h.mask.text(plain) != plain:
			pairs[i] = name + "=" + url.QueryEscape(h.mask.text(plain))
		}
	}
	to.RawQuery = strings.Join(pairs, "&")
	return &to
}
