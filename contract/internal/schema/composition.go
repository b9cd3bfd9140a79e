package schema

import "github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"

// composition checks a value against the schemas that also apply to it.
func (v *Validation) composition(s *Schema, value any) {
	for _, part := range s.Refs {
		v.part(part, value)
	}
	for _, part := range s.AllOf {
		v.part(part, value)
	}
	if s.If != nil {
		if part := v.consequence(s, value); part != nil {
			v.part(part, value)
		}
	}
	if len(s.DependentSchemas) > 0 {
		for _, part := range v.dependents(s, value) {
			v.part(part, value)
		}
	}
	if s.Not != nil && v.try(s.Not, value).isStrict() {
		v.mismatch(s, "not", value)
	}
	if len(s.AnyOf) > 0 {
		matched, closest := v.matching(s.AnyOf, value)
		if len(matched) == 0 {
			v.mismatch(s, "anyOf", value).Closest = v.explained(s, value, closest)
		} else {
			v.accept(s.AnyOf, matched, value)
		}
	}
	if len(s.OneOf) > 0 {
		matched, closest := v.matchingOne(s.OneOf, value)
		if len(matched) != 1 {
			m := v.mismatch(s, "oneOf", value)
			m.Matched, m.Closest = matched, v.explained(s, value, closest)
		} else {
			v.accept(s.OneOf, matched, value)
		}
	}
}

// part checks a value against a schema that must hold, unless the value was already checked against
// it, or an earlier trial shows that the value is valid.
func (v *Validation) part(s *Schema, value any) {
	if !v.parts.add(s) {
		return
	}
	if known := v.known(s, value); known != nil && known.isStrict() && !known.isPartial {
		return
	}
	v.visit(s, value)
}

// consequence returns the schema under then or under else that applies to a value, or nil if none
// does.
func (v *Validation) consequence(s *Schema, value any) *Schema {
	switch {
	case s.Then == nil && s.Else == nil:
		return nil
	case v.try(s.If, value).isStrict():
		return s.Then
	default:
		return s.Else
	}
}

// dependents returns the schemas under dependentSchemas that apply to a value.
func (v *Validation) dependents(s *Schema, value any) []*Schema {
	o, ok := value.(*jsonvalue.Object)
	if !ok {
		return nil
	}
	var all []*Schema
	for _, dependent := range s.DependentSchemas {
		if v.Has(o, dependent.Name) {
			all = append(all, dependent.Schema)
		}
	}
	return all
}

// explained returns the mismatches of the branch that best explains why no branch matches. This is
// the branch that the discriminator chooses, or else the closest branch. A discriminator has no
// other effect (OpenAPI 3.0.4, section 4.7.25).
func (v *Validation) explained(s *Schema, value any, closest []Mismatch) []Mismatch {
	if branch := s.discriminated(value); branch != nil && len(closest) > 0 {
		return v.try(branch, value).found
	}
	return closest
}

// discriminated returns the branch that the discriminator chooses for an object, or nil if it
// chooses none.
func (s *Schema) discriminated(value any) *Schema {
	o, ok := value.(*jsonvalue.Object)
	if !ok || s.Discriminator == nil {
		return nil
	}
	named, _ := o.Get(s.Discriminator.Property)
	name, _ := named.(string)
	return s.Discriminator.Branches[name]
}

// matching tries all branches. It returns the indices of those that match. If none matches, it
// returns the mismatches of the closest branch. A branch that accepts only the empty object is
// never the closest, because it explains nothing about an object with properties.
func (v *Validation) matching(branches []*Schema, value any) (matched []int, closest []Mismatch) {
	isEmpty := false
	for i, branch := range branches {
		found := v.try(branch, value).found
		switch {
		case len(found) == 0:
			matched = append(matched, i)
		case closest == nil || isEmpty && !branch.onlyEmpty() || isEmpty == branch.onlyEmpty() && v.closer(found, closest):
			closest, isEmpty = found, branch.onlyEmpty()
		}
	}
	return matched, closest
}

// matchingOne tries all branches of a oneOf and returns the indices of those that match. It returns
// only one index if the branches differ only in a property of the other half of the exchange. For
// example, a value that lacks a required writeOnly property also matches the branches without the
// property.
func (v *Validation) matchingOne(branches []*Schema, value any) (matched []int, closest []Mismatch) {
	matched, closest = v.matching(branches, value)
	if len(matched) < 2 {
		return matched, closest
	}
	var strict []int
	for _, i := range matched {
		if v.try(branches[i], value).isStrict() {
			strict = append(strict, i)
		}
	}
	switch len(strict) {
	case 0:
		return matched[:1], nil
	case 1:
		return strict, nil
	default:
		return matched, nil
	}
}

// accept adds the mismatches that don't prevent a branch from matching, which are about properties
// of the other half of the exchange. It adds nothing if a branch matches without such properties.
func (v *Validation) accept(branches []*Schema, matched []int, value any) {
	if !v.oneSided {
		return
	}
	var first *result
	for _, i := range matched {
		r := v.try(branches[i], value)
		if r.isStrict() {
			return
		}
		if first == nil || len(first.misplaced) > len(r.misplaced) {
			first = r
		}
	}
	for _, m := range first.misplaced {
		v.adopt(m)
	}
	v.lacking = v.lacking || first.lacking
}

// closer reports whether one branch is closer to the value than another. A branch that accepts the
// type of the value is closer. Otherwise, the branch with fewer mismatches is.
func (v *Validation) closer(found, than []Mismatch) bool {
	a, b := v.rightType(found), v.rightType(than)
	if a != b {
		return a
	}
	return count(found) < count(than)
}

func (v *Validation) rightType(found []Mismatch) bool {
	for i := range found {
		if found[i].Depth == len(v.path) && (found[i].Keyword == "type" || found[i].Keyword == "nullable" || found[i].Keyword == FalseSchema) {
			return false
		}
	}
	return true
}
