package schema

import (
	"iter"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Undeclared is a property that none of the schemas of its object declares.
type Undeclared struct {
	// Schema is the first schema that applies to the object.
	Schema *Schema
	// At is the JSON pointer of the property, and Name is its name.
	At, Name string
}

// Undeclared goes over each undeclared property of a value, at any depth.
func (v *Validation) Undeclared(s *Schema, value any) iter.Seq[Undeclared] {
	return func(yield func(Undeclared) bool) {
		path := v.path
		v.undeclared([]*Schema{s}, value, yield)
		v.path = path
	}
}

// undeclared returns false if yield did.
func (v *Validation) undeclared(schemas []*Schema, value any, yield func(Undeclared) bool) bool {
	switch value := value.(type) {
	case jsonvalue.Array:
		var items []*Schema
		for _, s := range v.candidates(schemas, value) {
			if s.Items != nil {
				items = append(items, s.Items)
			}
		}
		if len(items) == 0 {
			return true
		}
		for i, item := range value {
			v.path = append(v.path, step{index: i})
			if !v.undeclared(items, item, yield) {
				return false
			}
			v.path = v.path[:len(v.path)-1]
		}
	case *jsonvalue.Object:
		applying := v.candidates(schemas, value)
		if IsOpen(applying) {
			return true
		}
		for i := range value.Members {
			m := &value.Members[i]
			v.path = append(v.path, step{name: m.Name, isName: true})
			if !v.undeclaredProperty(applying, m, yield) {
				return false
			}
			v.path = v.path[:len(v.path)-1]
		}
	}
	return true
}

func (v *Validation) undeclaredProperty(applying []*Schema, m *jsonvalue.Member, yield func(Undeclared) bool) bool {
	var one [1]*Schema // One is enough for most values, and stays on the stack.
	declared := one[:0]
	closed := false
	for _, s := range applying {
		if property := s.Properties[m.Name]; property != nil {
			declared = append(declared, property)
		} else if s.Additional != nil {
			declared = append(declared, s.Additional)
		}
		closed = closed || s.IsClosed()
	}
	switch {
	case len(declared) > 0:
		switch m.Value.(type) {
		case jsonvalue.Array, *jsonvalue.Object:
			return v.undeclared(declared, m.Value, yield)
		}
	case !closed: // A closed schema forbids the property, which is a mismatch instead.
		return yield(Undeclared{Schema: applying[0], At: v.pointer(), Name: m.Name})
	}
	return true
}

// IsOpen reports whether an object may have any properties according to its schemas: if one of them
// says so, or if none of them mentions properties.
func IsOpen(schemas []*Schema) bool {
	silent := true
	for _, s := range schemas {
		if s.AdditionalAllowed != nil && *s.AdditionalAllowed {
			return true
		}
		if len(s.Properties) > 0 || s.Additional != nil || s.AdditionalAllowed != nil {
			silent = false
		}
	}
	return silent
}
