package contract

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

// parameter is a declared parameter, or a header of a response, made ready to read its value from a message.
type parameter struct {
	*openapi3.Parameter

	// known is the object of the document that declares it.
	known   any
	schema  *schema
	style   string
	explode bool
	// isJSON says that the value is JSON text, because the parameter has content in the place of a schema.
	isJSON bool
	// own are the names of its properties, where they stand in the query; of the others it takes those that no other parameter declares.
	own      map[string]bool
	declared map[string]bool
}

func (c *compiler) parameter(declared *openapi3.Parameter, known any) *parameter {
	p := &parameter{Parameter: declared, known: known, schema: c.of(declared.Schema)}
	for name, mediaType := range sorted(declared.Content) {
		p.schema, p.isJSON = c.of(mediaType.Schema), isJSON(name)
	}
	if p.schema == nil {
		p.schema = &schema{Schema: &openapi3.Schema{}, types: anyKind}
	}
	p.style, p.explode = "simple", false
	if method, err := declared.SerializationMethod(); err == nil {
		p.style, p.explode = method.Style, method.Explode
	}
	if p.spreads() {
		p.own = map[string]bool{}
		p.schema.eachPart(func(s *schema) {
			for name := range s.properties {
				p.own[name] = true
			}
		})
	}
	return p
}

// ignored reports whether OpenAPI leaves the header to other parts of the document.
func (p *parameter) ignored() bool { return isIgnored(p.In, p.Name) }

func isIgnored(in, name string) bool {
	return in == openapi3.ParameterInHeader && slices.Contains([]string{"Accept", "Content-Type", "Authorization"}, http.CanonicalHeaderKey(name))
}

// spreads reports whether the properties of its value stand in the query under their own names.
func (p *parameter) spreads() bool {
	return p.In == openapi3.ParameterInQuery && p.style == "form" && p.explode && p.takes(objects) && !p.isJSON
}

// takes reports whether a value of the kind, and neither of all kinds, may be meant.
func (p *parameter) takes(kind kinds) bool {
	accepted := p.schema.accepts(nil)
	return accepted&kind != 0 && accepted != anyKind
}

// names returns the names under which the parameter stands in its part of a request.
func (p *parameter) names() []string {
	switch {
	case p.style == "deepObject":
		return nil // The names of its properties hold its own; see isDeep.
	case !p.spreads():
		return []string{p.Name}
	}
	return slices.Sorted(maps.Keys(p.own))
}

// takesName reports whether a name in the query that no parameter declares is that of a property.
func (p *parameter) takesName(name string) bool {
	if !p.spreads() || p.declared["query "+name] {
		return false
	}
	var parts []*schema
	p.schema.eachPart(func(s *schema) { parts = append(parts, s) })
	return isOpen(parts) || p.schema.property(name, nil) != nil
}

// isDeep reports whether the name is that of a part of the parameter: filter[name] of filter.
func (p *parameter) isDeep(name string) bool {
	return p.style == "deepObject" && strings.HasPrefix(name, p.Name+"[")
}

// message is the part of a request or a response that parameters are read from.
type message struct {
	header http.Header
	path   map[string]string
	query  url.Values
}

// raw returns the texts in which the value of a parameter stands, none where it isn't there.
func (p *parameter) raw(m *message) []string {
	switch p.In {
	case openapi3.ParameterInPath:
		if value, ok := m.path[p.Name]; ok {
			return []string{value}
		}
	case openapi3.ParameterInQuery:
		return m.query[p.Name]
	case openapi3.ParameterInHeader:
		return headerLines(m.header, http.CanonicalHeaderKey(p.Name))
	case openapi3.ParameterInCookie:
		return cookiesNamed(m.header, p.Name)
	}
	return nil
}

// value reads the value of a parameter. It returns false where the message has none, and the text itself where that is no value of
// the parameter's style, so that the schema tells.
func (p *parameter) value(m *message) (value any, found bool) {
	switch {
	case p.style == "deepObject":
		return p.deepObject(m.query)
	case p.spreads():
		return p.spread(m.query)
	}
	raw := p.raw(m)
	if len(raw) == 0 {
		return nil, false
	}
	text, ok := p.withoutPrefix(raw[0])
	switch {
	case !ok:
		return raw[0], true
	case p.isJSON:
		return p.json(raw[0]), true
	case p.takes(arrays):
		return p.array(raw, text), true
	case p.takes(objects):
		return p.object(raw, text), true
	default:
		return typed(p.unescape(text), p.schema), true
	}
}

// unescape undoes what a URL needs for a path parameter; the others come without.
func (p *parameter) unescape(text string) string {
	if p.In != openapi3.ParameterInPath {
		return text
	}
	plain, err := url.PathUnescape(text)
	if err != nil {
		return text
	}
	return plain
}

// withoutPrefix takes away what the label and matrix styles put before a value, and the space around that of a header, which is no part of
// it (RFC 9110, section 5.5). It returns false where the prefix is not there.
func (p *parameter) withoutPrefix(text string) (string, bool) {
	switch {
	case p.In == openapi3.ParameterInHeader:
		return strings.Trim(text, " \t"), true
	case p.style == "label":
		return strings.CutPrefix(text, ".")
	case p.style == "matrix" && p.explode && p.takes(objects):
		return strings.CutPrefix(text, ";")
	case p.style == "matrix":
		return strings.CutPrefix(text, ";"+p.Name+"=")
	default:
		return text, true
	}
}

