package derive

import (
	"context"
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
	// request agrees with the document. It is nil if none was found.
	request *request
	// answers has the responses, once they are needed.
	answers *answers
	// schemeKinds has the kinds of security schemes by name, as far as they are known.
	schemeKinds map[string]string
}

// contentType is the name of the header.
const contentType = "Content-Type"

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

// answers has the responses of an operation.
type answers struct {
	declared []*declaredResponse
	// response agrees with the document. It is nil if none was found.
	response *contract.Response
	// rejection is a documented 4xx response, or nil if the operation documents none.
	rejection *contract.Response
}

func newOperation(d *deriver, path string, item *document.Node, method string, declared *document.Node) *Operation {
	o := &Operation{
		deriver: d, Method: method, Path: path, ID: declared.StringAt("operationId"),
		item: item, declared: declared, basePath: basePath(d.doc, item, declared), at: declared.Pointer(), schemeKinds: map[string]string{},
	}
	o.parameters = o.declaredParameters(item, declared)
	o.readSecurity()
	o.findRequest()
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
		r.header.Set(contentType, types[0].sent)
		r.body = types[0].body
	}
	o.request = &r
}

// responses returns the responses. It looks for one that agrees with the document, if possible a
// success, and for a 4xx.
func (o *Operation) responses() *answers {
	if o.answers != nil {
		return o.answers
	}
	o.answers = &answers{}
	isSuccess := func(status int) bool { return status >= 200 && status < 300 }
	for status, ref := range o.declared.Get("responses").SortedFields() {
		r := o.declaredResponse(status, ref)
		o.answers.declared = append(o.answers.declared, r)
		if !r.found {
			continue
		}
		response := r.response()
		if o.answers.response == nil || isSuccess(response.Status) && !isSuccess(o.answers.response.Status) {
			o.answers.response = &response
		}
		if response.Status >= 400 && response.Status < 500 && o.answers.rejection == nil {
			o.answers.rejection = &response
		}
	}
	if o.request == nil || o.answers.response == nil {
		o.note(o.at, "no request or no response was found that agrees with it")
	}
	return o.answers
}

// Requests returns requests that keep and requests that break the claims about requests. It makes
// them while they are read. If it finds no request that agrees with the document, it returns none.
// It ends early if the context ends, or if there are too many; see [Operation.Omitted].
func (o *Operation) Requests(ctx context.Context) iter.Seq[RequestCase] {
	return func(yield func(RequestCase) bool) {
		if o.request == nil {
			return
		}
		o.begin(ctx)
		o.omitted = 0
		isRead := true
		each := func(c RequestCase) bool {
			if o.spend(c.steps()) {
				isRead = yield(c)
			}
			return isRead && !o.isSpent()
		}
		groups := []func() bool{
			func() bool { return each(o.requestCase("the operation", o.at, *o.request)) },
			func() bool { return o.routeCases(each) },
		}
		for _, p := range o.parameters {
			groups = append(groups, func() bool { return o.parameterCases(p, each) })
		}
		groups = append(groups, func() bool { return o.credentialCases(each) }, func() bool { return o.requestBodyCases(each) })
		for i, group := range groups {
			if !group() {
				if !isRead {
					return
				}
				o.omitted += len(groups) - i
				return
			}
		}
	}
}

// Spend takes some steps of the work that is left for the cases that a loop reads. The loop calls
// it if it does something with a case that takes long, so that the whole work for the operation has
// a limit. A step is about 200 nanoseconds.
func (o *Operation) Spend(steps int) { o.spend(steps) }

// steps is about how long it takes to make and to check the request of a case.
func (c RequestCase) steps() int {
	const perHeader = 64 // A header also needs an entry of a map.
	n := len(c.Request.Body) + len(c.Request.URL.Path) + len(c.Request.URL.RawQuery)
	for name, values := range c.Request.Header {
		n += perHeader + len(name)
		for _, value := range values {
			n += len(value)
		}
	}
	values := len(c.draft.path) // Who checks the request looks through these for each of them.
	return stepsPerCase + n/bytesPerStep + len(c.Operation.parameters) + values*values/perHeader
}

// exchanges returns the cases of the operation as exchanges.
func (o *Operation) exchanges(ctx context.Context) iter.Seq[Exchange] {
	return func(yield func(Exchange) bool) {
		o.begin(ctx)
		answers := o.responses()
		if o.request == nil || answers.response == nil {
			return
		}
		for c := range o.Requests(ctx) {
			x := contract.Exchange{Request: c.Request, Response: answers.response}
			if !yield(Exchange{Exchange: x, Case: c.Case}) {
				return
			}
			if rejected, ok := c.rejected(); ok {
				x.Response = answers.rejection
				if !yield(Exchange{Exchange: x, Case: rejected}) {
					return
				}
			}
		}
		request := o.message(o.Method, *o.request)
		for c := range o.Responses(ctx) {
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
	return rejected, violates && c.Operation.responses().rejection != nil
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
	escaped := o.basePath + expanded(o.Path, r.path)
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

// expanded returns the template of a path with values for its parameters.
func expanded(template string, values map[string]string) string {
	var b strings.Builder
	for {
		literal, rest, found := strings.Cut(template, "{")
		b.WriteString(literal)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		if value, ok := values[name]; ok {
			b.WriteString(value)
			template = after
		} else {
			b.WriteString("{")
			template = rest
		}
	}
}

// routeCases yields requests with a method, a path, a header or a query parameter that the document
// doesn't have.
func (o *Operation) routeCases(yield func(RequestCase) bool) bool {
	for _, method := range []string{http.MethodTrace, http.MethodOptions, http.MethodPatch} {
		if methods(o.item)[method] == nil {
			finding := violation(contract.RequestSide, "method", contract.Location{In: contract.InMethod}, o.item.Pointer())
			if !yield(RequestCase{o.newCase("another method", o.at, []Finding{finding}), o.message(method, *o.request), *o.request}) {
				return false
			}
			break
		}
	}
	elsewhere := o.requestCase("another path", o.at, *o.request, violation(contract.RequestSide, "path", contract.Location{In: contract.InPath}, "/paths"))
	elsewhere.Request.URL = &url.URL{Path: "/" + strings.Repeat("z", 400)} // The path is so long that no path of a document resembles it.
	if !yield(elsewhere) {
		return false
	}
	declarer := o.declared.Nearest("parameters").Pointer()
	undeclared := o.request.clone()
	undeclared.header.Set("X-Undeclared", "text")
	finding := drift(contract.RequestSide, "header-undeclared", inHeader("X-Undeclared"), declarer)
	if !yield(o.requestCase("another header", o.at, undeclared, finding)) {
		return false
	}
	if slices.ContainsFunc(o.parameters, (*parameter).takesAnyName) {
		return true
	}
	undeclared = o.request.clone()
	undeclared.query = append(undeclared.query, "undeclared=text")
	finding = drift(contract.RequestSide, "query-undeclared", contract.Location{In: contract.InQuery, Name: undeclaredName}, declarer)
	return yield(o.requestCase("another query parameter", o.at, undeclared, finding))
}
