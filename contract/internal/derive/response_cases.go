package derive

import (
	"context"
	"iter"
	"net/http"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// declaredResponse is a response of the document. It has a status, headers and bodies that agree
// with the document.
type declaredResponse struct {
	node *document.Node

	at     string
	status int
	// found reports whether there is a response that agrees with the document.
	found      bool
	header     http.Header
	parameters []*parameter
	types      []mediaType
	// bodiless reports whether HTTP forbids a body in the response.
	bodiless bool
}

// declaredResponse returns the response under a key of responses.
func (o *Operation) declaredResponse(key string, node *document.Node) *declaredResponse {
	r := &declaredResponse{node: node.Target(), at: node.Target().Pointer(), header: http.Header{}}
	var free bool
	if r.status, free = statusOf(key, o.declared.Get("responses")); !free {
		o.note(pointer(o.at, "responses", key), "each status that it covers is documented on its own")
		return r
	}
	r.found = true
	for name, header := range r.node.Get("headers").SortedFields() {
		p := o.header(name, header)
		if p.ignored() {
			o.noteAll(p.sources, ignoredHeader)
			continue
		}
		r.parameters = append(r.parameters, p)
		if p.Required {
			r.found = p.put(&request{header: r.header}) && r.found
		}
	}
	r.bodiless = o.Method == http.MethodHead || r.status == http.StatusNoContent || r.status == http.StatusNotModified || r.status < 200
	switch {
	case r.node.Get("content").Len() == 0:
	case r.bodiless:
		for _, declared := range r.node.Get("content").Fields() {
			o.noteAll([]source{declared.Target().Get("schema")}, "HTTP allows no body here")
		}
	default:
		r.types = o.mediaTypes(contract.ResponseSide, r.node)
		r.found = r.found && len(r.types) > 0
	}
	if !r.found {
		o.note(r.at, "no response was found that agrees with it")
	}
	return r
}

// statusOf returns a status that this key of responses covers and no other key covers.
func statusOf(key string, responses *document.Node) (int, bool) {
	if status, err := strconv.Atoi(key); err == nil {
		return status, true
	}
	candidates := []int{200, 400, 404, 418, 500, 299, 302, 100}
	if class, ok := strings.CutSuffix(strings.ToUpper(key), "XX"); ok {
		hundreds, err := strconv.Atoi(class)
		if err != nil {
			return 0, false
		}
		candidates = []int{hundreds * 100, hundreds*100 + 9, hundreds*100 + 99}
	}
	for _, status := range candidates {
		digits := strconv.Itoa(status)
		if responses.Get(digits) == nil && (strings.HasSuffix(key, "XX") || responses.Get(digits[:1]+"XX") == nil) {
			return status, true
		}
	}
	return 0, false
}

// response returns the response that agrees with the document.
func (r *declaredResponse) response() contract.Response {
	response := contract.Response{Status: r.status, Header: r.header.Clone()}
	if len(r.types) > 0 {
		response.Header.Set(contentType, r.types[0].sent)
		response.Body = r.types[0].body
	}
	return response
}

// Responses returns responses that keep and responses that break the claims about responses. Like
// [Operation.Requests], it may end early.
func (o *Operation) Responses(ctx context.Context) iter.Seq[ResponseCase] {
	return func(yield func(ResponseCase) bool) {
		o.begin(ctx)
		each := func(c ResponseCase) bool { return o.spend(stepsPerCase+len(c.Response.Body)/bytesPerStep) && yield(c) }
		for _, c := range o.undocumentedStatus() {
			if !each(c) {
				return
			}
		}
		for _, r := range o.responses().declared {
			if r.found && !o.statusCases(r, each) {
				return
			}
		}
	}
}

func (o *Operation) responseCase(name, claim string, response contract.Response, findings ...Finding) ResponseCase {
	return ResponseCase{Case: o.newCase(name, claim, findings), Response: response}
}

// undocumentedStatus returns a response with a status that the document doesn't have. It returns
// none if the document has all statuses.
func (o *Operation) undocumentedStatus() []ResponseCase {
	if o.declared.At("responses", "default") != nil || o.declared.At("responses", "5XX") != nil {
		return nil
	}
	at := pointer(o.at, "responses")
	return []ResponseCase{o.responseCase("another status", at, contract.Response{Status: 599, Header: http.Header{}},
		violation(contract.ResponseSide, "status", contract.Location{In: contract.InStatus}, at))}
}

// statusCases yields responses with one status.
func (o *Operation) statusCases(r *declaredResponse, yield func(ResponseCase) bool) bool {
	return yield(o.responseCase("status "+strconv.Itoa(r.status), r.at, r.response())) &&
		o.headerCases(r, yield) && o.responseBodyCases(r, yield)
}

// headerCases yields responses with other headers.
func (o *Operation) headerCases(r *declaredResponse, yield func(ResponseCase) bool) bool {
	declarer := r.node.Nearest("headers").Pointer()
	extra := r.response()
	extra.Header.Set("X-Undeclared", "text")
	if !yield(o.responseCase("another header", r.at, extra, drift(contract.ResponseSide, "header-undeclared", inHeader("X-Undeclared"), declarer))) {
		return false
	}
	for _, p := range r.parameters {
		for c := range p.cases(contract.ResponseSide) {
			response := r.response()
			p.replace(&request{header: response.Header}, c.serialized)
			if !yield(o.responseCase(c.name, c.claim, response, c.findings...)) {
				return false
			}
		}
	}
	return true
}

// responseBodyCases yields responses with other bodies.
func (o *Operation) responseBodyCases(r *declaredResponse, yield func(ResponseCase) bool) bool {
	with := func(body []byte, mediaType string) contract.Response {
		response := r.response()
		response.Body = body
		response.Header.Del(contentType)
		if mediaType != "" {
			response.Header.Set(contentType, mediaType)
		}
		return response
	}
	unexpected := with([]byte("{}"), "application/json")
	switch {
	case r.bodiless:
		return yield(o.responseCase("a body", r.at, unexpected, violation(contract.ResponseSide, "body-forbidden", inBody(""), r.at)))
	case r.node.Get("content").Len() == 0:
		return yield(o.responseCase("a body", r.at, unexpected, drift(contract.ResponseSide, "body-undeclared", inBody(""), r.at)))
	}
	content := pointer(r.at, "content")
	if !yield(o.responseCase("no body", content, with(nil, ""), violation(contract.ResponseSide, "body-required", inBody(""), content))) {
		return false
	}
	for b := range o.bodies(contract.ResponseSide, r.types, r.at) {
		if !yield(o.responseCase(b.name, b.claim, with(b.body, b.contentType), b.findings...)) {
			return false
		}
	}
	return true
}
