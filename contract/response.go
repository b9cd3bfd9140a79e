package contract

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// response checks the response of the exchange against those that the operation documents.
func (k *check) response(operation *openapi3.Operation) {
	response := k.exchange.Response
	declared := documentedResponse(operation, response.Status)
	if declared == nil {
		statuses := slices.Sorted(maps.Keys(operation.Responses.Map()))
		k.contradiction("response.status", "status", k.places.of(operation.Responses, ""), strings.Join(statuses, " or "), strconv.Itoa(response.Status))
		return
	}
	k.responseHeaders(declared, response.Header)
	switch {
	case bodiless(k.exchange.Request.Method, response.Status):
		if len(response.Body) > 0 {
			k.contradiction("response.body-forbidden", "body", k.places.of(declared, ""), "no body, as HTTP has none here", one)
		}
	case len(declared.Content) == 0:
		if len(response.Body) > 0 {
			k.drift("response.body-undeclared", "body", k.places.of(declared, ""), "no body")
		}
	case len(response.Body) == 0:
		k.contradiction("response.body-required", "body", k.places.of(declared, "content"), "a body", none)
	default:
		k.body(ResponseSide, declared, declared.Content, response.Header, response.Body)
	}
}

// bodiless reports whether HTTP forbids a body in the response (RFC 9110, sections 6.4.1 and 15).
func bodiless(method string, status int) bool {
	return method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified || status < 200
}

// responseHeaders checks the declared headers and adds a drift for each that is not. kin-openapi validates a header in the
// same way as a header parameter, so each is put to it as one.
func (k *check) responseHeaders(declared *openapi3.Response, header http.Header) {
	input := &openapi3filter.RequestValidationInput{
		Request: &http.Request{Header: header},
		Options: &openapi3filter.Options{MultiError: true, SkipSettingDefaults: true, SchemaValidationOptions: k.formats},
	}
	known := map[string]bool{}
	for name, ref := range sorted(declared.Headers) {
		parameter := ref.Value.Parameter
		parameter.Name, parameter.In = name, openapi3.ParameterInHeader
		at := "header " + name
		k.parameter(ResponseSide, input, &parameter, ref.Value, at)
		k.repeated(ResponseSide, &parameter, ref.Value, header.Values(name), at)
		known[http.CanonicalHeaderKey(name)] = true
	}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		if !known[name] && !standardHeader(ResponseSide, name) {
			k.drift("response.header-undeclared", "header "+name, k.places.of(declared, "headers"), "no header of this name")
		}
	}
}
