package contract

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/orgcontract/polytomic-organizations/contract/internal/digest"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
)

// Operation is one operation of the document.
type Operation struct {
	// ID is the operationId, or empty if the document gives none.
	ID     string
	Method string
	// Path is the path template, such as /items/{id}, as the document writes it.
	Path string
	// Responses are the documented responses, sorted by status.
	Responses []DocumentedResponse
	// Digest is the sha256, in hexadecimal, of a canonical form of the operation. The form follows
	// references. It includes the parameters of the path item, and the security requirements and
	// invariants that apply to the operation. It leaves out descriptions, examples, the order of
	// keys and everything else that can't change a finding. If an exchange was recorded under
	// another digest, the operation has changed since then.
	Digest string
}

// String returns the method and the path template.
func (o Operation) String() string { return o.Method + " " + o.Path }

// DocumentedResponse is a response that the document lists for an operation.
type DocumentedResponse struct {
	// Status is the key in the document: "200", "4XX" or "default".
	Status string
	// Decision is the reason in the response's x-decision. If it is not empty, the vendor doesn't
	// document the response, and the maintainers of the document decided to list it.
	Decision string
}

// decisionKey is the extension with which the document's maintainers mark a decision and give its
// reason.
const decisionKey = "x-decision"

// operations describes the operations of a document, each when it is first asked for. Several
// goroutines may use it at the same time.
type operations struct {
	// described has a description for each operation of the document, or nil until it is made.
	described []atomic.Pointer[Operation]
	// mutex guards digests.
	mutex   sync.Mutex
	digests *digest.Digester
}

func newOperations(doc *document.Document, api *message.API) *operations {
	return &operations{described: make([]atomic.Pointer[Operation], len(api.Operations)), digests: digest.New(doc)}
}

// of returns the description of an operation. The caller must not change it.
func (o *operations) of(source *message.Operation) *Operation {
	at := &o.described[source.Index]
	if known := at.Load(); known != nil {
		return known
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if at.Load() == nil {
		made := newOperation(source, o.digests.Operation(source))
		at.Store(&made)
	}
	return at.Load()
}

func newOperation(source *message.Operation, digest string) Operation {
	o := Operation{ID: source.ID, Method: source.Method, Path: source.Template, Digest: digest}
	for status, response := range message.ResponseNodes(source.Node) {
		o.Responses = append(o.Responses, DocumentedResponse{Status: status, Decision: response.StringAt(decisionKey)})
	}
	return o
}

// Operations returns the operations of the document, sorted by path and method.
func (c *Contract) Operations() []Operation {
	operations := make([]Operation, len(c.api.Operations))
	for i, o := range c.api.Operations {
		operations[i] = *c.operations.of(o)
	}
	slices.SortFunc(operations, func(a, b Operation) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	return operations
}
