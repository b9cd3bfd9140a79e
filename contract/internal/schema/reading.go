package schema

import (
	"iter"
	"slices"
)

// parts yields the schemas that the schema is composed of. They apply to the same value, or may
// apply to it.
func (s *Schema) parts() iter.Seq[*Schema] {
	return func(yield func(*Schema) bool) {
		if !s.composed {
			return
		}
		for _, list := range [][]*Schema{s.Refs, s.AllOf, s.AnyOf, s.OneOf, {s.If, s.Then, s.Else}} {
			for _, part := range list {
				if part != nil && !yield(part) {
					return
				}
			}
		}
		for _, dependent := range s.DependentSchemas {
			if !yield(dependent.Schema) {
				return
			}
		}
	}
}

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
		for part := range s.parts() {
			visit(part)
		}
	}
	visit(s)
}

// inner yields the schemas of the values inside a value, and the schemas that a value must not
// match.
func (s *Schema) inner() iter.Seq[*Schema] {
	return func(yield func(*Schema) bool) {
		others := []*Schema{s.Items, s.Additional, s.Not, s.Contains, s.UnevaluatedItems, s.Unevaluated, s.PropertyNames}
		for _, list := range [][]*Schema{others, s.Prefix} {
			for _, inner := range list {
				if inner != nil && !yield(inner) {
					return
				}
			}
		}
		for i := range s.Properties {
			if !yield(s.Properties[i].Schema) {
				return
			}
		}
		for i := range s.Patterns {
			if !yield(s.Patterns[i].Schema) {
				return
			}
		}
	}
}

// All yields the schema and all schemas inside it, each once.
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
			for part := range s.parts() {
				if !visit(part) {
					return false
				}
			}
			for inner := range s.inner() {
				if !visit(inner) {
					return false
				}
			}
			return true
		}
		visit(s)
	}
}

// Kinds returns the kinds that the schema and the schemas it is composed of accept together, except
// null.
func (s *Schema) Kinds() Kinds {
	switch {
	case s.Never:
		return 0
	case !s.composed:
		return s.Types & AnyKind
	default:
		return s.kinds(map[*Schema]Kinds{}) & AnyKind
	}
}

func (s *Schema) kinds(known map[*Schema]Kinds) Kinds {
	if kinds, ok := known[s]; ok {
		return kinds
	}
	known[s] = AnyKind // A reference of the schema to itself limits nothing.
	accepted := s.Types
	if s.Never {
		accepted = 0
	}
	for _, part := range slices.Concat(s.Refs, s.AllOf) {
		accepted &= part.kinds(known)
	}
	for _, branches := range [][]*Schema{s.AnyOf, s.OneOf} {
		var one Kinds
		for _, branch := range branches {
			one |= branch.kinds(known)
		}
		if len(branches) > 0 {
			accepted &= one
		}
	}
	if s.Then != nil && s.Else != nil {
		accepted &= s.Then.kinds(known) | s.Else.kinds(known)
	}
	known[s] = accepted
	return accepted
}

// Property returns the schema of a property. It also looks in the schemas that the schema is
// composed of. It returns nil if there is none.
func (s *Schema) Property(name string) *Schema {
	if property := s.Properties.Get(name); property != nil {
		return property
	}
	return s.first(map[*Schema]bool{}, func(s *Schema) *Schema {
		if property := s.Properties.Get(name); property != nil {
			return property
		}
		for i := range s.Patterns {
			if p := &s.Patterns[i]; p.match != nil && p.match.matches(name) {
				return p.Schema
			}
		}
		return nil
	}, func(s *Schema) *Schema {
		if s.Additional != nil {
			return s.Additional
		}
		return s.Unevaluated
	})
}

// Item returns the schema of an item. It also looks in the schemas that the schema is composed of.
// It returns nil if there is none.
func (s *Schema) Item() *Schema {
	return s.first(map[*Schema]bool{}, func(s *Schema) *Schema { return s.Items }, func(s *Schema) *Schema {
		if s.UnevaluatedItems != nil || len(s.Prefix) == 0 {
			return s.UnevaluatedItems
		}
		return s.Prefix[0]
	})
}

// first calls find with the schema and with each schema that it is composed of, and returns the
// first result that is not nil. A schema for which find has no result is passed to orElse, after
// the schemas that it is composed of.
func (s *Schema) first(seen map[*Schema]bool, find, orElse func(*Schema) *Schema) *Schema {
	if seen[s] {
		return nil
	}
	seen[s] = true
	if found := find(s); found != nil {
		return found
	}
	for part := range s.parts() {
		if found := part.first(seen, find, orElse); found != nil {
			return found
		}
	}
	return orElse(s)
}
