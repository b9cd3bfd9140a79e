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

// Undeclared yields each undeclared property of a value, at any depth.
func (v *Validation) Undeclared(s *Schema, value any) iter.Seq[Undeclared] {
	return func(yield func(Undeclared) bool) {
		if !isContainer(value) {
			return
		}
		path := v.path
		v.undeclared([]*Schema{s}, value, yield)
		v.path = path
	}
}

// isContainer reports whether a value is an array or an object, which have other values in them.
func isContainer(value any) bool {
	switch value.(type) {
	case jsonvalue.Array, *jsonvalue.Object:
		return true
	default:
		return false
	}
}

// undeclared yields the undeclared properties. It returns false if yield returned false.
func (v *Validation) undeclared(schemas []*Schema, value any, yield func(Undeclared) bool) bool {
	switch value := value.(type) {
	case jsonvalue.Array:
		return v.undeclaredInItems(v.candidates(schemas, value), value, yield)
	case *jsonvalue.Object:
		applying := v.candidates(schemas, value)
		if !v.spend(1+len(applying)*len(value.Members)/namesOfStep, schemas[0]) {
			return false
		}
		if IsOpen(applying) {
			return true
		}
		for i := range value.Members {
			m := &value.Members[i]
			v.path = append(v.path, named(m.Name))
			if !v.undeclaredProperty(applying, m, yield) {
				return false
			}
			v.path = v.path[:len(v.path)-1]
		}
	}
	return true
}

func (v *Validation) undeclaredInItems(applying []*Schema, array jsonvalue.Array, yield func(Undeclared) bool) bool {
	first := 0
	for _, s := range applying {
		first = max(first, len(s.Prefix))
	}
	var items []*Schema
	known := -1 // The schemas in items are those of the item with this index.
	for i, item := range array {
		if !isContainer(item) {
			continue
		}
		if known < first { // All further items have the same schemas.
			items, known = itemSchemas(applying, i), i
		}
		if len(items) == 0 {
			continue
		}
		v.path = append(v.path, step{index: i})
		if !v.undeclared(items, item, yield) {
			return false
		}
		v.path = v.path[:len(v.path)-1]
	}
	return true
}

// itemSchemas returns the schemas of the item with an index. If there are none, it returns those
// under unevaluatedItems.
func itemSchemas(applying []*Schema, index int) []*Schema {
	var items []*Schema
	for _, s := range applying {
		if item := s.ItemAt(index); item != nil {
			items = append(items, item)
		}
	}
	for _, s := range applying {
		if len(items) == 0 && s.UnevaluatedItems != nil {
			return []*Schema{s.UnevaluatedItems}
		}
	}
	return items
}

func (v *Validation) undeclaredProperty(applying []*Schema, m *jsonvalue.Member, yield func(Undeclared) bool) bool {
	var one [1]*Schema // An array for one schema is enough for most values, and stays on the stack.
	declared, named, closed := one[:0], false, false
	for _, s := range applying {
		before := len(declared)
		if property := s.Properties.Get(m.Name); property != nil {
			declared = append(declared, property)
		}
		for i := range s.Patterns {
			p := &s.Patterns[i]
			if matched, isChecked := v.Matches(p, m.Name); !isChecked {
				named = true // It may match.
			} else if matched {
				declared = append(declared, p.Schema)
			}
		}
		if s.Additional != nil && len(declared) == before {
			declared = append(declared, s.Additional)
		}
		closed = closed || s.IsClosed() || s.Unevaluated != nil && s.Unevaluated.Never
	}
	if len(declared) == 0 {
		for _, s := range applying {
			if s.Unevaluated != nil && !s.Unevaluated.Never {
				declared = append(declared, s.Unevaluated)
			}
		}
	}
	switch {
	case len(declared) > 0:
		if isContainer(m.Value) {
			return v.undeclared(declared, m.Value, yield)
		}
	case !closed && !named: // A closed schema forbids the property, which is a mismatch instead.
		return yield(Undeclared{Schema: applying[0], At: v.pointer(), Name: m.Name})
	}
	return true
}

// IsOpen reports whether an object may have any properties according to its schemas: if one of them
// says so, or if none of them mentions properties.
func IsOpen(schemas []*Schema) bool {
	silent := true
	for _, s := range schemas {
		if s.AdditionalAllowed != nil && *s.AdditionalAllowed || s.Unevaluated != nil && s.Unevaluated.Node.IsTrue() {
			return true
		}
		if s.Never || len(s.Properties) > 0 || s.Additional != nil || s.AdditionalAllowed != nil || s.Patterns != nil || s.Unevaluated != nil {
			silent = false
		}
	}
	return silent
}
