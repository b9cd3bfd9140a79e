package contract

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Check returns everything in which the exchange departs from the document, in a stable order; nil where it agrees.
// It changes nothing in the exchange. Bodies are checked where their media type is JSON; of others only the media type is.
func (c *Contract) Check(x *Exchange) []Finding {
	request := &http.Request{Method: x.Request.Method, URL: x.Request.URL, Header: x.Request.Header}
	k := &check{Contract: c, exchange: x, operation: x.Request.Method + " " + x.Request.URL.Path}
	route, path, err := c.router.FindRoute(request)
	if err != nil {
		k.unknownOperation(request, err)
		return k.findings
	}
	k.operation = route.Method + " " + route.Path

	k.request(&openapi3filter.RequestValidationInput{Request: request, PathParams: unescaped(path), Route: route})
	if x.Response != nil {
		k.rejected(route.Operation)
		k.response(route.Operation)
	}
	sortFindings(k.findings)
	return k.findings
}

// unescaped returns the path parameters as the caller meant them; the router gives them as they stand in the URL.
func unescaped(path map[string]string) map[string]string {
	values := make(map[string]string, len(path))
	for name, value := range path {
		if plain, err := url.PathUnescape(value); err == nil {
			value = plain
		}
		values[name] = value
	}
	return values
}

// check is the work on one exchange.
type check struct {
	*Contract

	exchange  *Exchange
	operation string
	findings  []Finding
}

// What was there, where that it was is all there is to say.
const (
	none = "none"
	one  = "one"
)

// contradiction adds a finding about something that the document says otherwise.
func (k *check) contradiction(rule, at string, document Place, expected, actual string) {
	k.add(Violation, rule, at, document, expected, actual)
}

// drift adds a finding about something that the document doesn't mention.
func (k *check) drift(rule, at string, document Place, expected string) {
	k.add(Drift, rule, at, document, expected, one)
}

func (k *check) add(severity Severity, rule, at string, document Place, expected, actual string) {
	f := Finding{
		Rule:      rule,
		Severity:  severity,
		Side:      Side(rule[:strings.IndexByte(rule, '.')]),
		Operation: k.withoutSecrets(k.operation),
		At:        k.withoutSecrets(at),
		Document:  document,
		Expected:  expected,
		Actual:    k.withoutSecrets(actual),
		Source:    k.exchange.Source,
	}
	if k.exchange.Response != nil {
		f.Status = k.exchange.Response.Status
	}
	k.findings = append(k.findings, f)
}

// unknownOperation adds the finding for a path, or a method of a path, that the document doesn't have.
func (k *check) unknownOperation(request *http.Request, err error) {
	if !errors.Is(err, routers.ErrMethodNotAllowed) {
		k.contradiction("request.path", "path", k.places.of(k.doc.Paths, ""), "a path of the document", quote(request.URL.Path))
		return
	}
	var allowed []string
	var item *openapi3.PathItem
	for _, method := range []string{http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPatch, http.MethodPost, http.MethodPut, http.MethodTrace} {
		if route, _, err := k.router.FindRoute(&http.Request{Method: method, URL: request.URL}); err == nil {
			allowed = append(allowed, method)
			item = route.PathItem
		}
	}
	k.contradiction("request.method", "method", k.places.of(item, ""), strings.Join(allowed, " or "), request.Method)
}

// rejected turns the violations found in a request that got a documented 4xx into rejections.
func (k *check) rejected(operation *openapi3.Operation) {
	status := k.exchange.Response.Status
	if status < 400 || status > 499 || documentedResponse(operation, status) == nil {
		return
	}
	for i := range k.findings {
		if k.findings[i].Severity == Violation {
			k.findings[i].Severity = Rejected
		}
	}
}

// parameter checks the value of a parameter, or of a header described like one, and adds what it finds under at.
func (k *check) parameter(s Side, input *openapi3filter.RequestValidationInput, parameter *openapi3.Parameter, known any, at string) {
	err := openapi3filter.ValidateParameter(context.Background(), input, parameter)
	var parse *openapi3filter.ParseError
	switch {
	case err == nil:
	case errors.Is(err, openapi3filter.ErrInvalidRequired):
		k.contradiction(rule(s, parameter.In+"-required"), at, k.places.of(known, "required"), "the "+parameter.In+" "+parameter.Name, none)
	case errors.Is(err, openapi3filter.ErrInvalidEmptyValue):
		k.contradiction(rule(s, parameter.In+"-empty"), at, k.places.of(known, ""), "a value", "an empty one")
	case errors.As(err, &parse):
		schema := schemaOf(parameter)
		k.contradiction(rule(s, "type"), at, k.places.of(schema, "type"), describeType(schema), "text that is none")
	default:
		k.schemaErrors(s, err, known, func([]string) string { return at })
	}
}

// repeated adds a finding where values came more than once though the schema takes one.
func (k *check) repeated(s Side, parameter *openapi3.Parameter, known any, values []string, at string) {
	schema := schemaOf(parameter)
	if len(values) < 2 || schema == nil || schema.Type.Is(openapi3.TypeArray) || schema.Type.Is(openapi3.TypeObject) {
		return
	}
	k.contradiction(rule(s, parameter.In+"-repeated"), at, k.places.of(known, ""), "one value", strconv.Itoa(len(values)))
}

// schemaErrors adds a finding for each schema error in err, which came of checking against known. The place in the message comes from the
// path to the value.
func (k *check) schemaErrors(s Side, err error, known any, at func(path []string) string) {
	found := flatten(err)
	if len(found) == 0 { // An error of another kind: a pattern that doesn't compile, for instance. None is passed over.
		k.contradiction(rule(s, "schema"), at(nil), k.places.of(known, ""), "a value that can be checked", "one that can't")
	}
	for _, e := range found {
		expected, actual := k.explain(e)
		path := e.JSONPointer()
		document := k.places.of(e.Schema, e.SchemaField)
		if e.SchemaField == "required" && len(path) > 0 {
			document = k.places.ofItem(e.Schema, e.SchemaField, path[len(path)-1])
			path = path[:len(path)-1]
		}
		k.contradiction(rule(s, e.SchemaField), at(path), document, expected, actual)
	}
}

// flatten returns the schema errors in err, those of the branches of an allOf in the place of the allOf itself.
func flatten(err error) []*openapi3.SchemaError {
	switch e := err.(type) { //nolint:errorlint // Walks the tree of errors itself.
	case nil:
		return nil
	case openapi3.MultiError:
		var all []*openapi3.SchemaError
		for _, member := range e {
			all = append(all, flatten(member)...)
		}
		return all
	case *openapi3.SchemaError:
		if e.SchemaField == "allOf" && e.Origin != nil {
			return flatten(e.Origin)
		}
		return []*openapi3.SchemaError{e}
	default:
		return flatten(errors.Unwrap(err))
	}
}

func rule(s Side, what string) string { return string(s) + "." + what }

// schemaOf returns the schema of a parameter, also of one that is described by its content; nil where it has none.
func schemaOf(parameter *openapi3.Parameter) *openapi3.Schema {
	if parameter.Schema != nil {
		return parameter.Schema.Value
	}
	for _, mediaType := range parameter.Content {
		if mediaType.Schema != nil {
			return mediaType.Schema.Value
		}
	}
	return nil
}

func documentedResponse(operation *openapi3.Operation, status int) *openapi3.Response {
	ref := operation.Responses.Status(status)
	if ref == nil {
		ref = operation.Responses.Default()
	}
	if ref == nil {
		return nil
	}
	return ref.Value
}
