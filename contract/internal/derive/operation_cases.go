package derive

import (
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Operation is an operation of a document, with a request and a response that agree with it. It
// makes its cases while a loop reads them. Several goroutines may use different operations at the
// same time. They must not use the same operation at the same time.
type Operation struct {
	*deriver

	// Method and Path come from the document. Path is a template, without the path of the server.
	Method, Path string
	// ID is the operationId. It is empty if the document has none.
	ID string

	item     *document.Node
	declared *document.Node
	basePath string
	// at is the JSON pointer of the operation.
	at         string
	parameters []*parameter
	schemes    []requirement
	// securityAt is the JSON pointer of the operation's list of security requirements.
	securityAt string
	responses  []*declaredResponse
	// request and response agree with the document. They are nil if none was found.
	request  *request
	response *contract.Response
	// rejection is a documented 4xx response, or nil if there is none.
	rejection *contract.Response
}

// request is a request whose values are not serialized yet.
type request struct {
	path    map[string]string
	query   []string
	header  http.Header
	cookies []string
	body    []byte
}

// clone returns a copy of the request. Changing the copy doesn't change the original.
func (r request) clone() request {
	r.path = maps.Clone(r.path)
	r.query, r.cookies = slices.Clone(r.query), slices.Clone(r.cookies)
	r.header = r.header.Clone()
	return r
}

func newOperation(d *deriver, path string, item *document.Node, method string, declared *document.Node) *Operation {
	o := &Operation{
		deriver: d, Method: method, Path: path, ID: declared.StringAt("operationId"),
		item: item, declared: declared, basePath: basePath(d.doc, item, declared), at: declared.Pointer(),
	}
	o.parameters = o.declaredParameters(item, declared)
	o.readSecurity()
	for status, ref := range declared.Get("responses").SortedFields() {
		o.responses = append(o.responses, o.declaredResponse(status, ref))
	}
	o.findRequest()
	o.findResponses()
	if o.request == nil || o.response == nil {
		o.note(o.at, "no request or no response was found that agrees with it")
	}
	return o
}

// basePath returns the path of the first server. It replaces variables with their defaults.
func basePath(doc *document.Document, item, operation *document.Node) string {
	servers := doc.Root().Get("servers")
	for _, holder := range []*document.Node{item, operation} {
		if own := holder.Get("servers"); own.Len() > 0 {
			servers = own
		}
	}
	first := servers.Get("0")
	address := first.StringAt("url")
	for name, variable := range first.Get("variables").Fields() {
		address = strings.ReplaceAll(address, "{"+name+"}", variable.Get("default").Text())
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimRight(parsed.Path, "/")
}

// findRequest looks for a request that agrees with the document.
func (o *Operation) findRequest() {
	r := request{path: map[string]string{}, header: http.Header{}}
	for _, p := range o.parameters {
		if p.Required && !p.put(&r) {
			return
		}
	}
	o.authenticate(&r)
	if body := o.declared.Get("requestBody").Target(); body.Get("required").IsTrue() {
		types := o.mediaTypes(contract.RequestSide, body)
		if len(types) == 0 {
			return
		}
		r.header.Set("Content-Type", types[0].sent)
		r.body = types[0].body
	}
	o.request = &r
}

// findResponses looks for a response that agrees with the document, if possible a success. It also
// looks for a 4xx.
func (o *Operation) findResponses() {
	isSuccess := func(status int) bool { return status >= 200 && status < 300 }
	for _, r := range o.responses {
		if !r.found {
			continue
		}
		response := r.response()
		if o.response == nil || isSuccess(response.Status) && !isSuccess(o.response.Status) {
			o.response = &response
		}
		if response.Status >= 400 && response.Status < 500 && o.rejection == nil {
			o.rejection = &response
		}
	}
}

// Requests returns requests that keep and requests that break the claims about requests. It makes
// the cases of one parameter or of the body at a time. If it finds no request that agrees with the
// document, it returns none.
func (o *Operation) Requests() iter.Seq[RequestCase] {
	return func(yield func(RequestCase) bool) {
		if o.request == nil {
			return
		}
		groups := []func() []RequestCase{
			func() []RequestCase { return []RequestCase{o.requestCase("the operation", o.at, *o.request)} }, o.routeCases,
		}
		for _, p := range o.parameters {
			groups = append(groups, func() []RequestCase { return o.parameterCases(p) })
		}
		groups = append(groups, o.credentialCases, o.requestBodyCases)
		for _, cases := range groups {
			for _, c := range cases() {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// exchanges returns the cases of the operation as exchanges.
func (o *Operation) exchanges() iter.Seq[Exchange] {
	return func(yield func(Exchange) bool) {
		if o.request == nil || o.response == nil {
			return
		}
		for c := range o.Requests() {
			x := contract.Exchange{Request: c.Request, Response: o.response}
			if !yield(Exchange{Exchange: x, Case: c.Case}) {
				return
			}
			if rejected, ok := c.rejected(); ok {
				x.Response = o.rejection
				if !yield(Exchange{Exchange: x, Case: rejected}) {
					return
				}
			}
		}
		request := o.message(o.Method, *o.request)
		for c := range o.Responses() {
			if !yield(Exchange{Exchange: contract.Exchange{Request: request, Response: &c.Response}, Case: c.Case}) {
				return
			}
		}
	}
}

// rejected returns the case for a server that refuses the request. It returns false if the
// operation documents no refusal, if the request breaks nothing, or if the request calls no
// operation.
func (c RequestCase) rejected() (Case, bool) {
	rejected := c.Case
	rejected.Name += ", rejected"
	rejected.Findings = slices.Clone(c.Findings)
	violates := false
	for i := range rejected.Findings {
		f := &rejected.Findings[i]
		if f.Severity != contract.Violation {
			continue
		}
		if f.Rule.Keyword == "method" || f.Rule.Keyword == "path" {
			return Case{}, false
		}
		f.Severity = contract.Rejected
		violates = true
	}
	slices.SortFunc(rejected.Findings, Finding.Compare)
	return rejected, violates && c.Operation.rejection != nil
}

// requestCase returns a case with a request that has the operation's method.
func (o *Operation) requestCase(name, claim string, r request, findings ...Finding) RequestCase {
	return RequestCase{Case: o.newCase(name, claim, findings), Request: o.message(o.Method, r), draft: r}
}

// BasePath returns the path of the first server of the operation.
func (o *Operation) BasePath() string { return o.basePath }

// Place returns the JSON pointer of the operation.
func (o *Operation) Place() string { return o.at }

// Base returns a request that agrees with the document. It returns false if no such request was
// found.
func (o *Operation) Base() (RequestCase, bool) {
	if o.request == nil {
		return RequestCase{}, false
	}
	return o.requestCase("the operation", o.at, *o.request), true
}

// With returns the case with other values for the path parameters, by their names. A parameter
// keeps its value if the case is about it, or if the given value doesn't fit it.
func (c RequestCase) With(values map[string]string) RequestCase {
	if c.draft.path == nil {
		return c
	}
	c.draft = c.draft.clone()
	for _, p := range c.Operation.parameters {
		value, ok := values[p.Name]
		if p.In != inPath || !ok || c.draft.path[p.Name] != c.Operation.request.path[p.Name] {
			continue
		}
		if serialized, ok := p.encode(value); ok {
			c.draft.path[p.Name] = serialized[0]
		}
	}
	c.Request = c.Operation.message(c.Request.Method, c.draft)
	return c
}

// message returns the serialized request.
func (o *Operation) message(method string, r request) contract.Request {
	escaped := o.basePath + o.Path
	for name, value := range r.path {
		escaped = strings.ReplaceAll(escaped, "{"+name+"}", value)
	}
	plain, err := url.PathUnescape(escaped)
	if err != nil {
		plain = escaped
	}
	header := r.header.Clone()
	if len(r.cookies) > 0 {
		header.Set("Cookie", strings.Join(r.cookies, "; "))
	}
	return contract.Request{
		Method: method, URL: &url.URL{Scheme: "https", Host: "derived.example", Path: plain, RawPath: escaped, RawQuery: strings.Join(r.query, "&")},
		Header: header, Body: r.body,
	}
}

// routeCases returns requests with a method, a path, a header or a query parameter that the
// document doesn't have.
func (o *Operation) routeCases() []RequestCase {
	var cases []RequestCase
	for _, method := range []string{http.MethodTrace, http.MethodOptions, http.MethodPatch} {
		if methods(o.item)[method] == nil {
			finding := violation(contract.RequestSide, "method", contract.Location{In: contract.InMethod}, o.item.Pointer())
			cases = append(cases, RequestCase{o.newCase("another method", o.at, []Finding{finding}), o.message(method, *o.request), *o.request})
			break
		}
	}
	elsewhere := o.requestCase("another path", o.at, *o.request, violation(contract.RequestSide, "path", contract.Location{In: contract.InPath}, "/paths"))
	elsewhere.Request.URL = &url.URL{Path: "/" + strings.Repeat("z", 400)} // The path is so long that no path of a document resembles it.
	cases = append(cases, elsewhere)

	declarer := o.declared.Nearest("parameters").Pointer()
	undeclared := o.request.clone()
	undeclared.header.Set("X-Undeclared", "text")
	finding := drift(contract.RequestSide, "header-undeclared", inHeader("X-Undeclared"), declarer)
	cases = append(cases, o.requestCase("another header", o.at, undeclared, finding))
	if slices.ContainsFunc(o.parameters, (*parameter).takesAnyName) {
		return cases
	}
	undeclared = o.request.clone()
	undeclared.query = append(undeclared.query, "undeclared=text")
	finding = drift(contract.RequestSide, "query-undeclared", contract.Location{In: contract.InQuery, Name: "undeclared"}, declarer)
	return append(cases, o.requestCase("another query parameter", o.at, undeclared, finding))
}
