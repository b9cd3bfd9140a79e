package derive

import (
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// requirement is what one way to authenticate takes, by the names of its schemes.
type requirement []string

// readSecurity reads which requirements the operation has.
func (o *operation) readSecurity() {
	requirements := o.doc.Security
	o.securityAt = "/security"
	if o.source.Security != nil {
		requirements, o.securityAt = *o.source.Security, pointer(o.at, "security")
	}
	for _, each := range requirements {
		var names requirement
		for name := range sorted(each) {
			names = append(names, name)
		}
		o.schemes = append(o.schemes, names)
	}
}

func (o *operation) scheme(name string) *openapi3.SecurityScheme {
	return o.doc.Components.SecuritySchemes[name].Value
}

// kindOf returns where a scheme's credential stands and, for the Authorization header, which kind it is: two schemes of one kind take the
// same credentials, as far as a message shows.
func (o *operation) kindOf(name string) string {
	switch s := o.scheme(name); s.Type {
	case "apiKey":
		return s.In + " " + s.Name
	case "http":
		return strings.ToLower(s.Scheme)
	default:
		return "bearer"
	}
}

// authenticate gives the request what the first requirement takes.
func (o *operation) authenticate(r *request) {
	if len(o.schemes) > 0 {
		for _, name := range o.schemes[0] {
			o.credential(r, name, false)
		}
	}
}

// credential gives the request a credential of a scheme; an empty one where that is asked for.
func (o *operation) credential(r *request, name string, empty bool) {
	value := "credential"
	if empty {
		value = ""
	}
	s := o.scheme(name)
	switch kind := o.kindOf(name); {
	case s.Type != "apiKey" && empty:
		r.header.Set("Authorization", kind)
	case kind == "basic":
		r.header.Set("Authorization", "Basic dXNlcjpwYXNz")
	case s.Type != "apiKey":
		r.header.Set("Authorization", strings.ToUpper(kind[:1])+kind[1:]+" "+value)
	case s.In == openapi3.ParameterInHeader:
		r.header.Set(s.Name, value)
	case s.In == openapi3.ParameterInQuery:
		r.query = append(r.query, s.Name+"="+value)
	default:
		r.cookies = append(r.cookies, s.Name+"="+value)
	}
}

// anonymous returns the request without credentials.
func (o *operation) anonymous() request {
	r := o.request.copied()
	if o.doc.Components == nil {
		return r
	}
	r.header.Del("Authorization")
	for _, ref := range o.doc.Components.SecuritySchemes {
		s := ref.Value
		is := func(pair string) bool { return strings.HasPrefix(pair, s.Name+"=") }
		switch {
		case s.Type != "apiKey":
		case s.In == openapi3.ParameterInHeader:
			r.header.Del(s.Name)
		case s.In == openapi3.ParameterInQuery:
			r.query = slices.DeleteFunc(r.query, is)
		default:
			r.cookies = slices.DeleteFunc(r.cookies, is)
		}
	}
	return r
}

// security adds requests with each alternative, without one, with a part of one, and with credentials of other kinds.
func (o *operation) security() {
	if len(o.schemes) == 0 {
		return
	}
	optional := slices.ContainsFunc(o.schemes, func(all requirement) bool { return len(all) == 0 })
	want := []Want{{contract.Violation, "request.security", "header Authorization", o.securityAt}}
	if optional {
		want = nil
		o.claim(o.securityAt, "it takes requests without a credential too")
	}
	o.add("no credential", o.securityAt, o.anonymous(), want)
	for _, all := range o.schemes {
		r := o.anonymous()
		for _, name := range all {
			o.credential(&r, name, false)
		}
		o.add("the credentials "+strings.Join(all, " and "), o.securityAt, r, nil)
		for _, missing := range all {
			for _, empty := range []bool{false, true} {
				o.partly(all, missing, empty, want)
			}
		}
	}
	for _, other := range []string{"Bearer credential", "Basic dXNlcjpwYXNz", "Digest username=a", "credential", "Basic nocolon", "Basic bm9jb2xvbg=="} {
		kind, value, _ := strings.Cut(strings.ToLower(other), " ")
		malformed := kind == "basic" && !strings.HasPrefix(value, "dxnl")
		if !malformed && slices.ContainsFunc(o.schemes, func(all requirement) bool { return len(all) == 1 && o.kindOf(all[0]) == kind }) {
			continue
		}
		r := o.anonymous()
		r.header = r.header.Clone()
		r.header[http.CanonicalHeaderKey("Authorization")] = []string{other}
		o.add("the credential "+other, o.securityAt, r, want)
	}
}

// partly adds a request with all credentials of an alternative but one, or with an empty one in its place.
func (o *operation) partly(all requirement, missing string, empty bool, want []Want) {
	kinds := map[string]bool{}
	r := o.anonymous()
	for _, name := range all {
		if name != missing {
			o.credential(&r, name, false)
			kinds[o.kindOf(name)] = true
		}
	}
	if empty {
		if kinds[o.kindOf(missing)] {
			return
		}
		o.credential(&r, missing, true)
	}
	satisfied := func(other requirement) bool {
		return !slices.ContainsFunc(other, func(name string) bool { return !kinds[o.kindOf(name)] })
	}
	if slices.ContainsFunc(o.schemes, satisfied) {
		want = nil
	}
	o.add("not the credential "+missing, o.securityAt, r, want)
}
