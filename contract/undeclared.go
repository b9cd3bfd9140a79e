package contract

import (
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// undeclaredProperties adds a finding for each property of the value, at any depth, that none of the schemas that apply to it
// declares. It is a drift, but a violation where the document marks a property of that name writeOnly: that must never be in a response.
func (k *check) undeclaredProperties(s Side, schemas []*openapi3.Schema, value any, path []string) {
	switch value.(type) {
	case []any, map[string]any:
	default:
		return // Nothing in it to declare.
	}
	applying := alternatives(schemas)
	switch value := value.(type) {
	case []any:
		items := subschemas(applying, func(schema *openapi3.Schema) *openapi3.SchemaRef { return schema.Items })
		for i, item := range value {
			k.undeclaredProperties(s, items, item, append(path, strconv.Itoa(i)))
		}
	case map[string]any:
		if isOpen(applying) {
			return
		}
		for name, property := range sorted(value) {
			path := append(path, name)
			declared := subschemas(applying, func(schema *openapi3.Schema) *openapi3.SchemaRef {
				if ref := schema.Properties[name]; ref != nil {
					return ref
				}
				return schema.AdditionalProperties.Schema
			})
			if len(declared) == 0 {
				k.undeclaredProperty(s, applying[0], name, pointer("", path...))
				continue
			}
			k.undeclaredProperties(s, declared, property, path)
		}
	}
}

func (k *check) undeclaredProperty(s Side, object *openapi3.Schema, name, at string) {
	if secret, ok := k.writeOnly[name]; ok && s == ResponseSide {
		k.contradiction("response.writeOnly", at, k.places.of(secret, "writeOnly"), "no write-only property in a response", one)
		return
	}
	if has := object.AdditionalProperties.Has; has != nil && !*has {
		return // The schema forbids it, which kin-openapi has found already.
	}
	k.drift(rule(s, "property-undeclared"), at, k.places.of(object, "properties"), "no property of this name")
}

// alternatives returns the schemas and all that they are composed of.
func alternatives(schemas []*openapi3.Schema) []*openapi3.Schema {
	var all []*openapi3.Schema
	seen := map[*openapi3.Schema]bool{}
	var visit func(schema *openapi3.Schema)
	visit = func(schema *openapi3.Schema) {
		if seen[schema] {
			return
		}
		seen[schema] = true
		all = append(all, schema)
		for _, refs := range []openapi3.SchemaRefs{schema.AllOf, schema.AnyOf, schema.OneOf} {
			for _, ref := range refs {
				visit(ref.Value)
			}
		}
	}
	for _, schema := range schemas {
		visit(schema)
	}
	return all
}

// isOpen reports whether the schemas leave it open which properties an object has: one says so, or none says anything of them.
func isOpen(schemas []*openapi3.Schema) bool {
	silent := true
	for _, schema := range schemas {
		if has := schema.AdditionalProperties.Has; has != nil && *has {
			return true
		}
		if len(schema.Properties) > 0 || schema.AdditionalProperties.Schema != nil || schema.AdditionalProperties.Has != nil {
			silent = false
		}
	}
	return silent
}

func subschemas(schemas []*openapi3.Schema, of func(*openapi3.Schema) *openapi3.SchemaRef) []*openapi3.Schema {
	var found []*openapi3.Schema
	for _, schema := range schemas {
		if ref := of(schema); ref != nil {
			found = append(found, ref.Value)
		}
	}
	return found
}
