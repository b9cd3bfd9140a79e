package derive

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// requirement has the names of the security schemes that a request must satisfy together.
type requirement []string

// readSecurity reads the security requirements of the operation.
func (o *Operation) readSecurity() {
	requirements := o.doc.Root().Get("security")
	o.securityAt = "/security"
	if own := o.declared.Get("security"); own != nil {
		requirements, o.securityAt = own, own.Pointer()
	}
	for each := range requirements.Items() {
		var names requirement
		for name := range each.SortedFields() {
			names = append(names, name)
		}
		o.schemes = append(o.schemes, names)
	}
}

// scheme says how a request sends a credential.
type scheme struct{ Type, In, Name, Scheme string }

func (o *Operation) scheme(name string) scheme {
	return schemeOf(o.doc.Root().At("components", "securitySchemes", name).Target())
}

func schemeOf(node *document.Node) scheme {
	return scheme{node.StringAt("type"), node.StringAt("in"), node.StringAt("name"), node.StringAt("scheme")}
}

// kindOf returns the HTTP authentication scheme, or the place of an API key. If two security
// schemes have the same kind, a message can't show which of them its credential is for.
func (o *Operation) kindOf(name string) string {
	kind, ok := o.schemeKinds[name]
	if !ok {
		switch s := o.scheme(name); s.Type {
		case "apiKey":
			kind = s.In + " " + s.Name
		case "http":
			kind = strings.ToLower(s.Scheme)
		default:
			kind = "bearer"
		}
		o.schemeKinds[name] = kind
	}
	return kind
}

// authenticate adds the credentials of the first requirement to the request.
func (o *Operation) authenticate(r *request) {
	if len(o.schemes) > 0 {
		for _, name := range o.schemes[0] {
			o.credential(r, name, false)
		}
	}
}

// credential adds a credential of a scheme to the request. The credential may be empty.
func (o *Operation) credential(r *request, name string, empty bool) {
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
	case s.In == inHeaders:
		r.header.Set(s.Name, value)
	case s.In == inQuery:
		r.query = append(r.query, s.Name+"="+value)
	default:
		r.cookies = append(r.cookies, s.Name+"="+value)
	}
}

// Anonymous returns the case with a request that has no credentials.
func (c RequestCase) Anonymous() RequestCase {
	if c.draft.path != nil {
		c.draft = c.Operation.withoutCredentials(c.draft)
		c.Request = c.Operation.message(c.Request.Method, c.draft)
	}
	return c
}

// NeedsCredential reports whether the operation accepts only requests with a credential.
func (o *Operation) NeedsCredential() bool {
	return len(o.schemes) > 0 && !slices.ContainsFunc(o.schemes, func(all requirement) bool { return len(all) == 0 })
}

// SecurityPlace returns the JSON pointer of the operation's security requirements.
func (o *Operation) SecurityPlace() string { return o.securityAt }

// IsAboutCredentials reports whether the case is about how the request authenticates.
func (c RequestCase) IsAboutCredentials() bool { return c.Claim == c.Operation.securityAt }

// anonymous returns a request that agrees with the document, but without its credentials.
func (o *Operation) anonymous() request { return o.withoutCredentials(*o.request) }

// withoutCredentials returns a request from which the credentials are removed.
func (o *Operation) withoutCredentials(r request) request {
	r = r.clone()
	r.header.Del("Authorization")
	for _, node := range o.doc.Root().At("components", "securitySchemes").Fields() {
		s := schemeOf(node.Target())
		is := func(pair string) bool { return strings.HasPrefix(pair, s.Name+"=") }
		switch {
		case s.Type != "apiKey":
		case s.In == inHeaders:
			r.header.Del(s.Name)
		case s.In == inQuery:
			r.query = slices.DeleteFunc(r.query, is)
		default:
			r.cookies = slices.DeleteFunc(r.cookies, is)
		}
	}
	return r
}

