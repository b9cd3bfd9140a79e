package schema

import "slices"

// MayLack reports whether an object may lack a required property, because the property belongs only
// in the other half of an exchange.
func (v *Validation) MayLack(s *Schema, name string) bool {
	if v.Side == "" {
		return false
	}
	if !v.forbids(s, name) {
		v.outermost = 0
		return false
	}
	var seen visited
	if v.lacks(s, name, &seen) {
		return true
	}
	for i, outer := range slices.Backward(v.applied.all) {
		if v.lacks(outer, name, &seen) {
			v.outermost = min(v.outermost, i+1)
			return true
		}
	}
	v.outermost = 0
	return false
}

// lacks reports whether the schema, or a schema that applies with it, has a property of this name
// that messages of a side lack. It skips the schemas that it has already seen.
func (v *Validation) lacks(s *Schema, name string, seen *visited) bool {
	if !seen.add(s) || !v.spend(1, s) {
		return false
	}
	if property := s.Properties.Get(name); property != nil && property.forbids(v.Side) {
		return true
	}
	return slices.ContainsFunc(s.AllOf, func(part *Schema) bool { return v.lacks(part, name, seen) }) ||
		slices.ContainsFunc(s.Refs, func(part *Schema) bool { return v.lacks(part, name, seen) })
}

// forbidden has the names of the properties that messages of a side lack, according to the schemas
// that it has seen. Most objects have no such property, so MayLack need not look for its schema.
type forbidden struct {
	seen  visited
	names map[string]bool
}

// forbids reports whether one of the schemas that apply to the current value may have a property of
// this name that messages of the side lack.
func (v *Validation) forbids(s *Schema, name string) bool {
	if v.forbidden == nil {
		v.forbidden = v.spare
		v.spare = nil
	}
	if v.forbidden == nil {
		v.forbidden = &forbidden{}
	}
	for ; v.applied.noted < len(v.applied.all); v.applied.noted++ {
		v.note(v.applied.all[v.applied.noted])
	}
	v.note(s)
	return v.forbidden.names[name]
}

// note notes the forbidden properties of a schema and of those that apply with it.
func (v *Validation) note(s *Schema) {
	f := v.forbidden
	if !f.seen.add(s) || !v.spend(1+len(s.Properties)/namesOfStep, s) {
		return
	}
	for i := range s.Properties {
		if s.Properties[i].Schema.forbids(v.Side) {
			if f.names == nil {
				f.names = map[string]bool{}
			}
			f.names[s.Properties[i].Name] = true
		}
	}
	for _, part := range s.AllOf {
		v.note(part)
	}
	for _, part := range s.Refs {
		v.note(part)
	}
}

// visited is a set of schemas. A small set needs no memory of its own.
type visited struct {
	few  [8]*Schema
	len  int
	many map[*Schema]bool
}

// add adds a schema. It returns false if the set already has it.
func (v *visited) add(s *Schema) bool {
	if slices.Contains(v.few[:v.len], s) || v.many[s] {
		return false
	}
	if v.len < len(v.few) {
		v.few[v.len] = s
		v.len++
		return true
	}
	if v.many == nil {
		v.many = map[*Schema]bool{}
	}
	v.many[s] = true
	return true
}