// split splits a value that is a list; those of a header's lines are one (RFC 9110, section 5.3).
func (p *parameter) split(raw []string, text string) []string {
	if p.In != openapi3.ParameterInHeader {
		return strings.Split(text, p.delimiter())
	}
	texts := strings.Split(strings.Join(raw, ","), ",")
	for i := range texts {
		texts[i] = strings.Trim(texts[i], " \t")
	}
	return texts
}

func (p *parameter) json(text string) any {
	value, err := decodeJSON([]byte(p.unescape(text)), nil)
	if err != nil {
		return text
	}
	return value
}

// delimiter is what stands between the items of an array or the properties of an object.
func (p *parameter) delimiter() string {
	switch {
	case p.style == "spaceDelimited":
		return " "
	case p.style == "pipeDelimited":
		return "|"
	case p.style == "label" && p.explode:
		return "."
	case p.style == "matrix" && p.explode:
		return ";"
	default:
		return ","
	}
}

// array reads the items, from the texts or from the first of them without its prefix.
func (p *parameter) array(raw []string, text string) any {
	texts := raw
	if p.In != openapi3.ParameterInQuery || !p.explode {
		texts = p.split(raw, text)
	}
	item := p.schema.item(nil)
	items := make(array, 0, len(texts))
	for _, text := range texts {
		if p.style == "matrix" {
			text = strings.TrimPrefix(text, p.Name+"=")
		}
		items = append(items, typed(p.unescape(text), item))
	}
	return items
}

// object reads NAME,VALUE,NAME,VALUE or, exploded, NAME=VALUE,NAME=VALUE.
func (p *parameter) object(raw []string, text string) any {
	texts := p.split(raw, text)
	if p.explode {
		var pairs []string
		for _, text := range texts {
			name, value, ok := strings.Cut(text, "=")
			if !ok {
				return raw[0]
			}
			pairs = append(pairs, name, value)
		}
		texts = pairs
	}
	if len(texts)%2 != 0 {
		return raw[0]
	}
	o := &object{}
	for i := 0; i < len(texts); i += 2 {
		name := p.unescape(texts[i])
		o.members = append(o.members, member{name, typed(p.unescape(texts[i+1]), p.schema.property(name, nil))})
	}
	return o
}

func (p *parameter) spread(query url.Values) (any, bool) {
	o := &object{}
	for name, values := range sorted(map[string][]string(query)) {
		if p.own[name] || p.takesName(name) {
			o.members = append(o.members, member{name, typedAll(values, p.schema.property(name, nil))})
		}
	}
	return o, len(o.members) > 0
}

// deepObject reads NAME[PROPERTY]=VALUE, at any depth.
func (p *parameter) deepObject(query url.Values) (any, bool) {
	o := &object{}
	for name, values := range sorted(map[string][]string(query)) {
		if !p.isDeep(name) || !strings.HasSuffix(name, "]") {
			continue
		}
		names := strings.Split(name[len(p.Name)+1:len(name)-1], "][")
		deepSet(o, p.schema, names, values)
	}
	return o, len(o.members) > 0
}

func deepSet(o *object, s *schema, names []string, values []string) {
	var property *schema
	if s != nil {
		property = s.property(names[0], nil)
	}
	if len(names) == 1 {
		o.members = append(o.members, member{names[0], typedAll(values, property)})
		return
	}
	inner, ok := o.get(names[0])
	child, isObject := inner.(*object)
	if !ok || !isObject {
		child = &object{}
		o.members = append(o.members, member{names[0], child})
	}
	deepSet(child, property, names[1:], values)
}

// typedAll reads the texts of one name: an array where that is what the schema takes, else the first.
func typedAll(texts []string, s *schema) any {
	if !takesArray(s) {
		return typed(texts[0], s)
	}
	items := make(array, 0, len(texts))
	for _, text := range texts {
		items = append(items, typed(text, s.item(nil)))
	}
	return items
}

// takesArray reports whether a schema takes arrays, and not values of all kinds.
func takesArray(s *schema) bool {
	return s != nil && s.accepts(nil)&arrays != 0 && s.accepts(nil) != anyKind
}

// typed reads a text as what its schema takes: a number, true or false, or else the text itself. Where it may be several, it is the
// first that the schema accepts.
func typed(text string, s *schema) any {
	if s == nil {
		return text
	}
	accepted := s.accepts(nil)
	var candidates []any
	switch raw := jsontext.Value(text); {
	case accepted&(integers|numbers) != 0 && accepted != anyKind && strings.Trim(text, "0123456789+-.eE") == "" && raw.IsValid():
		candidates = append(candidates, number(text))
	case accepted&booleans != 0 && accepted != anyKind && (text == "true" || text == "false"):
		candidates = append(candidates, text == "true")
	}
	if accepted&strs == 0 && len(candidates) > 0 {
		return candidates[0]
	}
	if len(candidates) == 0 {
		return text
	}
	for _, candidate := range append(candidates, text) {
		v := validation{}
		if v.visit(s, candidate); len(v.found) == 0 {
			return candidate
		}
	}
	return candidates[0]
}
