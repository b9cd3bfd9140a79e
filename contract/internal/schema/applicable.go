package schema

import "slices"

// Branch is a schema under anyOf or oneOf.
type Branch struct {
	// Of is the schema that has the branch.
	Of      *Schema
	Keyword string
	Index   int
}

// applicable collects the schemas that apply to one value.
type applicable struct {
	*Validation

	value any
	// matching reports whether only branches that match count.
	matching bool
	// chosen is called with each branch that matches.
	chosen func(Branch)
	all    []*Schema
}

// Applicable returns all schemas that apply to a value: the given ones and, through them, the
// schemas under allOf and the branches of anyOf and oneOf that match. It calls chosen with each
// branch that matches.
func (v *Validation) Applicable(schemas []*Schema, value any, chosen func(Branch)) []*Schema {
	return v.applicable(schemas, &applicable{Validation: v, value: value, matching: true, chosen: chosen})
}

// candidates returns the schemas that Applicable returns. If no branch of a keyword matches, it
// also returns all branches of the keyword, because a property that a branch declares is not
// undeclared.
func (v *Validation) candidates(schemas []*Schema, value any) []*Schema {
	return v.applicable(schemas, &applicable{Validation: v, value: value, chosen: func(Branch) {}})
}

func (v *Validation) applicable(schemas []*Schema, a *applicable) []*Schema {
	if !slices.ContainsFunc(schemas, (*Schema).isComposed) {
		return schemas
	}
	v.tried = nil // It is about another value.
	for _, s := range schemas {
		a.add(s)
	}
	return a.all
}

func (a *applicable) add(s *Schema) {
	if slices.Contains(a.all, s) {
		return
	}
	a.all = append(a.all, s)
	for _, part := range s.AllOf {
		a.add(part)
	}
	if branch := s.discriminated(a.value); branch != nil && (!a.matching || a.buildsOn(s, branch)) {
		a.add(branch)
		if !a.matching {
			return
		}
	}
	a.branches(s, "anyOf", s.AnyOf)
	a.branches(s, "oneOf", s.OneOf)
}

// buildsOn reports whether the discriminator of a schema chooses a schema that builds on it, and
// the value is valid for that schema.
func (a *applicable) buildsOn(s, branch *Schema) bool {
	return len(s.AnyOf)+len(s.OneOf) == 0 && len(a.try(branch, a.value)) == 0
}

// branches adds the branches of a keyword that match.
func (a *applicable) branches(s *Schema, keyword string, branches []*Schema) {
	matched, _ := a.Validation.matching(branches, a.value)
	switch {
	case len(matched) == 0 && !a.matching:
		for _, branch := range branches {
			a.add(branch)
		}
	case keyword == "oneOf" && a.matching && len(matched) != 1:
		return
	}
	for _, i := range matched {
		a.chosen(Branch{Of: s, Keyword: keyword, Index: i})
		a.add(branches[i])
	}
}
