// Package contract decides whether an HTTP exchange agrees with an OpenAPI 3.0 document, and where it doesn't: in
// the message, and in the document by line and column. It knows no API; it takes any document and any exchange.
//
//	c, err := contract.Parse("openapi.yaml", document)
//	if err != nil {
//		return err
//	}
//	for _, f := range c.Check(exchange) {
//		fmt.Println(f.Severity, f.Rule, f.Operation, f.At, f.Document, f.Message())
//	}
package contract

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Contract is an OpenAPI 3.0 document, ready to check exchanges against. It doesn't change after [Parse], so any number of
// goroutines may use one at the same time.
type Contract struct {
	doc       *openapi3.T
	router    routers.Router
	places    places
	writeOnly map[string]*openapi3.Schema
	formats   []openapi3.SchemaValidationOption
}

// Parse reads an OpenAPI 3.0 document, YAML or JSON, and validates it with its examples. The name stands for the document
// in places and in errors; it is a file name as a rule, and references to other files are not followed. An error is one line that
// begins with the name and, where it is known, the line.
func Parse(name string, document []byte) (*Contract, error) {
	if err := checkYAML(name, document); err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(document)
	if err != nil {
		return nil, parseError(name, err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.0.") {
		return nil, fmt.Errorf("%s: the document says openapi: %q; this tool reads OpenAPI 3.0, so say 3.0.3 and mend what that changes", name, doc.OpenAPI)
	}
	if err := doc.Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		return nil, parseError(name, err)
	}
	router, err := gorillamux.NewRouter(withoutHosts(doc))
	if err != nil {
		return nil, parseError(name, err)
	}
	index := newPlaces(name, doc)
	return &Contract{doc: doc, router: router, places: index, writeOnly: index.writeOnly(), formats: formatValidators()}, nil
}

// withoutHosts returns the document with the path of each server in the place of its URL: an exchange may come from a
// self-hosted deployment, a sandbox or a test server.
func withoutHosts(doc *openapi3.T) *openapi3.T {
	relative := *doc
	relative.Servers = nil
	for _, server := range doc.Servers {
		base, err := server.BasePath()
		if err != nil || base == "/" {
			base = ""
		}
		if !slices.ContainsFunc(relative.Servers, func(s *openapi3.Server) bool { return s.URL == base }) {
			relative.Servers = append(relative.Servers, &openapi3.Server{URL: base})
		}
	}
	return &relative
}

// Operation is one operation of the document.
type Operation struct {
	// ID is the operationId; it may be empty.
	ID     string
	Method string
	// Path is the path template, as it stands in the document.
	Path string
	// Responses are the documented responses, sorted by status.
	Responses []DocumentedResponse
}

// String returns the method and the path template.
func (o Operation) String() string { return o.Method + " " + o.Path }

// DocumentedResponse is a response that the document lists for an operation.
type DocumentedResponse struct {
	// Status is the key in the document: "200", "4XX" or "default".
	Status string
	// Decision is the reason in the response's x-decision: it is not the word of the API's vendor that there is such a
	// response, but a decision of whoever maintains the document. It is empty where there is none.
	Decision string
}

// decisionKey is the extension that marks what is a decision of the document's maintainers.
const decisionKey = "x-decision"

// Operations returns the operations of the document, sorted by path and method.
func (c *Contract) Operations() []Operation {
	var operations []Operation
	for path, item := range c.doc.Paths.Map() {
		for method, operation := range item.Operations() {
			operations = append(operations, newOperation(method, path, operation))
		}
	}
	slices.SortFunc(operations, func(a, b Operation) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	return operations
}

// Find returns the operation that a request of this method and URL is for, and false where the document has none. Only
// the path of the URL counts.
func (c *Contract) Find(method string, u *url.URL) (Operation, bool) {
	route, _, err := c.router.FindRoute(&http.Request{Method: method, URL: u})
	if err != nil {
		return Operation{}, false
	}
	return newOperation(route.Method, route.Path, route.Operation), true
}

func newOperation(method, path string, operation *openapi3.Operation) Operation {
	o := Operation{ID: operation.OperationID, Method: method, Path: path}
	for status, response := range operation.Responses.Map() {
		decision, _ := response.Value.Extensions[decisionKey].(string)
		o.Responses = append(o.Responses, DocumentedResponse{Status: status, Decision: decision})
	}
	slices.SortFunc(o.Responses, func(a, b DocumentedResponse) int { return strings.Compare(a.Status, b.Status) })
	return o
}
