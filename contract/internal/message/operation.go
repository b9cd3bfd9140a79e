package message

import (
	"iter"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Operation is an operation of a document. Its schemas are compiled when one of its parts is first
// needed. In a large document, most operations are used by no exchange. Several goroutines may use
// it at the same time.
type Operation struct {
	// The fields that each exchange reads come first, so that they are together in the caches of
	// the processor.

	// isCompiled reports whether compiled is set.
	isCompiled atomic.Bool
	// Index is the index of the operation in [API.Operations].
	Index  int32
	Method string
	// Item is the node of the path item, which may refer to another path item.
	Item     *document.Node
	compiled parts
	// Node is the node of the operation.
	Node *document.Node
	// ID is the operationId, or empty if the document gives none.
	ID string
	// Template is the path as the document writes it.
	Template string
	// Bases has the paths of the operation's servers. The path of the root is "". There is at least
	// one.
	Bases []string

	compiler *Compiler
}

// parts has what an operation says about its messages.
type parts struct {
	parameters []*Parameter
	body       *RequestBody
	// responses has the documented responses, sorted by their keys.
	responses []keyedResponse
	security  []Requirement
	// declared has the names of the declared parameters and credentials.
	declared *names
}

// keyedResponse is a documented response with its key, such as 200, 4XX or default.
type keyedResponse struct {
	key      string
	response *Response
}

// Parameters returns the parameters of the operation, including those of its path item.
func (o *Operation) Parameters() []*Parameter { return o.parts().parameters }

// Security returns the security requirements. A request must satisfy one of them. It returns an
// empty slice if no credential is needed.
func (o *Operation) Security() []Requirement { return o.parts().security }

// Body returns the declared body of the request, or nil if there is none.
func (o *Operation) Body() *RequestBody { return o.parts().body }

// The constants are the locations of parameters.
const (
	InPath   = "path"
	InQuery  = "query"
	InHeader = "header"
	InCookie = "cookie"
)

// RequestBody is the body that an operation declares.
type RequestBody struct {
	Node     *document.Node
	Required bool
	Content  []MediaType
}

// Response is a documented response.
type Response struct {
	Content []MediaType
	Headers []*Parameter
	Node    *document.Node

	declared names
}

// operation returns an operation whose parts are compiled later.
func (c *Compiler) operation(path string, item *document.Node, method string, source *document.Node) *Operation {
	list := servers(item, source)
	bases, ok := c.bases[list]
	if !ok {
		bases = c.basePaths(list)
		c.bases[list] = bases
	}
	o := c.slabs.operations.New()
	o.Node, o.Item, o.Index, o.compiler = source, item, int32(len(c.api.Operations)), c //nolint:gosec // The size of a document limits the number.
	o.ID, o.Method, o.Template, o.Bases = source.StringAt("operationId"), method, path, bases
	return o
}

// parts returns the compiled parts.
func (o *Operation) parts() *parts {
	if o.isCompiled.Load() {
		return &o.compiled
	}
	o.compiler.mutex.Lock()
	defer o.compiler.mutex.Unlock()
	if !o.isCompiled.Load() {
		o.compiled = o.compiler.parts(o.Item, o.Method, o.Node)
		o.isCompiled.Store(true)
	}
	return &o.compiled
}

// parts compiles what an operation says about its messages.
func (c *Compiler) parts(item *document.Node, method string, source *document.Node) parts {
	o := parts{declared: &names{}, security: c.security(source)}
	for node := range listed(item, source) {
		p := c.Parameter(node.Target())
		p.Listed = node
		if p.ignored() {
			continue
		}
		p.declared = o.declared
		o.parameters = append(o.parameters, p)
		for _, text := range p.names() {
			o.declared.add(p.In, text)
		}
	}
	for _, scheme := range c.api.Schemes {
		o.declared.add(scheme.In, scheme.ParameterName)
	}
	o.declared.sort()
	if body := source.Get("requestBody"); body != nil {
		o.body = c.RequestBody(body.Target())
		o.body.Required = o.body.Required && hasBody(method)
	}
	o.responses = c.slabs.keyed.Make(source.Get("responses").Len())
	for status, node := range ResponseNodes(source) {
		o.responses = append(o.responses, keyedResponse{status, c.Response(node)})
	}
	for name, callback := range source.Get("callbacks").SortedFields() {
		c.unchecked = append(c.unchecked, schema.Note{Node: callback, What: "the requests of the callback " + wording.Quote(name) + " are not checked"})
	}
	return o
}

// ResponseNodes yields the documented responses of an operation, sorted by their keys.
func ResponseNodes(operation *document.Node) iter.Seq2[string, *document.Node] {
	return func(yield func(string, *document.Node) bool) {
		for status, node := range operation.Get("responses").SortedFields() {
			if !isExtension(status) && !yield(status, node.Target()) {
				return
			}
		}
	}
}

// servers returns the node of an operation's servers. They are its own servers, or those of its
// path item, or those of the document.
func servers(item, source *document.Node) *document.Node {
	for _, holder := range append(append([]*document.Node{source}, pathItems(item)...), source.Document().Root()) {
		if list := holder.Get("servers"); list.Len() > 0 {
			return list
		}
	}
	return nil
}

// servers returns the node of the operation's servers. If the document names none, it returns the
// root of the document.
func (o *Operation) servers() *document.Node {
	if list := servers(o.Item, o.Node); list != nil {
		return list
	}
	return o.Node.Document().Root()
}

func isExtension(key string) bool { return len(key) > 1 && key[0] == 'x' && key[1] == '-' }

// hasBody reports whether HTTP defines a meaning for the body of a request, so that a document can
// require one (RFC 7231, section 4.3; OpenAPI 3.0.3, Operation Object).
func hasBody(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodDelete, http.MethodConnect, http.MethodTrace:
		return false
	default:
		return true
	}
}

