package message

import (
	"net/http"
	"net/url"
)

// Exchange is a request and its response, with what the document says of them. Any number of goroutines may read one at the same time.
type Exchange struct {
	Route

	Method  string
	URL     *url.URL
	Request Body
	// Status is that of the response; 0 where there was no response to see.
	Status   int
	Response Body
	// HasPath says that the document has the path.
	HasPath bool
}

// Message is what was sent of one half of an exchange.
type Message struct {
	Header http.Header
	// Body is as it was sent, in its content coding; Omitted says that there was one and it was not kept.
	Body    []byte
	Omitted bool
}

// Exchange returns an exchange with where it leads. The status is 0 where there was no response to see.
func (a *API) Exchange(method string, target *url.URL, request Message, status int, response Message) *Exchange {
	x := &Exchange{Method: method, URL: target, Status: status}
	x.Route, x.HasPath = a.router.find(method, target)
	x.Request.set(request)
	x.Response.set(response)
	return x
}

// RequestFields returns the parts of the request that parameters are read from, and reports whether its query could be read.
func (x *Exchange) RequestFields() (fields *Fields, readable bool) {
	query, readable := ParseQuery(x.URL.RawQuery)
	return &Fields{Header: x.Request.Header, Path: x.Values, Query: query}, readable
}

// ResponseFields returns the parts of the response that headers are read from.
func (x *Exchange) ResponseFields() *Fields { return &Fields{Header: x.Response.Header} }

// ForbidsBody reports whether HTTP forbids a body in the response (RFC 9110, sections 6.4.1 and 15).
func (x *Exchange) ForbidsBody() bool {
	switch x.Status {
	case http.StatusNoContent, http.StatusResetContent, http.StatusNotModified:
		return true
	default:
		return x.Method == http.MethodHead || x.Status < 200
	}
}

// Succeeded reports whether an operation of the document was answered with a 2xx.
func (x *Exchange) Succeeded() bool { return x.Operation != nil && x.Status >= 200 && x.Status < 300 }

// IsPreflight reports whether a request is one that a browser makes of itself, to ask whether a page of another origin may make one that the document
// has (Fetch, section 4.9): then it is neither the client's nor the document's.
func (a *API) IsPreflight(x *Exchange) bool {
	wanted := x.Request.Header.Get("Access-Control-Request-Method")
	if x.Method != http.MethodOptions || wanted == "" || x.Request.Header.Get("Origin") == "" {
		return false
	}
	route, _ := a.Find(wanted, x.URL)
	return route.Operation != nil
}
