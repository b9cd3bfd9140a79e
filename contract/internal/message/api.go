// Package message reads HTTP messages as an OpenAPI document describes them. It knows the
// operations, parameters and media types of the document. It finds the operation of a request, the
// values of parameters, headers and bodies, and the credentials of a request.
//
//	api, err := message.Compile(doc, schema.AssertFormats)
//	if err != nil {
//		return err
//	}
//	var x message.Exchange
//	api.Read(&x, "GET", target, message.Message{Header: header}, 200, answer)
//	fields, _ := x.RequestFields()
//	for _, p := range x.Operation.Parameters() {
//		value, found := p.Value(&fields)
//		fmt.Println(p.Name, found, schema.Validate(p.Schema, value, schema.Request))
//	}
//
// The package reads values but doesn't check them.
package message

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/slab"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// API has everything that a document says about messages. It doesn't change after [Compile], so
// several goroutines may use it at the same time.
type API struct {
	Document *document.Document
	// Formats says what the formats of its schemas mean.
	Formats schema.Formats
	// Operations has the operations, sorted by path and method.
	Operations []*Operation
	// Schemes has the security schemes of the document, by name.
	Schemes map[string]*Scheme

	router *router
	// whole returns the compiled parts of all operations.
	whole func() *Whole
}

// Whole has what all operations of a document say about messages.
type Whole struct {
	// Responses has the responses that operations refer to, each once, in no particular order.
	Responses []*Response
	// Schemas has all schemas against which messages are checked, in no particular order.
	Schemas []*schema.Schema
	// Unchecked has everything that the document demands and that can't be checked.
	Unchecked []schema.Note
	// Flaws has the mistakes of the document that don't prevent a check.
	Flaws []schema.Note
}

// Whole compiles all operations at the first call, which takes time in a large document. The caller
// must not change the result.
func (a *API) Whole() *Whole { return a.whole() }

// Compile reads the routes of a document, which must be valid. An operation compiles its parts when
// they are first needed. Compile returns an error if two operations have the same method and their
// paths differ only in the names of parameters.
func Compile(doc *document.Document, formats schema.Formats) (*API, error) {
	c := NewCompiler(doc, formats)
	for path, item := range doc.Root().Get("paths").SortedFields() {
		if !strings.HasPrefix(path, "/") {
			continue // The field is an extension.
		}
		for method, source := range sorted(methods(doc.Version(), item)) {
			o := c.operation(path, item, method, source)
			c.api.Operations = append(c.api.Operations, o)
			for _, base := range o.Bases {
				similar, ok := c.api.router.add(base, path, o)
				if !ok {
					return nil, fmt.Errorf("%s: %s %s differs from the path at %s only in the names of its parameters; remove one of them", item.Place(), method, path, similar.Place())
				}
				if similar != nil {
					c.flaws = append(c.flaws, schema.Note{
						Node: item, What: "the path differs from the one at " + similar.Place().String() + " only in the names of its parameters; merge them",
					})
				}
			}
		}
	}
	for name, webhook := range doc.Root().Get("webhooks").SortedFields() {
		c.unchecked = append(c.unchecked, schema.Note{Node: webhook, What: "the requests of the webhook " + wording.Quote(name) + " are not checked"})
	}
	c.api.whole = sync.OnceValue(c.whole)
	return c.api, nil
}

// whole compiles all operations.
func (c *Compiler) whole() *Whole {
	for _, o := range c.api.Operations {
		o.parts()
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	w := &Whole{Responses: slices.Collect(maps.Values(c.responses)), Schemas: c.schemas.Compiled()}
	w.Unchecked, w.Flaws = slices.Concat(c.unchecked, c.schemas.Unchecked), slices.Concat(c.flaws, c.schemas.Flaws)
	return w
}

// Find returns the route of a request. It returns false if the document has no such path. Find
// looks only at the path of the URL.
func (a *API) Find(method string, u *url.URL) (Route, bool) { return a.router.find(method, u) }

// NearestPath returns the path of the document that is most similar to the given path, and its path
// item. It returns an empty string and nil if no path is similar.
func (a *API) NearestPath(path string) (string, *document.Node) {
	nearest := a.router.nearest(path)
	if nearest == "" {
		return "", nil
	}
	return nearest, a.router.items()[nearest]
}

// Compiler reads the parts of a document. It reads each part once. It is not safe for concurrent
// use.
type Compiler struct {
	api *API
	// mutex guards the fields below while operations compile their parts.
	mutex     sync.Mutex
	schemas   *schema.Compiler
	responses map[*document.Node]*Response
	// bases has the paths of the servers, by the lists of servers.
	bases     map[*document.Node][]string
	slabs     slabs
	unchecked []schema.Note
	flaws     []schema.Note
}

// slabs make what is compiled for the operations. What one operation needs is then close together.
type slabs struct {
	operations slab.Slab[Operation]
	parameters slab.Slab[Parameter]
	responses  slab.Slab[Response]
	keyed      slab.Slab[keyedResponse]
	content    slab.Slab[MediaType]
}

// NewCompiler returns a compiler for the parts of a document. It reads the security schemes.
func NewCompiler(doc *document.Document, formats schema.Formats) *Compiler {
	c := &Compiler{
		api:       &API{Document: doc, Formats: formats, Schemes: map[string]*Scheme{}, router: newRouter()},
		schemas:   schema.NewCompiler(doc),
		responses: map[*document.Node]*Response{},
		bases:     map[*document.Node][]string{},
	}
	c.schemas.Formats = formats
	for name, node := range doc.Find("/components/securitySchemes").Fields() {
		c.api.Schemes[name] = newScheme(name, node.Target())
	}
	return c
}

// Schema returns the schema at a node, or nil for a nil node.
func (c *Compiler) Schema(node *document.Node) *schema.Schema { return c.schemas.Schema(node) }
