package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// endpoint is an operation of the document with the handler that carries it out.
type endpoint struct {
	// id is the operationId.
	id, method, path string
	// credentials lists the kinds of credential that may use the operation.
	credentials []credentialKind
	// headers has the schemas of the header parameters, by the name of the header.
	headers map[string]*openapi3.Schema
	// body is the schema of the request body, nil if the operation takes no body.
	body      *openapi3.Schema
	responses *openapi3.Responses

	handler http.HandlerFunc
}

// endpointsOf returns the operations of an OpenAPI document, sorted by path and method.
func endpointsOf(doc *openapi3.T) ([]endpoint, error) {
	var all []endpoint
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(path)
		operations := item.Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			e, err := newEndpoint(doc, item, operations[method])
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			e.method, e.path = method, path
			all = append(all, e)
		}
	}
	return all, nil
}

func newEndpoint(doc *openapi3.T, item *openapi3.PathItem, operation *openapi3.Operation) (endpoint, error) {
	e := endpoint{
		id:        operation.OperationID,
		headers:   map[string]*openapi3.Schema{},
		responses: operation.Responses,
	}
	// The parameters of the operation come last, because they override the parameters of the path.
	for _, parameter := range slices.Concat(item.Parameters, operation.Parameters) {
		if schema := parameter.Value.Schema; schema != nil && parameter.Value.In == openapi3.ParameterInHeader {
			e.headers[http.CanonicalHeaderKey(parameter.Value.Name)] = schema.Value
		}
	}
	if operation.RequestBody != nil {
		content := operation.RequestBody.Value.Content[jsonType]
		if content == nil {
			return endpoint{}, errors.New("the request body has no media type application/json; the sandbox reads no other")
		}
		e.body = content.Schema.Value
	}
	security := doc.Security
	if operation.Security != nil {
		security = *operation.Security
	}
	for _, requirement := range security {
		for scheme := range requirement {
			kinds, known := schemeCredentials[scheme]
			if !known {
				return endpoint{}, fmt.Errorf("the sandbox doesn't know the security scheme %q; add it to schemeCredentials", scheme)
			}
			e.credentials = append(e.credentials, kinds...)
		}
	}
	if e.credentials == nil {
		return endpoint{}, errors.New("the operation needs no credential; the sandbox doesn't serve such operations")
	}
	return e, nil
}

// changes reports whether the operation changes the account.
func (e *endpoint) changes() bool { return e.method != http.MethodGet }

// keepsOutcomes reports whether the sandbox records the outcomes of idempotency keys for the
// operation. A deletion takes a key too, but the sandbox ignores the key, since a deletion is
// idempotent by itself.
func (e *endpoint) keepsOutcomes() bool {
	return e.headers[idempotencyHeader] != nil && e.method != http.MethodDelete
}

// lists reports whether the document lists a response with this status for the operation.
func (e *endpoint) lists(status int) bool { return e.responses.Status(status) != nil }

// schema returns the JSON schema of responses with this status, or nil if there is none.
func (e *endpoint) schema(status int) *openapi3.SchemaRef {
	response := e.responses.Status(status)
	if response == nil || response.Value.Content[jsonType] == nil {
		return nil
	}
	return response.Value.Content[jsonType].Schema
}

// permit returns a failure if a caller with this kind of credential may not use the endpoint.
func (e *endpoint) permit(kind credentialKind) *failure {
	if slices.Contains(e.credentials, kind) {
		return nil
	}
	return forbidden("this operation takes a partner key")
}

// unknownID returns the failure for a request with an id that is not in the caller's account.
// The failure is 403 if the document lists no 404 for the operation.
func (e *endpoint) unknownID(id string) *failure {
	if e.lists(http.StatusNotFound) {
		return notFound(id)
	}
	return notYours(id)
}
