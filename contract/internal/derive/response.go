package derive

import (
	"net/http"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// answer is a documented response, with what agrees with it.
type answer struct {
	source *openapi3.Response
	at     string
	status int
	// ok says that there is something that agrees with it.
	ok      bool
	header  http.Header
	headers []*parameter
	types   []mediaType
	// bodiless says that HTTP has no body here.
	bodiless bool
}

// answer returns the documented response of a status.
func (o *operation) answer(key string, ref *openapi3.ResponseRef) *answer {
	a := &answer{source: ref.Value, at: o.definition(ref.Ref, pointer(o.at, "responses", key)), header: http.Header{}}
	var means bool
	if a.status, means = statusOf(key, o.source.Responses.Map()); !means {
		o.claim(pointer(o.at, "responses", key), "each status that it means is documented on its own")
		return a
	}
	a.ok = true
	for name, header := range sorted(ref.Value.Headers) {
		p := o.header(name, header, pointer(a.at, "headers", name))
		if p.ignored() {
			o.unreached(p.sources, "OpenAPI leaves the header to other parts of the document")
			continue
		}
		a.headers = append(a.headers, p)
		if p.Required {
			r := request{header: a.header}
			a.ok = p.put(&r) && a.ok
		}
	}
	a.bodiless = o.method == http.MethodHead || a.status == http.StatusNoContent || a.status == http.StatusNotModified || a.status < 200
	for name, declared := range ref.Value.Content {
		if a.bodiless {
			o.unreached([]source{{ref: declared.Schema, at: pointer(a.at, "content", name, "schema")}}, "HTTP has no body here")
		}
	}
	if len(ref.Value.Content) > 0 && !a.bodiless {
		var some bool
		a.types, some = o.mediaTypes(contract.ResponseSide, ref.Value.Content, a.at)
		a.ok = a.ok && some
	}
	if !a.ok {
		o.claim(a.at, "no response was found that agrees with it")
	}
	return a
}

// response returns one that agrees with the document.
func (a *answer) response() contract.Response {
	response := contract.Response{Status: a.status, Header: a.header.Clone()}
	if len(a.types) > 0 {
		response.Header.Set("Content-Type", a.types[0].sent)
		response.Body = a.types[0].body
	}
	return response
}

// responses adds the exchanges about responses.
func (o *operation) responses() {
	if o.source.Responses.Default() == nil {
		undocumented := contract.Response{Status: 599, Header: http.Header{}}
		if o.source.Responses.Value("5XX") == nil {
			o.answered("another status", pointer(o.at, "responses"), undocumented, []Want{{contract.Violation, "response.status", "status", pointer(o.at, "responses")}})
		}
	}
	for _, a := range o.answers {
		if a.ok {
			o.answered("status "+strconv.Itoa(a.status), a.at, a.response(), nil)
			o.responseHeaders(a)
			o.responseBodies(a)
		}
	}
}

func (o *operation) answered(doing, claim string, response contract.Response, want []Want) {
	o.deriver.add(o.exchange(o.method, o.request, response), claim, doing, want)
}

func (o *operation) responseBodies(a *answer) {
	with := func(body []byte, contentType string) contract.Response {
		response := a.response()
		response.Body = body
		response.Header.Del("Content-Type")
		if contentType != "" {
			response.Header.Set("Content-Type", contentType)
		}
		return response
	}
	switch {
	case a.bodiless:
		o.answered("a body", a.at, with([]byte("{}"), "application/json"), []Want{{contract.Violation, "response.body-forbidden", "body", a.at}})
	case len(a.source.Content) == 0:
		o.answered("a body", a.at, with([]byte("{}"), "application/json"), []Want{{contract.Drift, "response.body-undeclared", "body", a.at}})
	default:
		content := pointer(a.at, "content")
		o.answered("no body", content, with(nil, ""), []Want{{contract.Violation, "response.body-required", "body", content}})
		for _, b := range o.bodies(contract.ResponseSide, a.types, a.at) {
			o.answered(b.doing, b.claim, with(b.body, b.contentType), b.want)
		}
	}
}

// responseHeaders adds the exchanges about the headers of a response.
func (o *operation) responseHeaders(a *answer) {
	declarer := a.at
	if len(a.source.Headers) > 0 {
		declarer = pointer(a.at, "headers")
	}
	extra := a.response()
	extra.Header.Set("X-Undeclared", "text")
	o.answered("another header", a.at, extra, []Want{{contract.Drift, "response.header-undeclared", "header X-Undeclared", declarer}})
	for _, p := range a.headers {
		for _, c := range p.cases(contract.ResponseSide) {
			r := request{header: a.response().Header}
			p.remove(&r)
			if len(c.texts) > 0 {
				p.set(&r, c.texts)
			}
			response := a.response()
			response.Header = r.header
			o.answered(c.doing, c.claim, response, c.want)
		}
	}
}
