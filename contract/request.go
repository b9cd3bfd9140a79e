package contract

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkRequest checks the request of the exchange against the operation that it was routed to.
func (k *check) checkRequest() {
	request, o := &k.exchange.Request, k.operation
	values, readable := query(request.URL)
	if !readable {
		k.contradiction("request.query-malformed", "query", k.places.of(o.source, ""), "a query of NAME=VALUE pairs joined by &", "one that is not")
	}
	m := &message{header: request.Header, path: k.route.path, query: values}
	for _, p := range o.parameters {
		k.parameter(RequestSide, p, m, p.In+" "+p.Name)
	}
	k.undeclaredParameters(o, values)
	k.security(o, values)
	k.checkRequestBody(o)
}

// undeclaredParameters adds a drift for each query parameter and header that the operation doesn't declare.
func (k *check) undeclaredParameters(o *operation, values url.Values) {
	document := func() Place { return k.places.of(o.source, "parameters") }
	k.undeclaredNames("request.query-undeclared", "query", values, document, func(name string) bool {
		return o.declared["query "+name] || slices.ContainsFunc(o.parameters, func(p *parameter) bool {
			return p.isDeep(name) || p.takesName(name)
		})
	})
	k.undeclaredNames("request.header-undeclared", "header", k.exchange.Request.Header, document, func(name string) bool {
		return o.declared["header "+http.CanonicalHeaderKey(name)] || standardHeader(RequestSide, name)
	})
}

// security adds a finding where the request satisfies none of the operation's security requirements.
func (k *check) security(o *operation, values url.Values) {
	if len(o.security) == 0 {
		return
	}
	request := asRequest(&k.exchange.Request)
	var accepted []string
	for _, all := range o.security {
		if !slices.ContainsFunc(all, func(s scheme) bool { return !s.satisfied(request, values) }) {
			return
		}
		var names []string
		for _, s := range all {
			names = append(names, s.describe())
		}
		accepted = append(accepted, strings.Join(names, " and "))
	}
	holder := any(k.doc)
	if o.source.Security != nil {
		holder = o.source
	}
	k.contradiction("request.security", authorization, k.places.of(holder, "security"), strings.Join(accepted, " or "), describeCredential(request))
}

// apiKey is the type of security schemes that name a header, a query parameter or a cookie.
const apiKey = "apiKey"

// authorization is the place of a credential, and of one that is missing.
const authorization = "header Authorization"

// place returns where in a request the credential of the scheme is.
func (s scheme) place() string {
	if s.Type == apiKey {
		return s.In + " " + s.Name
	}
	return authorization
}

// satisfied reports whether the request carries a credential of the scheme. Whether it is a good one only the server knows.
func (s scheme) satisfied(request *http.Request, values url.Values) bool {
	switch {
	case s.SecurityScheme == nil:
		return false
	case s.Type == "http":
		kind, credential, _ := strings.Cut(request.Header.Get("Authorization"), " ")
		if !strings.EqualFold(kind, s.Scheme) || credential == "" {
			return false
		}
		if strings.EqualFold(kind, "bearer") {
			return isToken(credential)
		}
		if strings.EqualFold(kind, "basic") {
			pair, err := base64.StdEncoding.DecodeString(credential)
			return err == nil && strings.Contains(string(pair), ":")
		}
		return true
	case s.Type == apiKey && s.In == openapi3.ParameterInHeader:
		return request.Header.Get(s.Name) != ""
	case s.Type == apiKey && s.In == openapi3.ParameterInQuery:
		return values.Get(s.Name) != ""
	case s.Type == apiKey:
		cookie, err := request.Cookie(s.Name)
		return err == nil && cookie.Value != ""
	case s.Type == "mutualTLS": // A client certificate can't be seen in an exchange.
		return true
	default: // OAuth 2.0 and OpenID Connect use a bearer token.
		kind, credential, _ := strings.Cut(request.Header.Get("Authorization"), " ")
		return strings.EqualFold(kind, "bearer") && isToken(credential)
	}
}

// isToken reports whether a text can be a bearer token, which has no space in it (RFC 6750, section 2.1).
func isToken(credential string) bool {
	return credential != "" && !strings.ContainsAny(credential, " \t")
}

func (s scheme) describe() string {
	switch {
	case s.SecurityScheme == nil:
		return s.name
	case s.Type == "http":
		return "a " + s.Scheme + " credential (" + s.name + ")"
	default:
		return "a credential (" + s.name + ")"
	}
}

// describeCredential says which kind of credential came, never its value.
func describeCredential(request *http.Request) string {
	kind, credential, _ := strings.Cut(request.Header.Get("Authorization"), " ")
	switch {
	case kind == "":
		return none
	case credential == "":
		return "an Authorization header without scheme or credential"
	case strings.EqualFold(kind, "bearer"), strings.EqualFold(kind, "basic"), strings.EqualFold(kind, "digest"):
		return "a " + strings.ToLower(kind) + " one that doesn't fit"
	default:
		return "one of another scheme"
	}
}

// checkRequestBody checks the body of the request: present where required, absent where none is declared, and as declared.
func (k *check) checkRequestBody(o *operation) {
	request := &k.exchange.Request
	if request.BodyOmitted {
		k.bodyUnchecked(RequestSide, k.places.of(o.source, "requestBody"))
		return
	}
	if o.body == nil {
		if len(request.Body) > 0 {
			k.contradiction("request.body-undeclared", "body", k.places.of(o.source, ""), "no body", one)
		}
		return
	}
	if len(request.Body) == 0 {
		if o.body.Required {
			k.contradiction("request.body-required", "body", k.places.of(o.body, "required"), "a body", none)
		}
		return
	}
	k.checkBody(RequestSide, &k.request, o.body, o.content)
}
