package suggest

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// valueTypes has the types of some values. For arrays and objects, it also has the types of the
// values in them.
type valueTypes struct {
	names map[string]bool
	items *valueTypes
	// properties has the types of the objects' properties, by the name of the property. It is nil
	// if there are many properties.
	properties map[string]*valueTypes
	// many reports whether there are more than maxNames properties.
	many bool
}

// maxNames is how many properties of objects are kept. If there are more, they may be the keys of a
// map.
const maxNames = 32

const null = "null"

func (t *valueTypes) add(value any) {
	if t.names == nil {
		t.names = map[string]bool{}
	}
	t.names[typeOf(value)] = true
	switch value := value.(type) {
	case jsonvalue.Array:
		if t.items == nil {
			t.items = &valueTypes{}
		}
		for _, item := range value {
			t.items.add(item)
		}
	case *jsonvalue.Object:
		t.addMembers(value)
	}
}

func (t *valueTypes) addMembers(o *jsonvalue.Object) {
	for _, m := range o.Members {
		if t.properties[m.Name] == nil {
			if t.many = t.many || len(t.properties) == maxNames; t.many {
				t.properties = nil
				return
			}
			if t.properties == nil {
				t.properties = map[string]*valueTypes{}
			}
			t.properties[m.Name] = &valueTypes{}
		}
		t.properties[m.Name].add(m.Value)
	}
}

func typeOf(value any) string {
	switch value := value.(type) {
	case nil:
		return null
	case bool:
		return openapi3.TypeBoolean
	case string:
		return openapi3.TypeString
	case jsonvalue.Number:
		if value.IsInteger() {
			return openapi3.TypeInteger
		}
		return openapi3.TypeNumber
	case jsonvalue.Array:
		return openapi3.TypeArray
	default:
		return openapi3.TypeObject
	}
}

// sorted returns the types except null. If there are both integers and other numbers, it returns
// only number.
func (t *valueTypes) sorted() []string {
	var names []string
	for name := range t.names {
		if name != null && (name != openapi3.TypeInteger || !t.names[openapi3.TypeNumber]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// withNull returns the types with null at the end.
func (t *valueTypes) withNull() []string {
	names := t.sorted()
	if t.names[null] {
		names = append(names, null)
	}
	return names
}

// String returns the names of the types.
func (t *valueTypes) String() string { return strings.Join(t.withNull(), " or ") }

// hasProperties reports whether the values have objects with properties, at any depth.
func (t *valueTypes) hasProperties() bool {
	return t != nil && (len(t.properties) > 0 || t.items.hasProperties())
}

// schemasOf returns two schemas for values of some types. The first describes the properties of
// objects, and the second doesn't. It leaves out the first schema if there are no properties, or if
// one of them may be the name of a secret.
func (s *Suggester) schemasOf(t *valueTypes) []*jsonvalue.Object {
	plain := s.schemaOf(t, false)
	if !t.hasProperties() || t.anyName(s.isSecretName) {
		return []*jsonvalue.Object{plain}
	}
	return []*jsonvalue.Object{s.schemaOf(t, true), plain}
}

// anyName reports whether the function returns true for the name of a property at any depth.
func (t *valueTypes) anyName(is func(string) bool) bool {
	if t == nil {
		return false
	}
	for name, inner := range t.properties {
		if is(name) || inner.anyName(is) {
			return true
		}
	}
	return t.items.anyName(is)
}

// schemaOf returns a schema for values of some types. It never accepts all values.
func (s *Suggester) schemaOf(t *valueTypes, deep bool) *jsonvalue.Object {
	if s.isLater {
		return s.laterSchemaOf(t, deep)
	}
	names := t.sorted()
	schema := object()
	switch len(names) {
	case 0:
		return object(nullable, true, enum, jsonvalue.Array{nil}) // All values are null.
	case 1:
		schema = s.ofType(names[0], t, deep)
	default:
		var branches jsonvalue.Array
		for _, name := range names {
			branches = append(branches, s.ofType(name, t, deep))
		}
		schema.Set("anyOf", branches)
	}
	if t.names[null] {
		schema.Set(nullable, true)
	}
	return schema
}

// laterSchemaOf is like schemaOf, for OpenAPI 3.1 and later. In these versions, a keyword applies
// only to values of its type.
func (s *Suggester) laterSchemaOf(t *valueTypes, deep bool) *jsonvalue.Object {
	schema := object(typeKeyword, typeList(t.withNull()))
	if names := t.withNull(); len(names) == 1 {
		schema = object(typeKeyword, names[0])
	}
	for _, name := range t.sorted() {
		for _, m := range s.ofType(name, t, deep).Members[1:] {
			schema.Set(m.Name, m.Value)
		}
	}
	return schema
}

func typeList(names []string) jsonvalue.Array {
	list := make(jsonvalue.Array, len(names))
	for i, name := range names {
		list[i] = name
	}
	return list
}

// ofType returns a schema for the values that have this type. The first member of the schema is the
// type.
func (s *Suggester) ofType(name string, t *valueTypes, deep bool) *jsonvalue.Object {
	schema := object(typeKeyword, name)
	switch {
	case name == openapi3.TypeArray && len(t.items.names) == 0:
		schema.Set(maxItems, jsonvalue.Number("0"))
		if !s.isLater {
			schema.Set("items", object(typeKeyword, openapi3.TypeObject)) // OpenAPI 3.0 requires items.
		}
	case name == openapi3.TypeArray:
		schema.Set("items", s.schemaOf(t.items, deep))
	case name == openapi3.TypeObject && deep && len(t.properties) > 0:
		properties := object()
		for _, property := range slices.Sorted(maps.Keys(t.properties)) {
			properties.Set(property, s.schemaOf(t.properties[property], deep))
		}
		schema.Set("properties", properties)
	}
	return schema
}

// object returns an object. Its arguments are names and values in turn.
func object(members ...any) *jsonvalue.Object {
	o := &jsonvalue.Object{}
	for i := 0; i+1 < len(members); i += 2 {
		name, _ := members[i].(string)
		o.Members = append(o.Members, jsonvalue.Member{Name: name, Value: members[i+1]})
	}
	return o
}
