package message

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// Parameter is a parameter of a request, or a header of a response. It has the style of its value.
type Parameter struct {
	// The fields that each exchange reads come first, so that they are together in the caches of
	// the processor.

	Schema *schema.Schema
	// whole says how the query is encoded, if the parameter is the whole query.
	whole    *MediaType
	Name, In string
	style    string
	Required bool
	// AllowsEmpty reports whether an empty value is always valid.
	AllowsEmpty bool
	// IsJSON reports whether the value is JSON, because the parameter has content instead of a
	// schema.
	IsJSON  bool
	explode bool
	// allowsReserved reports whether reserved characters, such as the plus sign, are not encoded in
	// the query.
	allowsReserved bool
	// Node is the place of the parameter in the document. Listed is the place where an operation
	// lists the parameter, or nil.
	Node, Listed *document.Node
	// own has the names of the value's properties, if each property is a query parameter with its
	// own name. The parameter then also takes names that no other parameter declares.
	own      map[string]bool
	declared *names
}

// The constants are the styles of parameters (OpenAPI 3.0.4, section 4.7.12.3).
const (
	styleSimple = "simple"
	styleForm   = "form"
	styleLabel  = "label"
	styleMatrix = "matrix"
	styleDeep   = "deepObject"
	styleSpace  = "spaceDelimited"
	stylePipe   = "pipeDelimited"
	styleCookie = "cookie" // OpenAPI has this style since 3.2.
)

// inQuerystring is the location of a parameter that is the whole query (OpenAPI 3.2).
const inQuerystring = "querystring"

// Parameter returns the parameter at a node.
func (c *Compiler) Parameter(node *document.Node) *Parameter {
	p := c.slabs.parameters.New()
	*p = Parameter{
		Node: node, Name: node.StringAt("name"), In: node.StringAt("in"), Required: node.Get("required").IsTrue(), AllowsEmpty: node.Get("allowEmptyValue").IsTrue(),
	}
	c.describe(p, node, node.Get("schema"))
	if p.In == inQuerystring {
		p.In = InQuery
		if content := c.content(node); len(content) > 0 {
			p.whole, p.Schema = &content[0], cmp.Or(content[0].Schema, p.Schema)
		}
	}
	return p
}

// Header returns the header at a node.
func (c *Compiler) Header(name string, node *document.Node) *Parameter {
	p := c.slabs.parameters.New()
	*p = Parameter{Node: node, Name: name, In: InHeader, Required: node.Get("required").IsTrue(), AllowsEmpty: node.Get("allowEmptyValue").IsTrue()}
	c.describe(p, node, node.Get("schema"))
	return p
}

// describe reads how the value of a parameter is serialized. The parameter holder is the node that
// has style and explode.
func (c *Compiler) describe(p *Parameter, holder, schemaNode *document.Node) {
	p.Schema = c.Schema(schemaNode)
	for name, mediaType := range p.Node.Get("content").Fields() {
		mediaType = mediaType.Target()
		p.Schema, p.IsJSON = c.Schema(mediaType.Get("schema")), IsJSON(name)
	}
	if p.Schema == nil {
		p.Schema = schema.Any()
	}
	p.style, p.explode = defaultStyle(p.In, holder.StringAt("style"))
	if explode := holder.Get("explode"); explode.Kind() == document.Bool {
		p.explode = explode.IsTrue()
	}
	p.allowsReserved = holder.Get("allowReserved").IsTrue()
	if p.style == styleDeep && p.takes(schema.Arrays) {
		c.unchecked = append(c.unchecked, schema.Note{
			Node: p.Node, What: "the parameter " + p.Name + " is not checked: OpenAPI does not define the style deepObject for arrays",
		})
	}
	if p.style == styleCookie && p.explode && p.takes(schema.Objects) {
		c.unchecked = append(c.unchecked, schema.Note{Node: p.Node, What: "the parameter " + p.Name + " is not checked: its properties are cookies"})
	}
	if p.spreads() {
		p.own = map[string]bool{}
		p.Schema.EachPart(func(s *schema.Schema) {
			for name := range s.Properties.All() {
				p.own[name] = true
			}
		})
	}
}

// defaultStyle returns the style of a parameter, and reports whether the style explodes by default.
// If the parameter names no style, its location decides.
func defaultStyle(in, style string) (string, bool) {
	if in == InPath || in == InHeader {
		if style == "" {
			style = styleSimple
		}
		return style, false
	}
	if style == "" {
		style = styleForm
	}
	return style, style != styleSpace && style != stylePipe
}

