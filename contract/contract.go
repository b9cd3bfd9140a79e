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
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Contract is an OpenAPI 3.0 document, ready to check exchanges against. It doesn't change after [Parse], so any number of
// goroutines may use one at the same time.
type Contract struct {
	doc        *openapi3.T
	router     *router
	places     places
	writeOnly  map[string]*openapi3.Schema
	operations []*operation
	unchecked  []Unchecked
	// keys are the security schemes that name where their credential stands.
	keys []*openapi3.SecurityScheme
	// invariants are those of the document as a whole.
	invariants     []*invariant
	invariantsByID map[string]*invariant
	// remembered are the ids of the operations that a session has to remember.
	remembered map[string]bool
	// claims are worked out from the document, where nodes knows the lines of everything.
	nodes  yamlNodes
	claims *claimsOnce
}

// Parse reads an OpenAPI 3.0 document, YAML or JSON, and validates it with its examples and invariants. The name stands for the document
// in places and in errors; it is a file name as a rule, and references to other files are not followed. An error is one line that
// begins with the name and, where it is known, the line. What a valid document asks for and can't be checked, [Contract.Unchecked] tells.
func Parse(name string, document []byte) (*Contract, error) {
	nodes, err := parseYAML(name, document)
	if err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(document)
	if err != nil {
		return nil, parseError(name, err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.0.") {
		return nil, fmt.Errorf("%s: the document says openapi: %q; this tool reads OpenAPI 3.0, so say 3.0.3 and mend what that changes", nodes.place(name, "/openapi"), doc.OpenAPI)
	}
	// Patterns and examples are checked below, as exchanges are: RE2 doesn't know all that a document may ask for.
	if err := doc.Validate(context.Background(), openapi3.DisableSchemaPatternValidation(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, parseError(name, err)
	}
	return compile(name, nodes, doc)
}

func compile(name string, nodes yamlNodes, doc *openapi3.T) (*Contract, error) {
	known := newPlaces(name, doc)
	compiler := newCompiler(doc, nodes, known)
	router, err := compiler.newRoutes(doc)
	if err != nil {
		return nil, err
	}
	c := &Contract{doc: doc, router: router, places: known, writeOnly: known.writeOnly(), operations: compiler.operations, nodes: nodes, claims: &claimsOnce{}}
	if c.invariants, c.invariantsByID, err = compiler.newInvariants(name, nodes); err != nil {
		return nil, err
	}
	for _, scheme := range sorted(securitySchemes(doc)) {
		if scheme.Type == apiKey {
			c.keys = append(c.keys, scheme)
		}
	}
	c.remembered = remembered(c.invariantsByID, c.operations)
	if err := compiler.checkExamples(); err != nil {
		return nil, err
	}
	c.unchecked = compiler.unchecked
	slices.SortFunc(c.unchecked, func(a, b Unchecked) int {
		return cmp.Or(cmp.Compare(a.Document.Line, b.Document.Line), cmp.Compare(a.What, b.What))
	})
	c.unchecked = slices.Compact(c.unchecked) // What is referred to several times is there as often.
	return c, nil
}

// Name returns the name that the document was parsed under.
func (c *Contract) Name() string { return c.places.file }

// Unchecked returns what the document asks for and no check looks at, in the order of its lines: a format that is not known, for instance.
func (c *Contract) Unchecked() []Unchecked { return slices.Clone(c.unchecked) }

// Operation is one operation of the document.
type Operation struct {
	// ID is the operationId; it may be empty.
	ID     string
	Method string
	// Path is the path template, as it stands in the document.
	Path string
	// Responses are the documented responses, sorted by status.
	Responses []DocumentedResponse
	// Digest is the sha256, in hexadecimal, of a canonical form of the operation: with references followed, the parameters of its path, the
	// security and the invariants that hold for it, and without what no verdict depends on, such as descriptions, examples and the order of keys.
	// An exchange that was recorded under another one may say something else of this one.
	Digest string
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
	operations := make([]Operation, len(c.operations))
	for i, o := range c.operations {
		operations[i] = o.Operation
	}
	slices.SortFunc(operations, func(a, b Operation) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	return operations
}

// Find returns the operation that a request of this method and URL is for, and false where the document has none. Only
// the path of the URL counts.
func (c *Contract) Find(method string, u *url.URL) (Operation, bool) {
	found, ok := c.router.find(method, u)
	if !ok || found.operations[method] == nil {
		return Operation{}, false
	}
	return found.operations[method].Operation, true
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
