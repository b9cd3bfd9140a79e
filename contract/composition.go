package contract

import "unsafe"

// composition holds a value against the schemas that another is composed of.
func (v *validation) composition(s *schema, value any) {
	for _, part := range s.allOf {
		v.visit(part, value)
	}
	if s.not != nil && len(v.try(s.not, value)) == 0 {
		v.mismatch(s, "not", value)
	}
	if branch, ok := discriminated(s, value); ok {
		if branch == nil {
			v.mismatch(s, "discriminator", value)
		} else {
			v.visit(branch, value)
		}
		return
	}
	if len(s.anyOf) > 0 {
		if matched, closest := v.matching(s.anyOf, value); len(matched) == 0 {
			v.mismatch(s, "anyOf", value).closest = closest
		}
	}
	if len(s.oneOf) > 0 {
		if matched, closest := v.matching(s.oneOf, value); len(matched) != 1 {
			m := v.mismatch(s, "oneOf", value)
			m.matched, m.closest = matched, closest
		}
	}
}

// discriminated returns the branch that the discriminator of a schema chooses for an object; nil where it names none. It returns
// false where there is none to choose by: no discriminator or, where it stands beside no alternatives, no such property.
func discriminated(s *schema, value any) (*schema, bool) {
	o, ok := value.(*object)
	if !ok || s.branches == nil {
		return nil, false
	}
	named, there := o.get(s.Discriminator.PropertyName)
	if !there && len(s.anyOf)+len(s.oneOf) == 0 {
		return nil, false
	}
	name, ok := named.(string)
	if !ok {
		return nil, true
	}
	return s.branches[name], true
}

// matching tries all branches. It returns the indices of those that match and, where none does, what is wrong with the closest one.
func (v *validation) matching(branches []*schema, value any) (matched []int, closest []mismatch) {
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

// closer reports whether a branch is closer than another: first one that takes the type of the value, then one with fewer mismatches.
func (v *validation) closer(found, than []mismatch) bool {
	a, b := v.rightType(found), v.rightType(than)
	if a != b {
		return a
	}
	return len(found) < len(than)
}

func (v *validation) rightType(found []mismatch) bool {
	for i := range found {
		if found[i].depth == len(v.path) && (found[i].keyword == "type" || found[i].keyword == "nullable") {
			return false
		}
	}
	return true
}

// try returns the mismatches of a branch, and adds none.
func (v *validation) try(s *schema, value any) []mismatch {
	key := trial{schema: s, value: identity(value)}
	if key.value != nil {
		if found, ok := v.trials[key]; ok {
			return found
		}
	}
	kept := v.found
	v.found = nil
	v.visit(s, value)
	found := v.found
	v.found = kept
	if key.value != nil {
		if v.trials == nil {
			v.trials = map[trial][]mismatch{}
		}
		v.trials[key] = found
	}
	return found
}

// identity tells a container from all others in the same message; it is nil for what is quickly tried again.
func identity(value any) unsafe.Pointer {
	switch value := value.(type) {
	case *object:
		return unsafe.Pointer(value) //nolint:gosec // Only compared, never followed.
	case array:
		if len(value) == 0 { // All empty ones may be at the same address.
			return nil
		}
		return unsafe.Pointer(unsafe.SliceData(value)) //nolint:gosec // Only compared, never followed.
	default:
		return nil
	}
}

// applying returns all schemas that apply to a value by way of the given ones: of several branches those that match or, where none
// does, all of them.
func (v *validation) applying(schemas []*schema, value any) []*schema {
	composed := false
	for _, s := range schemas {
		composed = composed || s.composed()
	}
	if !composed {
		return schemas
	}
	var all []*schema
	seen := map[*schema]bool{}
	var add func(s *schema)
	add = func(s *schema) {
		if seen[s] {
			return
		}
		seen[s] = true
		all = append(all, s)
		for _, part := range s.allOf {
			add(part)
		}
		if branch, ok := discriminated(s, value); ok && branch != nil {
			add(branch)
			return
		}
		for _, branches := range [][]*schema{s.anyOf, s.oneOf} {
			matched, _ := v.matching(branches, value)
			for _, i := range matched {
				add(branches[i])
			}
			for _, branch := range branches {
				if len(matched) == 0 {
					add(branch)
				}
			}
		}
	}
	for _, s := range schemas {
		add(s)
	}
	return all
}