// ignored reports whether OpenAPI describes the header elsewhere in the document.
func (p *Parameter) ignored() bool { return IsIgnored(p.In, p.Name) }

// IsIgnored reports whether OpenAPI describes a header elsewhere in the document, so that a
// parameter of this name has no effect.
func IsIgnored(in, name string) bool {
	return in == InHeader && slices.Contains([]string{"Accept", "Content-Type", "Authorization"}, http.CanonicalHeaderKey(name))
}

// IsIgnoredInResponse reports whether OpenAPI describes a header of a response elsewhere in the
// document (OpenAPI 3.0.3, Response Object).
func IsIgnoredInResponse(name string) bool { return http.CanonicalHeaderKey(name) == "Content-Type" }

// spreads reports whether each property of the value is a query parameter with its own name.
func (p *Parameter) spreads() bool {
	return p.whole == nil && p.In == InQuery && p.style == styleForm && p.explode && p.takes(schema.Objects) && !p.IsJSON
}

// takes reports whether the schema accepts values of these kinds but not values of all kinds.
func (p *Parameter) takes(kinds schema.Kinds) bool {
	accepted := p.Schema.Kinds()
	return accepted&kinds != 0 && accepted != schema.AnyKind
}

// IsSingle reports whether a message has the value of the parameter only once. This is so if the
// value is not a list, or if the list is in one pair.
func (p *Parameter) IsSingle() bool {
	switch {
	case p.IsJSON, p.whole != nil:
		return true
	case p.spreads(), p.style == styleDeep:
		return false
	case p.Schema.Kinds()&schema.Arrays == 0:
		return true
	default:
		return p.In != InHeader && !p.explode
	}
}

// IsRead reports whether the value can be read.
func (p *Parameter) IsRead() bool {
	switch {
	case p.whole != nil:
		return p.whole.Reads(p.whole.essence)
	case p.style == styleDeep:
		return !p.takes(schema.Arrays) // OpenAPI doesn't define how to serialize such an array.
	default:
		return p.style != styleCookie || !p.explode || !p.takes(schema.Objects)
	}
}

// IsPresent reports whether a message has the parameter.
func (p *Parameter) IsPresent(f *Fields) bool {
	if p.style != styleDeep {
		return len(p.Raw(f)) > 0
	}
	for name := range f.Query {
		if p.isDeep(name) {
			return true
		}
	}
	return false
}

// names returns the names that the parameter has in its part of a request; see [names.have].
func (p *Parameter) names() []string {
	switch {
	case p.whole != nil:
		return nil
	case p.style == styleDeep:
		return []string{p.Name + "["} // The names of the properties begin so.
	case !p.spreads():
		return []string{p.Name}
	}
	return slices.Sorted(maps.Keys(p.own))
}

// takesName reports whether a name in the query is a property of the value, although no parameter
// declares the name.
func (p *Parameter) takesName(text string) bool {
	if !p.spreads() || p.declared.have(InQuery, text) {
		return false
	}
	var parts []*schema.Schema
	p.Schema.EachPart(func(s *schema.Schema) { parts = append(parts, s) })
	return schema.IsOpen(parts) || p.Schema.Property(text) != nil
}

// isDeep reports whether a name in the query is a part of the parameter. For example, filter[name]
// is a part of filter.
func (p *Parameter) isDeep(text string) bool {
	return p.style == styleDeep && strings.HasPrefix(text, p.Name+"[")
}

// Fields has the parts of a request or a response that can have parameters and headers.
type Fields struct {
	Header http.Header
	Path   PathValues
	Query  Query
	// RawQuery is the whole query in escaped form.
	RawQuery string
	// cookies has the values of a long Cookie header by their names, once one was asked for.
	cookies map[string][]string
}

// Raw returns the strings of the value as they were sent. It returns nil if the parameter is
// missing.
func (p *Parameter) Raw(f *Fields) []string {
	if p.whole != nil {
		if f.RawQuery == "" {
			return nil
		}
		return []string{f.RawQuery}
	}
	switch p.In {
	case InPath:
		return f.Path.get(p.Name)
	case InQuery:
		return f.Query[p.Name]
	case InHeader:
		return headerLines(f.Header, http.CanonicalHeaderKey(p.Name))
	case InCookie:
		return f.cookiesNamed(p.Name)
	}
	return nil
}
