package message

import (
	"net/http"
	"net/url"
)

// Exchange is a request and its response, with the parts of the document that apply to them.
// Several goroutines may read it at the same time.
type Exchange struct {
	Route

	Method  string
	URL     *url.URL
	Request Body
	// Status is the status of the response, or 0 if there is no response.
	Status   int
	Response Body
	// HasPath reports whether the document has the path.
	HasPath bool
}

// Message is a request or a response as it was sent.
type Message struct {
	Header http.Header
	// Body is the body as it was sent, in its content coding. Omitted reports whether the message
	// had a body that the recorder left out.
	Body    []byte
	Omitted bool
}

// Read sets x to an exchange and its route. The status must be 0 if there is no response.
func (a *API) Read(x *Exchange, method string, target *url.URL, request Message, status int, response Message) {
	*x = Exchange{Method: method, URL: target, Status: status}
	x.Route, x.HasPath = a.router.find(method, target)
	if target == nil { // No path matches it.
		x.URL = &url.URL{}
	}
	x.Request.set(request)
	x.Response.set(response)
}

// RequestFields returns the parts of the request that can have parameters. It returns false if part
// of the query can't be read.
func (x *Exchange) RequestFields() (fields Fields, readable bool) {
	query, readable := ParseQuery(x.URL.RawQuery)
	return Fields{Header: x.Request.Header, Path: x.Values, Query: query, RawQuery: x.URL.RawQuery}, readable
}

// ResponseFields returns the parts of the response that can have headers.
func (x *Exchange) ResponseFields() Fields { return Fields{Header: x.Response.Header} }

// ForbidsBody reports whether HTTP forbids a body in the response (RFC 9110, sections 6.4.1 and
// 15).
func (x *Exchange) ForbidsBody() bool {
	switch x.Status {
	case http.StatusNoContent, http.StatusResetContent, http.StatusNotModified:
		return true
	default:
		return x.Method == http.MethodHead || x.Status < 200
	}
}

// IsRevalidated reports whether the response is a 304 to a conditional request for a representation
// (RFC 9110, section 15.4.5).
func (x *Exchange) IsRevalidated() bool {
	h := x.Request.Header
	conditional := h.Get("If-None-Match") != "" || h.Get("If-Modified-Since") != ""
	return x.Status == http.StatusNotModified && conditional && (x.Method == http.MethodGet || x.Method == http.MethodHead)
}

// Succeeded reports whether the request calls a documented operation and was answered with 2xx.
func (x *Exchange) Succeeded() bool { return x.Operation != nil && x.Status >= 200 && x.Status < 300 }

// IsPreflight reports whether a browser sent the request on its own, to ask whether a page of
// another origin may send a documented request (Fetch, section 4.9). The client and the document
// don't know such a request.
func (a *API) IsPreflight(x *Exchange) bool {
	wanted := x.Request.Header.Get("Access-Control-Request-Method")
	if x.Method != http.MethodOptions || wanted == "" || x.Request.Header.Get("Origin") == "" {
		return false
	}
	route, _ := a.Find(wanted, x.URL)
	return route.Operation != nil
}