// RequestBody returns the request body at a node.
func (c *Compiler) RequestBody(node *document.Node) *RequestBody {
	return &RequestBody{Node: node, Required: node.Get("required").IsTrue(), Content: c.content(node)}
}

// Response returns the response at a node.
func (c *Compiler) Response(node *document.Node) *Response {
	if r := c.responses[node]; r != nil {
		return r
	}
	r := c.slabs.responses.New()
	r.Node, r.Content = node, c.content(node)
	c.responses[node] = r
	for name, header := range node.Get("headers").SortedFields() {
		r.declared.add(InHeader, name)
		if !IsIgnoredInResponse(name) {
			r.Headers = append(r.Headers, c.Header(name, header.Target()))
		}
	}
	r.declared.sort()
	return r
}

// Response returns the documented response for a status, and the response's key in the document.
// The response is nil if the document lists none for the status.
func (o *Operation) Response(status int) (r *Response, key string) {
	var buffer [20]byte
	exact := strconv.AppendInt(buffer[:0], int64(status), 10)
	responses := o.parts().responses
	for i := range responses {
		if responses[i].key == string(exact) {
			return responses[i].response, responses[i].key
		}
	}
	for _, key := range [...]string{string(exact[:1]) + "XX", defaultKey} {
		if r := o.ResponseAt(key); r != nil {
			return r, key
		}
	}
	return nil, defaultKey
}

// defaultKey is the key of the response for all statuses that have no response of their own.
const defaultKey = "default"

// ResponseAt returns the documented response with a key, or nil if the operation has no such key.
func (o *Operation) ResponseAt(key string) *Response {
	for _, r := range o.parts().responses {
		if r.key == key {
			return r.response
		}
	}
	return nil
}

// Statuses returns the keys of the documented responses, sorted.
func (o *Operation) Statuses() []string {
	var keys []string
	for _, r := range o.parts().responses {
		keys = append(keys, r.key)
	}
	return keys
}

// DeclaresQuery reports whether the operation declares a query parameter with this name. It may be
// a parameter, a part of a parameter, or a credential.
func (o *Operation) DeclaresQuery(text string) bool {
	return o.parts().declared.have(InQuery, text) || slices.ContainsFunc(o.Parameters(), func(p *Parameter) bool {
		return p.whole != nil || p.takesName(text)
	})
}

// DeclaresHeader reports whether the operation declares a request header, as a parameter or as a
// credential.
func (o *Operation) DeclaresHeader(text string) bool {
	return o.parts().declared.have(InHeader, text)
}

// DeclaresHeader reports whether the document lists a header of the response.
func (r *Response) DeclaresHeader(text string) bool { return r.declared.have(InHeader, text) }