// credentialCases yields requests with different credentials. They have all credentials of a
// requirement, some of them, none, or credentials of other kinds.
func (o *Operation) credentialCases(yield func(RequestCase) bool) bool {
	if len(o.schemes) == 0 {
		return true
	}
	findings := []Finding{violation(contract.RequestSide, "security", inHeader("Authorization"), o.securityAt)}
	if slices.ContainsFunc(o.schemes, func(all requirement) bool { return len(all) == 0 }) {
		findings = nil
		o.note(o.securityAt, "it allows requests without a credential too")
	}
	if !yield(o.requestCase("no credential", o.securityAt, o.anonymous(), findings...)) {
		return false
	}
	for _, all := range o.schemes {
		if !o.credentialsOf(all, findings, yield) {
			return false
		}
	}
	return o.otherCredentials(findings, yield)
}

// credentialsOf makes requests with the credentials of a requirement, all and all but one.
func (o *Operation) credentialsOf(all requirement, findings []Finding, yield func(RequestCase) bool) bool {
	r := o.anonymous()
	for _, name := range all {
		o.credential(&r, name, false)
	}
	if !yield(o.requestCase("the credentials "+strings.Join(all, " and "), o.securityAt, r)) {
		return false
	}
	for _, missing := range all {
		for _, empty := range []bool{false, true} {
			if !o.spend(len(o.schemes) + len(all)) {
				return false
			}
			for _, c := range o.partialCredentials(all, missing, empty, findings) {
				if !yield(c) {
					return false
				}
			}
		}
	}
	return true
}

// otherCredentials makes requests with credentials of other kinds, or that are malformed.
func (o *Operation) otherCredentials(findings []Finding, yield func(RequestCase) bool) bool {
	for _, other := range []string{"Bearer credential", "Basic dXNlcjpwYXNz", "Digest username=a", "credential", "Basic nocolon", "Basic bm9jb2xvbg=="} {
		kind, value, _ := strings.Cut(strings.ToLower(other), " ")
		malformed := kind == "basic" && !strings.HasPrefix(value, "dxnl")
		if !malformed && slices.ContainsFunc(o.schemes, func(all requirement) bool { return len(all) == 1 && o.kindOf(all[0]) == kind }) {
			continue
		}
		r := o.anonymous()
		r.header.Set("Authorization", other)
		if !yield(o.requestCase("the credential "+other, o.securityAt, r, findings...)) {
			return false
		}
	}
	return true
}

// partialCredentials returns a request that lacks one credential of a requirement, or has an empty
// credential in its place.
func (o *Operation) partialCredentials(all requirement, missing string, empty bool, findings []Finding) []RequestCase {
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
			return nil
		}
		o.credential(&r, missing, true)
	}
	satisfied := func(other requirement) bool {
		return !slices.ContainsFunc(other, func(name string) bool { return !kinds[o.kindOf(name)] })
	}
	if slices.ContainsFunc(o.schemes, satisfied) {
		findings = nil
	}
	return []RequestCase{o.requestCase("not the credential "+missing, o.securityAt, r, findings...)}
}

// IsCredential reports whether a header, a query parameter or a cookie holds a credential of a
// security scheme.
func (o *Operation) IsCredential(in contract.In, name string) bool {
	for _, node := range o.doc.Root().At("components", "securitySchemes").Fields() {
		s := schemeOf(node.Target())
		same := s.Name == name || in == contract.InHeader && strings.EqualFold(s.Name, name)
		if s.Type == "apiKey" && s.In == string(in) && same {
			return true
		}
	}
	return false
}

// Declares reports whether the operation has a parameter or a credential with this name in this
// part of the request.
func (o *Operation) Declares(in contract.In, name string) bool {
	return o.IsCredential(in, name) || slices.ContainsFunc(o.parameters, func(p *parameter) bool {
		return p.In == string(in) && (p.Name == name || in == contract.InHeader && strings.EqualFold(p.Name, name))
	})
}
