package schema

import (
	"slices"
	"unsafe"

	"github.com/orgcontract/polytomic-organizations/contract/internal/capped"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// composition checks a value against the schemas under allOf, anyOf, oneOf and not.
func (v *Validation) composition(s *Schema, value any) {
	for _, part := range s.AllOf {
		if !slices.Contains(v.parts, part) {
			v.parts = append(v.parts, part)
			v.visit(part, value)
		}
	}
	if s.Not != nil && len(v.try(s.Not, value)) == 0 {
		v.mismatch(s, "not", value)
	}
	if len(s.AnyOf) > 0 {
		if matched, closest := v.matching(s.AnyOf, value); len(matched) == 0 {
			v.mismatch(s, "anyOf", value).Closest = v.explained(s, value, closest)
		}
	}
	if len(s.OneOf) > 0 {
		if matched, closest := v.matching(s.OneOf, value); len(matched) != 1 {
			m := v.mismatch(s, "oneOf", value)
			m.Matched, m.Closest = matched, v.explained(s, value, closest)
		}
	}
}

// explained returns the mismatches of the branch that best explains why none matches: the branch
// that the discriminator chooses, or else the closest one. A discriminator has no other effect
// (OpenAPI 3.0.4, section 4.7.25).
func (v *Validation) explained(s *Schema, value any, closest []Mismatch) []Mismatch {
	if branch := s.discriminated(value); branch != nil && len(closest) > 0 {
		return v.try(branch, value)
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
// returns the mismatches of the closest one.
func (v *Validation) matching(branches []*Schema, value any) (matched []int, closest []Mismatch) {
	for i, branch := range branches {
		found := v.try(branch, value)
		if len(found) == 0 {
			matched = append(matched, i)
		} else if closest == nil || v.closer(found, closest) {
			closest = found
		}
	}
	return matched, closest
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
		if found[i].Depth == len(v.path) && (found[i].Keyword == "type" || found[i].Keyword == "nullable") {
			return false
		}
	}
	return true
}

// try returns the mismatches of a branch without adding them to the result.
func (v *Validation) try(s *Schema, value any) []Mismatch {
	key := trial{schema: s, value: identity(value)}
	found, ok := v.tried[s]
	if key.value != nil {
		found, ok = v.trials[key]
	}
	if ok {
		return found
	}
	kept, limit, parts := v.Found, v.limit, v.parts
	v.Found, v.limit, v.parts = nil, capped.Limit[kind]{}, nil
	v.visit(s, value)
	found = v.Found
	v.Found, v.limit, v.parts = kept, limit, parts
	switch {
	case key.value != nil:
		if v.trials == nil {
			v.trials = map[trial][]Mismatch{}
		}
		v.trials[key] = found
	case s.isComposed() || s.Not != nil: // Others are quickly tried again.
		if v.tried == nil {
			v.tried = map[*Schema][]Mismatch{}
		}
		v.tried[s] = found
	}
	return found
}

// identity returns a pointer that is different for each array and object of a message, or nil for
// other values.
func identity(value any) unsafe.Pointer {
	switch value := value.(type) {
	case *jsonvalue.Object:
		return unsafe.Pointer(value) //nolint:gosec // Only compared, never followed.
	case jsonvalue.Array:
		if len(value) == 0 { // All empty arrays may be at the same address.
			return nil
		}
		return unsafe.Pointer(unsafe.SliceData(value)) //nolint:gosec // Only compared, never followed.
	default:
		return nil
	}
}
