package message

import (
	"iter"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Operation is an operation of a document. Its schemas are compiled when one of its parts is first
// needed. In a large document, most operations are used by no exchange. Several goroutines may use
// it at the same time.
type Operation struct {
	// Node is the node of the operation. Item is the node of its path item, which may refer to
	// another path item.
	Node, Item *document.Node
	// ID is the operationId, or empty if the document gives none.
	ID     string
	Method string
	// Template is the path as the document writes it.
	Template string
	// Bases has the paths of the operation's servers. The path of the root is "". There is at least
	// one.
	Bases []string

	// parts returns the compiled parts.
	parts func() *parts
}

// parts has what an operation says about its messages.
type parts struct {
	parameters []*Parameter
	security   []Requirement
	body       *RequestBody
	responses  map[string]*Response
	// declared has the names of the declared parameters and credentials.
	declared map[name]bool
}

// Parameters returns the parameters of the operation, including those of its path item.
func (o *Operation) Parameters() []*Parameter { return o.parts().parameters }

// Security returns the security requirements. A request must satisfy one of them. It returns an
// empty slice if no credential is needed.
func (o *Operation) Security() []Requirement { return o.parts().security }

// Body returns the declared body of the request, or nil if there is none.
func (o *Operation) Body() *RequestBody { return o.parts().body }

// Responses returns the documented responses by their keys.
func (o *Operation) Responses() map[string]*Response { return o.parts().responses }

// name is the name of a parameter or a header. The name of a header is in canonical form.
type name struct{ in, name string }

// The constants are the locations of parameters.
const (
	InPath   = "path"
	InQuery  = "query"
	InHeader = "header"
	InCookie = "cookie"
)

func newName(in, text string) name {
	if in == InHeader {
		text = http.CanonicalHeaderKey(text)
	}
	return name{in, text}
}

// RequestBody is the body that an operation declares.
type RequestBody struct {
	Node     *document.Node
	Required bool
	Content  []MediaType
}

// Response is a documented response.
type Response struct {
	Node    *document.Node
	Headers []*Parameter
	Content []MediaType

	// declared has the names of the declared headers, in canonical form.
	declared map[string]bool
}

// operation returns an operation whose parts are compiled later.
func (c *Compiler) operation(path string, item *document.Node, method string, source *document.Node) *Operation {
	o := &Operation{
		Node: source, Item: item, ID: source.StringAt("operationId"), Method: method, Template: path, Bases: basePaths(servers(item, source)),
	}
	o.parts = sync.OnceValue(func() *parts {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		return c.parts(item, method, source)
	})
	return o
}

// parts compiles what an operation says about its messages.
func (c *Compiler) parts(item *document.Node, method string, source *document.Node) *parts {
	o := &parts{declared: map[name]bool{}, responses: map[string]*Response{}, security: c.security(source)}
	for node := range listed(item, source) {
		p := c.Parameter(node.Target())
		p.Listed = node
		if p.ignored() {
			continue
		}
		p.declared = o.declared
		o.parameters = append(o.parameters, p)
		for _, text := range p.names() {
			o.declared[newName(p.In, text)] = true
		}
	}
	for _, scheme := range c.api.Schemes {
		o.declared[newName(scheme.In, scheme.ParameterName)] = true
	}
	if body := source.Get("requestBody"); body != nil {
		o.body = c.RequestBody(body.Target())
		o.body.Required = o.body.Required && hasBody(method)
	}
	for status, node := range ResponseNodes(source) {
		o.responses[status] = c.Response(node)
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
	r := &Response{Node: node, declared: map[string]bool{}, Content: c.content(node)}
	c.responses[node] = r
	for name, header := range node.Get("headers").SortedFields() {
		r.declared[http.CanonicalHeaderKey(name)] = true
		if !IsIgnoredInResponse(name) {
			r.Headers = append(r.Headers, c.Header(name, header.Target()))
		}
	}
	return r
}

// Response returns the documented response for a status, and the response's key in the document.
// The response is nil if the document lists none for the status.
func (o *Operation) Response(status int) (r *Response, key string) {
	key = strconv.Itoa(status)
	if r := o.Responses()[key]; r != nil {
		return r, key
	}
	key = key[:1] + "XX"
	if r := o.Responses()[key]; r != nil {
		return r, key
	}
	return o.Responses()["default"], "default"
}

// Statuses returns the keys of the documented responses, sorted.
func (o *Operation) Statuses() []string { return slices.Sorted(maps.Keys(o.Responses())) }

// DeclaresQuery reports whether the operation declares a query parameter with this name. It may be
// a parameter, a part of a parameter, or a credential.
func (o *Operation) DeclaresQuery(text string) bool {
	return o.parts().declared[name{InQuery, text}] || slices.ContainsFunc(o.Parameters(), func(p *Parameter) bool {
		return p.whole != nil || p.isDeep(text) || p.takesName(text)
	})
}

// DeclaresHeader reports whether the operation declares a request header, as a parameter or as a
// credential.
func (o *Operation) DeclaresHeader(text string) bool {
	return o.parts().declared[newName(InHeader, text)]
}

// DeclaresHeader reports whether the document lists a header of the response.
func (r *Response) DeclaresHeader(text string) bool { return r.declared[http.CanonicalHeaderKey(text)] }
