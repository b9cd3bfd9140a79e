package contract

import (
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// operation is an operation of the document, made ready to check exchanges against.
type operation struct {
	Operation

	source     *openapi3.Operation
	parameters []*parameter
	// declared are the names of the declared parameters and credentials, as "query NAME" or "header NAME".
	declared   map[string]bool
	security   []requirement
	body       *openapi3.RequestBody
	content    []mediaType
	responses  map[string]*response
	invariants []*invariant
}

// response is a documented response.
type response struct {
	source   *openapi3.Response
	headers  []*parameter
	declared map[string]bool
	content  []mediaType
	// invariants hold for this response alone.
	invariants []*invariant
}

// mediaType is a media type, or a range of them, that a body may have.
type mediaType struct {
	name       string
	source     *openapi3.MediaType
	schema     *schema
	essence    string
	parameters map[string]string
	// fields are the properties of a form.
	fields []*parameter
}

// requirement is what one way to authenticate takes: all of its schemes.
type requirement []scheme

type scheme struct {
	*openapi3.SecurityScheme

	name string
}

// compiler makes a document ready.
type compiler struct {
	schemas

	doc        *openapi3.T
	digests    *digester
	operations []*operation
	responses  map[*openapi3.Response]*response
}

func newCompiler(doc *openapi3.T, nodes yamlNodes, known places) *compiler {
	c := &compiler{
		schemas:   schemas{places: known, known: map[*openapi3.Schema]*schema{}, formats: map[string]formatCheck{}},
		doc:       doc,
		digests:   newDigester(nodes),
		responses: map[*openapi3.Response]*response{},
	}
	if doc.Components != nil {
		c.components = doc.Components.Schemas
	}
	return c
}

func (c *compiler) operation(method, path string, item *openapi3.PathItem, source *openapi3.Operation) *operation {
	o := &operation{
		Operation: newOperation(method, path, source),
		source:    source,
		declared:  map[string]bool{},
		responses: map[string]*response{},
	}
	for _, declared := range effectiveParameters(item, source) {
		p := c.parameter(declared, declared)
		if p.ignored() {
			continue
		}
		p.declared = o.declared
		o.parameters = append(o.parameters, p)
		for _, name := range p.names() {
			o.declared[declared.In+" "+parameterName(declared.In, name)] = true
		}
	}
	for _, scheme := range securitySchemes(c.doc) {
		o.declared[scheme.In+" "+parameterName(scheme.In, scheme.Name)] = true
	}
	requirements := c.doc.Security
	if source.Security != nil {
		requirements = *source.Security
	}
	for _, r := range requirements {
		var all requirement
		for name := range sorted(r) {
			all = append(all, scheme{name: name, SecurityScheme: securitySchemes(c.doc)[name]})
		}
		o.security = append(o.security, all)
	}
	if source.RequestBody != nil {
		o.body = source.RequestBody.Value
		o.content = c.content(o.body.Content)
	}
	for status, ref := range sorted(source.Responses.Map()) {
		o.responses[status] = c.response(ref.Value)
	}
	return o
}

// response returns the response of a status; nil where the document has none.
func (o *operation) response(status int) *response {
	r, _ := o.lookup(status)
	return r
}

// lookup returns the response of a status, and the key under which the document has it.
func (o *operation) lookup(status int) (r *response, key string) {
	key = strconv.Itoa(status)
	if r := o.responses[key]; r != nil {
		return r, key
	}
	key = key[:1] + "XX"
	if r := o.responses[key]; r != nil {
		return r, key
	}
	return o.responses["default"], "default"
}

// effectiveParameters returns the parameters of an operation, those of its path item included that it doesn't override.
func effectiveParameters(item *openapi3.PathItem, operation *openapi3.Operation) []*openapi3.Parameter {
	var parameters []*openapi3.Parameter
	for _, ref := range operation.Parameters {
		parameters = append(parameters, ref.Value)
	}
	for _, ref := range item.Parameters {
		if operation.Parameters.GetByInAndName(ref.Value.In, ref.Value.Name) == nil {
			parameters = append(parameters, ref.Value)
		}
	}
	return parameters
}

func parameterName(in, name string) string {
	if in == openapi3.ParameterInHeader {
		return http.CanonicalHeaderKey(name)
	}
	return name
}

func securitySchemes(doc *openapi3.T) map[string]*openapi3.SecurityScheme {
	schemes := map[string]*openapi3.SecurityScheme{}
	if doc.Components != nil {
		for name, ref := range doc.Components.SecuritySchemes {
			schemes[name] = ref.Value
		}
	}
	return schemes
}

func (c *compiler) response(source *openapi3.Response) *response {
	if r := c.responses[source]; r != nil {
		return r
	}
	r := &response{source: source, declared: map[string]bool{}, content: c.content(source.Content)}
	c.responses[source] = r
	for name, ref := range sorted(source.Headers) {
		declared := ref.Value.Parameter
		declared.Name, declared.In = name, openapi3.ParameterInHeader
		r.declared[http.CanonicalHeaderKey(name)] = true
		if p := c.parameter(&declared, ref.Value); !p.ignored() {
			r.headers = append(r.headers, p)
		}
	}
	return r
}

// content makes media types ready, the ones that say most first.
func (c *compiler) content(content openapi3.Content) []mediaType {
	var all []mediaType
	for name, source := range sorted(content) {
		m := mediaType{name: name, source: source, schema: c.of(source.Schema), essence: name}
		if essence, parameters, err := mime.ParseMediaType(name); err == nil {
			m.essence, m.parameters = essence, parameters
		}
		m.fields = c.fields(&m)
		c.unread(&m)
		all = append(all, m)
	}
	slices.SortStableFunc(all, func(a, b mediaType) int {
		if wild := strings.Count(a.essence, "*") - strings.Count(b.essence, "*"); wild != 0 {
			return wild
		}
		return len(b.parameters) - len(a.parameters)
	})
	return all
}

// unread notes that nothing holds bodies of a media type against its schema, where that asks for more than a text.
func (c *compiler) unread(m *mediaType) {
	if m.schema == nil || strings.Contains(m.essence, "*") || isRead(m.essence, m.schema) || m.schema.accepts(nil)&strs != 0 {
		return
	}
	c.unchecked = append(c.unchecked, Unchecked{
		Document: c.places.of(m.source, ""),
		What:     "bodies of the type " + m.name + " are not held against their schema: JSON, YAML, forms and plain texts are",
	})
}

// findMediaType returns the declared media type for a Content-Type, with what that says; nil where none fits. Parameters of the
// declaration must be there, others may.
func findMediaType(content []mediaType, contentType string) (declared *mediaType, essence string) {
	essence, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, ""
	}
	for i := range content {
		m := &content[i]
		if !includes(m.essence, essence) {
			continue
		}
		missing := false
		for name, value := range m.parameters {
			missing = missing || !strings.EqualFold(parameters[name], value)
		}
		if !missing {
			return m, essence
		}
	}
	return nil, essence
}

// includes reports whether a media type is of a range: of itself, TYPE/* or */*.
func includes(declared, essence string) bool {
	if declared == essence || declared == "*/*" || declared == "*" {
		return true
	}
	kind, ok := strings.CutSuffix(declared, "/*")
	return ok && strings.HasPrefix(essence, kind+"/")
}

func mediaTypeNames(content []mediaType) string {
	names := make([]string, len(content))
	for i, m := range content {
		names[i] = m.name
	}
	slices.Sort(names)
	return strings.Join(names, " or ")
}

// statuses returns the keys of the documented responses, sorted.
func (o *operation) statuses() []string {
	return slices.Sorted(maps.Keys(o.responses))
}
