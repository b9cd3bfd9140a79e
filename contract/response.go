package contract

import (
	"net/http"
	"strconv"
	"strings"
)

// checkResponse checks the response of the exchange against the one that the operation documents for its status; nil where it has none.
func (k *check) checkResponse(declared *response) {
	answer, o := k.exchange.Response, k.operation
	if declared == nil {
		k.contradiction("response.status", "status", k.places.of(o.source.Responses, ""), strings.Join(o.statuses(), " or "), strconv.Itoa(answer.Status))
		return
	}
	k.responseHeaders(declared)
	switch {
	case bodiless(k.exchange.Request.Method, answer.Status):
		if len(answer.Body) > 0 || answer.BodyOmitted {
			k.contradiction("response.body-forbidden", "body", k.places.of(declared.source, ""), "no body, as HTTP has none here", one)
		}
	case len(declared.content) == 0:
		if len(answer.Body) > 0 || answer.BodyOmitted {
			k.drift("response.body-undeclared", "body", k.places.of(declared.source, ""), "no body")
		}
	case answer.BodyOmitted:
		k.bodyUnchecked(ResponseSide, k.places.of(declared.source, "content"))
	case len(answer.Body) == 0:
		k.contradiction("response.body-required", "body", k.places.of(declared.source, "content"), "a body", none)
	default:
		k.checkBody(ResponseSide, &k.response, declared.source, declared.content)
	}
}

// bodiless reports whether HTTP forbids a body in the response (RFC 9110, sections 6.4.1 and 15).
func bodiless(method string, status int) bool {
	switch status {
	case http.StatusNoContent, http.StatusResetContent, http.StatusNotModified:
		return true
	default:
		return method == http.MethodHead || status < 200
	}
}

// responseHeaders checks the declared headers and adds a drift for each that is not.
func (k *check) responseHeaders(declared *response) {
	header := k.exchange.Response.Header
	m := &message{header: header}
	for _, p := range declared.headers {
		k.parameter(ResponseSide, p, m, "header "+p.Name)
	}
	k.undeclaredNames("response.header-undeclared", "header", header, func() Place { return k.places.of(declared.source, "headers") }, func(name string) bool {
		return declared.declared[http.CanonicalHeaderKey(name)] || standardHeader(ResponseSide, name)
	})
}
