package schema

import (
	"iter"
	"slices"
)

// EachPart calls a function once with the schema, and once with each schema that it is composed of.
func (s *Schema) EachPart(do func(*Schema)) {
	seen := map[*Schema]bool{}
	var visit func(s *Schema)
	visit = func(s *Schema) {
		if seen[s] {
			return
		}
		seen[s] = true
		do(s)
		for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
			visit(part)
		}
	}
	visit(s)
}

// All goes over the schema and all schemas inside it, each once.
func (s *Schema) All() iter.Seq[*Schema] {
	return func(yield func(*Schema) bool) {
		seen := map[*Schema]bool{}
		var visit func(s *Schema) bool
		visit = func(s *Schema) bool {
			if s == nil || seen[s] {
				return true
			}
			seen[s] = true
			if !yield(s) {
				return false
			}
			for _, inner := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf, []*Schema{s.Items, s.Additional, s.Not}) {
				if !visit(inner) {
					return false
				}
			}
			for _, property := range s.Properties {
				if !visit(property) {
					return false
				}
			}
			return true
		}
		visit(s)
	}
}

// Kinds returns the kinds that the schema and the schemas it is composed of accept together.
func (s *Schema) Kinds() Kinds { return s.kinds(nil) }

func (s *Schema) kinds(seen []*Schema) Kinds {
	if slices.Contains(seen, s) {
		return AnyKind
	}
	seen = append(seen, s)
	accepted := s.Types
	for _, part := range s.AllOf {
		accepted &= part.kinds(seen)
	}
	for _, branches := range [][]*Schema{s.AnyOf, s.OneOf} {
		var one Kinds
		for _, branch := range branches {
			one |= branch.kinds(seen)
		}
		if len(branches) > 0 {
			accepted &= one
		}
	}
	return accepted
}

// Property returns the schema of a property. It also looks in the schemas that the schema is
// composed of. It returns nil if there is none.
func (s *Schema) Property(name string) *Schema { return s.property(name, nil) }

func (s *Schema) property(name string, seen []*Schema) *Schema {
	if slices.Contains(seen, s) {
		return nil
	}
	if property := s.Properties[name]; property != nil {
		return property
	}
	for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		if property := part.property(name, append(seen, s)); property != nil {
			return property
		}
	}
	return s.Additional
}

// Item returns the schema of an item. It also looks in the schemas that the schema is composed of.
// It returns nil if there is none.
func (s *Schema) Item() *Schema { return s.item(nil) }

func (s *Schema) item(seen []*Schema) *Schema {
	if s.Items != nil || slices.Contains(seen, s) {
		return s.Items
	}
	for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		if item := part.item(append(seen, s)); item != nil {
			return item
		}
	}
	return nil
}
