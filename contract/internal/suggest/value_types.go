package suggest

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// valueTypes are the types of values, and of the items of arrays among them.
type valueTypes struct {
	names map[string]bool
	items *valueTypes
}

const null = "null"

func (t *valueTypes) add(value any) {
	if t.names == nil {
		t.names = map[string]bool{}
	}
	t.names[typeOf(value)] = true
	items, ok := value.(jsonvalue.Array)
	if !ok {
		return
	}
	if t.items == nil {
		t.items = &valueTypes{}
	}
	for _, item := range items {
		t.items.add(item)
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

// sorted returns the types without null. An integer is a number where there are other numbers.
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

// String names the types.
func (t *valueTypes) String() string {
	names := t.sorted()
	if t.names[null] {
		names = append(names, null)
	}
	return strings.Join(names, " or ")
}

// schema returns a schema that says nothing of the values but their types.
func (t *valueTypes) schema() *jsonvalue.Object {
	names := t.sorted()
	schema := object()
	switch len(names) {
	case 0:
	case 1:
		schema = t.schemaOf(names[0])
	default:
		var branches jsonvalue.Array
		for _, name := range names {
			branches = append(branches, t.schemaOf(name))
		}
		schema.Set("anyOf", branches)
	}
	if t.names[null] {
		schema.Set(nullable, true)
	}
	return schema
}

func (t *valueTypes) schemaOf(name string) *jsonvalue.Object {
	if name != openapi3.TypeArray {
		return object(typeKeyword, name)
	}
	return object(typeKeyword, name, "items", t.items.schema())
}

// object returns an object of names and values, which alternate.
func object(members ...any) *jsonvalue.Object {
	o := &jsonvalue.Object{}
	for i := 0; i+1 < len(members); i += 2 {
		name, _ := members[i].(string)
		o.Members = append(o.Members, jsonvalue.Member{Name: name, Value: members[i+1]})
	}
	return o
}
