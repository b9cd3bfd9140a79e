package schema

import "slices"

// Branch is a schema under anyOf or oneOf, or a schema that an if chooses.
type Branch struct {
	// Of is the schema that has the branch.
	Of *Schema
	// Keyword is then if the value matches the schema under if, and else if it doesn't. The schema
	// need not have a keyword then or else.
	Keyword string
	// Index is the index of a branch of anyOf or oneOf.
	Index int
}

// purpose says why the schemas that apply to a value are collected.
type purpose uint8

const (
	// toCover collects the schemas that the value is valid for.
	toCover purpose = iota
	// toEvaluate collects the schemas whose keywords describe properties or items, so that
	// unevaluatedProperties and unevaluatedItems ignore these. If no branch of a keyword matches,
	// it collects all branches, because the keyword already has a mismatch.
	toEvaluate
	// toDeclare collects the schemas that declare properties. If no branch of a keyword matches, it
	// collects the branch that the discriminator chooses, or else all branches.
	toDeclare
)

// applicable collects the schemas that apply to one value.
type applicable struct {
	*Validation

	value   any
	purpose purpose
	// chosen is called with each branch that matches, and with each branch that an if chooses.
	chosen func(Branch)
	all    schemaSet
}

// Applicable returns all schemas that apply to a value. These are the given schemas and the schemas
// that they lead to: targets of references, schemas under allOf, schemas under if, then, else and
// dependentSchemas that apply, and the branches of anyOf and oneOf that match. It calls chosen with
// each branch that matches, and with the then or else that each "if" chooses.
func (v *Validation) Applicable(schemas []*Schema, value any, chosen func(Branch)) []*Schema {
	return v.applicable(schemas, &applicable{Validation: v, value: value, purpose: toCover, chosen: chosen})
}

// candidates returns the schemas that may declare properties or items of a value.
func (v *Validation) candidates(schemas []*Schema, value any) []*Schema {
	return v.applicable(schemas, &applicable{Validation: v, value: value, purpose: toDeclare})
}

// holding returns a schema, and all schemas that apply to the current value because of this schema.
func (v *Validation) holding(s *Schema, value any) []*Schema {
	if !s.composed {
		return []*Schema{s}
	}
	a := &applicable{Validation: v, value: value, purpose: toEvaluate}
	a.add(s)
	return a.all.all
}

func (v *Validation) applicable(schemas []*Schema, a *applicable) []*Schema {
	if !slices.ContainsFunc(schemas, func(s *Schema) bool { return s.composed }) {
		return schemas
	}
	v.tried = nil // The map has the results for another value.
	for _, s := range schemas {
		a.add(s)
	}
	return a.all.all
}

func (a *applicable) add(s *Schema) {
	if !a.all.add(s) || !s.composed || !a.spend(1, s) {
		return
	}
	for _, part := range s.Refs {
		a.add(part)
	}
	for _, part := range s.AllOf {
		a.add(part)
	}
	if s.If != nil {
		a.conditional(s)
	}
	for _, part := range a.dependents(s, a.value) {
		a.add(part)
	}
	if branch := s.discriminated(a.value); branch != nil && a.choosesBy(s, branch) {
		a.add(branch)
		if a.purpose == toDeclare {
			return
		}
	}
	a.branches(s, "anyOf", s.AnyOf)
	a.branches(s, "oneOf", s.OneOf)
}

// conditional adds the schema under if, and the schema under then or else. A property is declared
// even if the schema under if refuses its value.
func (a *applicable) conditional(s *Schema) {
	holds := a.try(s.If, a.value).isStrict()
	if holds || a.purpose == toDeclare {
		a.add(s.If)
	}
	if a.chosen != nil {
		keyword := "else"
		if holds {
			keyword = "then"
		}
		a.chosen(Branch{Of: s, Keyword: keyword})
	}
	if part := a.consequence(s, a.value); part != nil {
		a.add(part)
	}
}

// choosesBy reports whether the discriminator of a schema decides that a branch applies.
func (a *applicable) choosesBy(s, branch *Schema) bool {
	switch a.purpose {
	case toDeclare:
		return true
	case toCover: // The branch builds on the schema, and the value is valid for it.
		return len(s.AnyOf)+len(s.OneOf) == 0 && a.try(branch, a.value).matches()
	default:
		return false
	}
}

// branches adds the branches of a keyword that match.
func (a *applicable) branches(s *Schema, keyword string, branches []*Schema) {
	if len(branches) == 0 {
		return
	}
	var matched []int
	if keyword == "oneOf" {
		matched, _ = a.matchingOne(branches, a.value)
	} else {
		matched, _ = a.matching(branches, a.value)
	}
	switch {
	case len(matched) == 0 && a.purpose != toCover:
		for _, branch := range branches {
			a.add(branch)
		}
	case keyword == "oneOf" && a.purpose == toCover && len(matched) != 1:
		return
	}
	for _, i := range matched {
		if a.chosen != nil {
			a.chosen(Branch{Of: s, Keyword: keyword, Index: i})
		}
		a.add(branches[i])
	}
}
