package message

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// Value returns the value of the parameter. It returns false if the message doesn't have the
// parameter. If the string doesn't have the style of the parameter, Value returns the string
// itself, and the schema then accepts or refuses it. If the string can be read in several ways,
// Value returns the first value that the schema accepts.
func (p *Parameter) Value(f *Fields) (value any, found bool) {
	switch {
	case p.whole != nil:
		return p.wholeQuery(f.RawQuery)
	case p.style == styleDeep:
		return p.deepObject(f.Query)
	case p.spreads():
		return p.spread(f.Query)
	}
	raw := p.Raw(f)
	if len(raw) == 0 {
		return nil, false
	}
	text, ok := p.withoutPrefix(raw[0])
	switch {
	case !ok:
		return raw[0], true
	case p.IsJSON:
		return p.json(raw[0]), true
	}
	arrays, objects, scalars := p.takes(schema.Arrays), p.takes(schema.Objects), p.takes(schema.AnyKind&^(schema.Arrays|schema.Objects))
	switch {
	case arrays && !objects && !scalars:
		return p.array(raw, text), true
	case objects && !arrays && !scalars:
		return p.object(raw, text), true
	case !arrays && !objects:
		return typed(p.unescape(text), p.Schema), true
	}
	return p.union(raw, text, arrays, objects, scalars), true
}

// union reads a value that may be an array, an object or a scalar. It returns the first of these
// that the schema accepts. If the schema accepts none, it returns the first that is possible.
func (p *Parameter) union(raw []string, text string, arrays, objects, scalars bool) any {
	var readings []any
	if arrays {
		readings = append(readings, p.array(raw, text))
	}
	if objects {
		readings = append(readings, p.object(raw, text))
	}
	if scalars && len(raw) == 1 {
		readings = append(readings, typed(p.unescape(text), p.Schema))
	}
	for _, reading := range readings {
		if p.Schema.Accepts(reading) {
			return reading
		}
	}
	return readings[0]
}

// unescape removes the escapes that a value has in a URL or a cookie. The value of a header has no
// escapes.
func (p *Parameter) unescape(text string) string {
	switch {
	case p.In == InHeader, p.style == styleCookie:
		return text
	case p.In == InQuery && !p.allowsReserved:
		return unescapeQuery(text)
	default:
		return unescapePercent(text)
	}
}

func (p *Parameter) unescapeAll(texts []string) []string {
	plain := make([]string, len(texts))
	for i, text := range texts {
		plain[i] = p.unescape(text)
	}
	return plain
}

// withoutPrefix removes the prefix of the label and matrix styles, and the spaces around the value
// of a header (RFC 9110, section 5.5). It returns false if the prefix is missing.
func (p *Parameter) withoutPrefix(text string) (string, bool) {
	switch {
	case p.In == InHeader:
		return strings.Trim(text, " \t"), true
	case p.style == styleLabel:
		return strings.CutPrefix(text, ".")
	case p.style == styleMatrix && p.explode && p.takes(schema.Objects):
		return strings.CutPrefix(text, ";")
	case p.style == styleMatrix:
		return strings.CutPrefix(text, ";"+p.Name+"=")
	default:
		return text, true
	}
}

// split splits a value that is a list. The lines of a header are one list (RFC 9110, section 5.3).
func (p *Parameter) split(raw []string, text string) []string {
	switch {
	case p.style == styleSpace:
		return strings.Split(spaces.Replace(text), " ")
	case p.style == stylePipe:
		return strings.Split(pipes.Replace(text), "|")
	case p.In != InHeader:
		return strings.Split(text, p.delimiter())
	}
	texts := strings.Split(strings.Join(raw, ","), ",")
	for i := range texts {
		texts[i] = strings.Trim(texts[i], " \t")
	}
	return texts
}

