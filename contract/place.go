package contract

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// places knows where each object of a document stands. Objects that are only referred to are known by the place at which
// they are defined.
type places struct {
	file    string
	objects map[any]placed
}

// placed is what places knows of one object of the document.
type placed struct {
	pointer string
	origin  *openapi3.Origin
}

// newPlaces walks the document, the components first: what is referred to is found at its definition.
func newPlaces(file string, doc *openapi3.T) places {
	p := places{file: file, objects: map[any]placed{}}
	p.add(doc, "", doc.Origin)
	if doc.Components != nil {
		p.components(doc.Components)
	}
	p.add(doc.Paths, "/paths", doc.Paths.Origin)
	for path, item := range sorted(doc.Paths.Map()) {
		p.pathItem(item, pointer("", "paths", path))
	}
	return p
}

// of returns the place of the key within an object of the document, that of the object itself where it has no such key
// or the key is empty. An object that is not known gives the place of nothing but the file.
func (p places) of(known any, key string) Place {
	found := p.objects[known]
	place := Place{File: p.file, Pointer: found.pointer, Line: 1, Column: 1}
	if found.origin == nil {
		return place
	}
	if location, ok := found.origin.Fields.Lookup(key); ok {
		place.Pointer = pointer(place.Pointer, key)
		place.Line, place.Column = location.Line, location.Column
	} else if found.origin.Key != nil {
		place.Line, place.Column = found.origin.Key.Line, found.origin.Key.Column
	}
	return place
}

// ofItem returns the place of one scalar item of a list: of a name under required, for instance. Where it has none, it is the
// place of the list.
func (p places) ofItem(known any, key, item string) Place {
	place := p.of(known, key)
	if origin := p.objects[known].origin; origin != nil {
		for i, location := range origin.Sequences[key] {
			if location.Name == item {
				place.Pointer = pointer(place.Pointer, strconv.Itoa(i))
				place.Line, place.Column = location.Line, location.Column
			}
		}
	}
	return place
}

// writeOnly returns the properties that the document marks writeOnly, by name.
func (p places) writeOnly() map[string]*openapi3.Schema {
	found := map[string]*openapi3.Schema{}
	for known := range p.objects {
		schema, ok := known.(*openapi3.Schema)
		if !ok {
			continue
		}
		for name, property := range schema.Properties {
			// Of several the first in the document, so that each run gives the same place.
			other, taken := found[name]
			if property.Value.WriteOnly && (!taken || p.of(property.Value, "").Line < p.of(other, "").Line) {
				found[name] = property.Value
			}
		}
	}
	return found
}

// add makes an object known, and reports whether it was new.
func (p places) add(known any, at string, origin *openapi3.Origin) bool {
	if _, ok := p.objects[known]; ok {
		return false
	}
	p.objects[known] = placed{pointer: at, origin: origin}
	return true
}

func (p places) components(c *openapi3.Components) {
	for name, ref := range sorted(c.Schemas) {
		p.schema(ref, pointer("", "components", "schemas", name))
	}
	for name, ref := range sorted(c.Headers) {
		p.header(ref, pointer("", "components", "headers", name))
	}
	for name, ref := range sorted(c.Parameters) {
		p.parameter(ref, pointer("", "components", "parameters", name))
	}
	for name, ref := range sorted(c.RequestBodies) {
		p.requestBody(ref, pointer("", "components", "requestBodies", name))
	}
	for name, ref := range sorted(c.Responses) {
		p.response(ref, pointer("", "components", "responses", name))
	}
}

func (p places) pathItem(item *openapi3.PathItem, at string) {
	p.add(item, at, item.Origin)
	for i, ref := range item.Parameters {
		p.parameter(ref, pointer(at, "parameters", strconv.Itoa(i)))
	}
	for method, operation := range sorted(item.Operations()) {
		at := pointer(at, strings.ToLower(method))
		p.add(operation, at, operation.Origin)
		for i, ref := range operation.Parameters {
			p.parameter(ref, pointer(at, "parameters", strconv.Itoa(i)))
		}
		if operation.RequestBody != nil {
			p.requestBody(operation.RequestBody, pointer(at, "requestBody"))
		}
		p.add(operation.Responses, pointer(at, "responses"), operation.Responses.Origin)
		for status, ref := range sorted(operation.Responses.Map()) {
			p.response(ref, pointer(at, "responses", status))
		}
	}
}

func (p places) parameter(ref *openapi3.ParameterRef, at string) {
	at = definition(ref.Ref, at)
	if p.add(ref.Value, at, ref.Value.Origin) {
		p.schema(ref.Value.Schema, pointer(at, "schema"))
		p.content(ref.Value.Content, at)
	}
}

func (p places) header(ref *openapi3.HeaderRef, at string) {
	at = definition(ref.Ref, at)
	if p.add(ref.Value, at, ref.Value.Origin) {
		p.schema(ref.Value.Schema, pointer(at, "schema"))
		p.content(ref.Value.Content, at)
	}
}

func (p places) requestBody(ref *openapi3.RequestBodyRef, at string) {
	at = definition(ref.Ref, at)
	if p.add(ref.Value, at, ref.Value.Origin) {
		p.content(ref.Value.Content, at)
	}
}

func (p places) response(ref *openapi3.ResponseRef, at string) {
	at = definition(ref.Ref, at)
	if p.add(ref.Value, at, ref.Value.Origin) {
		for name, header := range sorted(ref.Value.Headers) {
			p.header(header, pointer(at, "headers", name))
		}
		p.content(ref.Value.Content, at)
	}
}

func (p places) content(content openapi3.Content, at string) {
	for name, mediaType := range sorted(content) {
		at := pointer(at, "content", name)
		p.add(mediaType, at, mediaType.Origin)
		p.schema(mediaType.Schema, pointer(at, "schema"))
	}
}

func (p places) schema(ref *openapi3.SchemaRef, at string) {
	if ref == nil {
		return
	}
	at = definition(ref.Ref, at)
	if !p.add(ref.Value, at, ref.Value.Origin) {
		return
	}
	schema := ref.Value
	for name, property := range sorted(schema.Properties) {
		p.schema(property, pointer(at, "properties", name))
	}
	p.schema(schema.Items, pointer(at, "items"))
	p.schema(schema.AdditionalProperties.Schema, pointer(at, "additionalProperties"))
	p.schema(schema.Not, pointer(at, "not"))
	for key, refs := range sorted(map[string]openapi3.SchemaRefs{"allOf": schema.AllOf, "anyOf": schema.AnyOf, "oneOf": schema.OneOf}) {
		for i, sub := range refs {
			p.schema(sub, pointer(at, key, strconv.Itoa(i)))
		}
	}
}

// definition returns the place at which that is defined which is referred to; where nothing is, the place itself.
func definition(ref, at string) string {
	fragment, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return at
	}
	if plain, err := url.PathUnescape(fragment); err == nil {
		return plain
	}
	return fragment
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// pointer appends tokens to a JSON pointer (RFC 6901).
func pointer(base string, tokens ...string) string {
	var b strings.Builder
	b.WriteString(base)
	for _, token := range tokens {
		b.WriteByte('/')
		b.WriteString(pointerEscapes.Replace(token))
	}
	return b.String()
}

// sorted goes over a map in the order of its keys.
func sorted[K cmp.Ordered, V any](m map[K]V) func(yield func(K, V) bool) {
	return func(yield func(K, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}
