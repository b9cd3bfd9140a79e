package contract

import "slices"

// eachPart calls a function with the schema and each that it is composed of.
func (s *schema) eachPart(do func(*schema)) {
	seen := map[*schema]bool{}
	var visit func(s *schema)
	visit = func(s *schema) {
		if seen[s] {
			return
		}
		seen[s] = true
		do(s)
		for _, part := range slices.Concat(s.allOf, s.anyOf, s.oneOf) {
			visit(part)
		}
	}
	visit(s)
}

// accepts returns the kinds that a schema and those it is composed of take together.
func (s *schema) accepts(seen []*schema) kinds {
	if slices.Contains(seen, s) {
		return anyKind
	}
	seen = append(seen, s)
	accepted := s.types
	for _, part := range s.allOf {
		accepted &= part.accepts(seen)
	}
	for _, branches := range [][]*schema{s.anyOf, s.oneOf} {
		var one kinds
		for _, branch := range branches {
			one |= branch.accepts(seen)
		}
		if len(branches) > 0 {
			accepted &= one
		}
	}
	return accepted
}

// property returns the schema of a property and of an item, through those that the schema is composed of; nil where it has none.
func (s *schema) property(name string, seen []*schema) *schema {
	if slices.Contains(seen, s) {
		return nil
	}
	if property := s.properties[name]; property != nil {
		return property
	}
	for _, part := range slices.Concat(s.allOf, s.anyOf, s.oneOf) {
		if property := part.property(name, append(seen, s)); property != nil {
			return property
		}
	}
	return s.additional
}

func (s *schema) item(seen []*schema) *schema {
	if s.items != nil || slices.Contains(seen, s) {
		return s.items
	}
	for _, part := range slices.Concat(s.allOf, s.anyOf, s.oneOf) {
		if item := part.item(append(seen, s)); item != nil {
			return item
		}
	}
	return nil
}