// wholeQuery reads the whole query as one value. In a query, a form is written in the same way as
// in a body. Everything else is percent-encoded.
func (p *Parameter) wholeQuery(query string) (value any, found bool) {
	if query == "" {
		return nil, false
	}
	text := query
	if p.whole.essence != formType {
		text = unescapePercent(query)
	}
	value, err := p.whole.Value(p.whole.essence, &Body{Text: []byte(text)})
	if err != nil {
		return text, true
	}
	return value, true
}

func (p *Parameter) json(text string) any {
	value, err := jsonvalue.Decode([]byte(p.unescape(text)), nil)
	if err != nil {
		return text
	}
	return value
}

// A URL can't contain spaces or pipes, so these delimiters are percent-encoded.
var (
	spaces = strings.NewReplacer("%20", " ", "+", " ")
	pipes  = strings.NewReplacer("%7C", "|", "%7c", "|")
)

// delimiter returns the string between the items of an array or the properties of an object.
func (p *Parameter) delimiter() string {
	switch {
	case p.style == styleLabel && p.explode:
		return "."
	case p.style == styleMatrix && p.explode:
		return ";"
	default:
		return ","
	}
}

// array reads the items of an array, either from all strings or from text, which is the first
// string without its prefix.
func (p *Parameter) array(raw []string, text string) any {
	texts := raw
	if !p.explode || p.In != InQuery && p.style != styleCookie {
		texts = p.split(raw, text)
	}
	item := p.Schema.Item()
	items := make(jsonvalue.Array, 0, len(texts))
	for _, text := range texts {
		if p.style == styleMatrix {
			text = strings.TrimPrefix(text, p.Name+"=")
		}
		items = append(items, typed(p.unescape(text), item))
	}
	return items
}

// object reads NAME,VALUE,NAME,VALUE. If the parameter is exploded, it reads NAME=VALUE,NAME=VALUE.
func (p *Parameter) object(raw []string, text string) any {
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
	o := &jsonvalue.Object{}
	for i := 0; i < len(texts); i += 2 {
		name := p.unescape(texts[i])
		o.Members = append(o.Members, jsonvalue.Member{Name: name, Value: typed(p.unescape(texts[i+1]), p.Schema.Property(name))})
	}
	return o
}

func (p *Parameter) spread(query Query) (any, bool) {
	o := &jsonvalue.Object{}
	for name, values := range sorted(query) {
		if p.own[name] || p.takesName(name) {
			o.Members = append(o.Members, jsonvalue.Member{Name: name, Value: typedAll(p.unescapeAll(values), p.Schema.Property(name))})
		}
	}
	return o, len(o.Members) > 0
}

// maxDeep is how deep the objects of a deepObject may be. Deeper names are read as one name,
// because a recursive schema would otherwise need a stack of any depth.
const maxDeep = 1000

// deepObject reads NAME[PROPERTY]=VALUE, and further [PROPERTY]. The names are sorted, so all parts
// of an object follow each other.
func (p *Parameter) deepObject(query Query) (any, bool) {
	o := &jsonvalue.Object{}
	for name, values := range sorted(query) {
		if !p.isDeep(name) || !strings.HasSuffix(name, "]") {
			continue
		}
		names := strings.SplitN(name[len(p.Name)+1:len(name)-1], "][", maxDeep)
		deepSet(o, p.Schema, names, p.unescapeAll(values))
	}
	return o, len(o.Members) > 0
}

func deepSet(o *jsonvalue.Object, s *schema.Schema, names []string, values []string) {
	var property *schema.Schema
	if s != nil {
		property = s.Property(names[0])
	}
	if len(names) == 1 {
		o.Members = append(o.Members, jsonvalue.Member{Name: names[0], Value: typedAll(values, property)})
		return
	}
	var child *jsonvalue.Object
	if last := len(o.Members) - 1; last >= 0 && o.Members[last].Name == names[0] {
		child, _ = o.Members[last].Value.(*jsonvalue.Object)
	}
	if child == nil {
		child = &jsonvalue.Object{}
		o.Members = append(o.Members, jsonvalue.Member{Name: names[0], Value: child})
	}
	deepSet(child, property, names[1:], values)
}
