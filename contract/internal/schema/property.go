package schema

import (
	"cmp"
	"iter"
	"slices"
)

// Property is a property of an object, with its schema.
type Property struct {
	Name   string
	Schema *Schema
}

// Properties are the properties under the keyword of the same name, sorted by name. Each name
// occurs once.
type Properties []Property

// fewProperties is the number of properties up to which comparing all names is fastest.
const fewProperties = 12

// Get returns the schema of a property, or nil if there is none.
func (p Properties) Get(name string) *Schema {
	if len(p) <= fewProperties {
		for i := range p {
			if p[i].Name == name {
				return p[i].Schema
			}
		}
		return nil
	}
	i, found := slices.BinarySearchFunc(p, name, func(one Property, name string) int { return cmp.Compare(one.Name, name) })
	if !found {
		return nil
	}
	return p[i].Schema
}

// All yields the names and schemas in the order of the names.
func (p Properties) All() iter.Seq2[string, *Schema] {
	return func(yield func(string, *Schema) bool) {
		for _, one := range p {
			if !yield(one.Name, one.Schema) {
				return
			}
		}
	}
}

// names returns the names, sorted.
func (p Properties) names() []string {
	names := make([]string, len(p))
	for i := range p {
		names[i] = p[i].Name
	}
	return names
}
