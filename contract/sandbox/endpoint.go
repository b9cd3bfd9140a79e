package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	polytomic "github.com/orgcontract/polytomic-organizations"
)

// endpoint is an operation of the document, and the handler that carries it out.
type endpoint struct {
	// id is the operationId.
	id, method, path string
	// credentials are the kinds of credential that may use the operation.
	credentials []credentialKind
	// headers are the schemas of the header parameters, by name.
	headers map[string]*openapi3.Schema
	// body is the schema of the request body, nil if the operation takes no body.
	body *openapi3.Schema
	// lists404 reports whether 404 is among the documented responses.
	lists404 bool

	handler http.HandlerFunc
}

// documentName is the name of the embedded document in errors.
const documentName = "openapi.yaml"

// documented returns the endpoints of the embedded document, without handlers. It reads the
// document once. Callers must not change the slice.
var documented = sync.OnceValues(func() ([]endpoint, error) { return readEndpoints(polytomic.OpenAPI()) })

// readEndpoints returns the operations of an OpenAPI document, sorted by path and method.
func readEndpoints(document []byte) ([]endpoint, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", documentName, err)
	}
	var all []endpoint
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(path)
		operations := item.Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			e, err := newEndpoint(doc, item, operations[method])
			if err != nil {
				return nil, fmt.Errorf("%s: %s %s: %w", documentName, method, path, err)
			}
			e.method, e.path = method, path
			all = append(all, e)
		}
	}
	return all, nil
}

func newEndpoint(doc *openapi3.T, item *openapi3.PathItem, operation *openapi3.Operation) (endpoint, error) {
	e := endpoint{
		id:       operation.OperationID,
		headers:  map[string]*openapi3.Schema{},
		lists404: operation.Responses.Status(http.StatusNotFound) != nil,
	}
	// The parameters of an operation come last: they override those of its path.
	for _, parameter := range slices.Concat(item.Parameters, operation.Parameters) {
		if schema := parameter.Value.Schema; schema != nil && parameter.Value.In == openapi3.ParameterInHeader {
			e.headers[http.CanonicalHeaderKey(parameter.Value.Name)] = schema.Value
		}
	}
	if operation.RequestBody != nil {
		content := operation.RequestBody.Value.Content["application/json"]
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
			kinds := schemeCredentials[scheme]
			if kinds == nil {
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

// permit returns the failure to answer with if a caller may not use the endpoint in a version.
func (e *endpoint) permit(kind credentialKind, version string) *failure {
	allowed := e.credentials
	if version == earlier {
		if difference, ok := earlierDifferences[e.id]; ok {
			allowed = difference.credentials
		}
	}
	switch {
	case len(allowed) == 0:
		return &failure{
			status: http.StatusNotFound, key: keyNotFound,
			message:  fmt.Sprintf("version %s of the API doesn't have this path; %s does", version, current),
			metadata: map[string]any{inHeader: versionHeader},
		}
	case !slices.Contains(allowed, kind):
		return forbidden("this operation takes a partner key")
	default:
		return nil
	}
}

// unknownID returns the failure to answer with if the caller's account has no organization with
// this id. The failure is 403 if the document lists no 404 for the operation.
func (e *endpoint) unknownID(id string) *failure {
	if e.lists404 {
		return notFound(id)
	}
	return notYours(id)
}
