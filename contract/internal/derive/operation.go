package derive

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// operation is an operation of the document, with what agrees with it.
type operation struct {
	*deriver

	source     *openapi3.Operation
	method     string
	path, at   string
	parameters []*parameter
	schemes    []requirement
	// securityAt is the JSON pointer of the list of requirements.
	securityAt string
	answers    []*answer
	// request and response agree with the document.
	request  request
	response contract.Response
	// rejection is a documented 4xx; nil where there is none.
	rejection *contract.Response
}

// request is a request in the making.
type request struct {
	path    map[string]string
	query   []string
	header  http.Header
	cookies []string
	body    []byte
}

// copied returns a request that can be changed without the other.
func (r request) copied() request {
	r.path = maps.Clone(r.path)
	r.query, r.cookies = slices.Clone(r.query), slices.Clone(r.cookies)
	r.header = r.header.Clone()
	return r
}

// operation derives the exchanges of one operation.
func (d *deriver) operation(path string, item *openapi3.PathItem, method string, source *openapi3.Operation) {
	o := &operation{deriver: d, source: source, method: method, at: operationPointer(path, method)}
	o.path = basePath(d.doc, item, source) + path
	o.parameters = d.parameters(path, item, source)
	o.readSecurity()
	for status, ref := range sorted(source.Responses.Map()) {
		o.answers = append(o.answers, o.answer(status, ref))
	}
	if !o.prepare() {
		d.claim(o.at, "no request or no response was found that agrees with it")
		return
	}
	o.add("the operation", o.at, o.request, nil)
	o.route(item)
	for _, p := range o.parameters {
		o.parameterClaims(p)
	}
	o.security()
	o.requestBody()
	o.responses()
}

// basePath returns the path of the first server, its variables at their defaults.
func basePath(doc *openapi3.T, item *openapi3.PathItem, source *openapi3.Operation) string {
	servers := doc.Servers
	if len(item.Servers) > 0 {
		servers = item.Servers
	}
	if source.Servers != nil && len(*source.Servers) > 0 {
		servers = *source.Servers
	}
	if len(servers) == 0 {
		return ""
	}
	address := servers[0].URL
	for name, variable := range servers[0].Variables {
		address = strings.ReplaceAll(address, "{"+name+"}", variable.Default)
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimRight(parsed.Path, "/")
}

// prepare makes the request and the responses that agree with the document.
func (o *operation) prepare() bool {
	o.request = request{path: map[string]string{}, header: http.Header{}}
	for _, p := range o.parameters {
		if p.Required && !p.put(&o.request) {
			return false
		}
	}
	o.authenticate(&o.request)
	if body := o.source.RequestBody; body != nil && body.Value.Required {
		m, ok := o.mediaTypes(contract.RequestSide, body.Value.Content, o.definition(body.Ref, pointer(o.at, "requestBody")))
		if !ok {
			return false
		}
		o.request.header.Set("Content-Type", m[0].sent)
		o.request.body = m[0].body
	}
	found := false
	for _, a := range o.answers {
		if !a.ok {
			continue
		}
		if status := a.status; !found || status >= 200 && status < 300 && (o.response.Status < 200 || o.response.Status > 299) {
			o.response, found = a.response(), true
		}
		if a.status >= 400 && a.status < 500 && o.rejection == nil {
			rejection := a.response()
			o.rejection = &rejection
		}
	}
	return found
}

// exchange puts a request and a response together.
func (o *operation) exchange(method string, r request, response contract.Response) contract.Exchange {
	path := o.path
	for name, value := range r.path {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	plain, err := url.PathUnescape(path)
	if err != nil {
		plain = path
	}
	header := r.header.Clone()
	if len(r.cookies) > 0 {
		header.Set("Cookie", strings.Join(r.cookies, "; "))
	}
	return contract.Exchange{
		Request: contract.Request{
			Method: method, URL: &url.URL{Scheme: "https", Host: "derived.example", Path: plain, RawPath: path, RawQuery: strings.Join(r.query, "&")},
			Header: header, Body: r.body,
		},
		Response: &response,
	}
}

// add adds the exchanges of a request: answered as if it were right, and rejected where it isn't.
func (o *operation) add(doing, claim string, r request, want []Want) {
	o.deriver.add(o.exchange(o.method, r, o.response), claim, doing, want)
	violates := slices.ContainsFunc(want, func(w Want) bool { return w.Severity == contract.Violation })
	if o.rejection == nil || !violates {
		return
	}
	rejected := slices.Clone(want)
	for i := range rejected {
		if rejected[i].Severity == contract.Violation {
			rejected[i].Severity = contract.Rejected
		}
	}
	o.deriver.add(o.exchange(o.method, r, *o.rejection), claim, doing+", rejected", rejected)
}

// route adds exchanges whose path or method the document doesn't have.
func (o *operation) route(item *openapi3.PathItem) {
	path := pointer("", "paths", strings.TrimPrefix(o.path, basePath(o.doc, item, o.source)))
	for _, method := range []string{http.MethodTrace, http.MethodOptions, http.MethodPatch} {
		if item.GetOperation(method) == nil {
			x := o.exchange(method, o.request, o.response)
			o.deriver.add(x, o.at, "another method", []Want{{contract.Violation, "request.method", "method", path}})
			break
		}
	}
	x := o.exchange(o.method, o.request, o.response)
	x.Request.URL = &url.URL{Path: "/" + strings.Repeat("z", 400)} // So long that no path of a document is near.
	o.deriver.add(x, o.at, "another path", []Want{{contract.Violation, "request.path", "path", "/paths"}})

	undeclared := o.request.copied()
	undeclared.header.Set("X-Undeclared", "text")
	declarer := o.at
	if len(o.source.Parameters) > 0 {
		declarer = pointer(o.at, "parameters")
	}
	o.add("another header", o.at, undeclared, []Want{{contract.Drift, "request.header-undeclared", "header X-Undeclared", declarer}})
	if slices.ContainsFunc(o.parameters, (*parameter).takesAnyName) {
		return
	}
	undeclared = o.request.copied()
	undeclared.query = append(undeclared.query, "undeclared=text")
	o.add("another query parameter", o.at, undeclared, []Want{{contract.Drift, "request.query-undeclared", "query undeclared", declarer}})
}

// statusOf returns a status that a key of the document means and no other key does.
func statusOf(key string, responses map[string]*openapi3.ResponseRef) (int, bool) {
	if status, err := strconv.Atoi(key); err == nil {
		return status, true
	}
	candidates := []int{200, 400, 404, 418, 500, 299, 302, 100}
	if kind, ok := strings.CutSuffix(strings.ToUpper(key), "XX"); ok {
		hundreds, err := strconv.Atoi(kind)
		if err != nil {
			return 0, false
		}
		candidates = []int{hundreds * 100, hundreds*100 + 9, hundreds*100 + 99}
	}
	for _, status := range candidates {
		text := strconv.Itoa(status)
		if responses[text] == nil && (strings.HasSuffix(key, "XX") || responses[text[:1]+"XX"] == nil) {
			return status, true
		}
	}
	return 0, false
}
