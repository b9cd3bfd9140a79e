package schema

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// The constants are the keywords that list names of required properties.
const (
	requiredKey          = "required"
	dependentRequiredKey = "dependentRequired"
)

// object checks an object against the keywords about objects.
func (v *Validation) object(s *Schema, o *jsonvalue.Object) {
	length := uint64(len(o.Members))
	if length < s.MinProperties {
		v.mismatch(s, "minProperties", o)
	}
	if s.MaxProperties != nil && length > *s.MaxProperties {
		v.mismatch(s, "maxProperties", o)
	}
	for i, name := range s.Required {
		if v.Has(o, name) {
			continue
		}
		if v.MayLack(s, name) {
			v.lacking, v.oneSided = true, true
		} else {
			v.add(Mismatch{Schema: s, Keyword: requiredKey, Name: name, index: i, Value: o})
		}
	}
	hasPatterns := s.Patterns != nil
	for i := range o.Members {
		m := &o.Members[i]
		property := s.Properties.Get(m.Name)
		declared := property != nil
		if declared {
			v.property(property, m)
		}
		if hasPatterns {
			declared = v.patternProperties(s, m) || declared
		}
		switch {
		case declared:
		case s.Additional != nil:
			v.property(s.Additional, m)
		case s.IsClosed():
			v.inside(m, s, "additionalProperties")
		}
	}
}

// patternProperties checks a property against the schemas of the patterns that match its name. It
// reports whether a pattern matches. A pattern that is not checked may match.
func (v *Validation) patternProperties(s *Schema, m *jsonvalue.Member) bool {
	matched := false
	for i := range s.Patterns {
		p := &s.Patterns[i]
		one, isChecked := v.Matches(p, m.Name)
		matched = matched || one || !isChecked
		if one {
			v.property(p.Schema, m)
		}
	}
	return matched
}

func (v *Validation) property(s *Schema, m *jsonvalue.Member) {
	if s.forbids(v.Side) {
		v.oneSided = true
		if v.Side == Request {
			v.inside(m, s, "readOnly")
		} else {
			v.inside(m, s, "writeOnly")
		}
	}
	v.child(named(m.Name), s, m.Value)
}

// inside adds a mismatch at a property of the current value.
func (v *Validation) inside(m *jsonvalue.Member, s *Schema, keyword string) {
	v.path = append(v.path, named(m.Name))
	v.mismatch(s, keyword, m.Value)
	v.path = v.path[:len(v.path)-1]
}

// dependentRequired checks that an object also has the properties that its properties require.
func (v *Validation) dependentRequired(s *Schema, o *jsonvalue.Object) {
	for _, dependency := range s.DependentRequired {
		if !v.Has(o, dependency.Name) {
			continue
		}
		for i, name := range dependency.Required {
			if v.Has(o, name) {
				continue
			}
			if v.MayLack(s, name) {
				v.lacking, v.oneSided = true, true
				continue
			}
			v.add(Mismatch{Schema: s, Keyword: dependentRequiredKey, Name: name, Because: dependency.Name, index: i, Value: o})
		}
	}
}

const propertyNamesKey = "propertyNames"

// propertyNames checks the names of an object against the schema of names.
func (v *Validation) propertyNames(s *Schema, o *jsonvalue.Object) {
	for i := range o.Members {
		name := o.Members[i].Name
		at := named(name)
		if found := v.tryChild(at, s.PropertyNames, name).found; len(found) > 0 {
			v.path = append(v.path, at)
			v.add(Mismatch{Schema: s, Keyword: propertyNamesKey, Closest: found, Value: name})
			v.path = v.path[:len(v.path)-1]
		}
	}
}

// unevaluatedProperties checks the properties that are not described by another keyword of the
// schema or by a schema that also applies.
func (v *Validation) unevaluatedProperties(s *Schema, o *jsonvalue.Object) {
	if len(o.Members) == 0 {
		return
	}
	holding := v.holding(s, o)
	for _, other := range holding {
		if other.Additional != nil || other.AdditionalAllowed != nil || other != s && other.Unevaluated != nil {
			return // A keyword of the other schema describes all properties.
		}
	}
	for i := range o.Members {
		m := &o.Members[i]
		switch {
		case slices.ContainsFunc(holding, func(other *Schema) bool { return v.names(other, m.Name) }):
		case s.Unevaluated.Never:
			v.inside(m, s, unevaluatedPropertiesKey)
		default:
			v.property(s.Unevaluated, m)
		}
	}
}

// names reports whether properties or patternProperties of a schema have a name. A pattern that is
// not checked may match the name.
func (v *Validation) names(s *Schema, name string) bool {
	if s.Properties.Get(name) != nil {
		return true
	}
	for i := range s.Patterns {
		if matched, isChecked := v.Matches(&s.Patterns[i], name); matched || !isChecked {
			return true
		}
	}
	return false
}

// MayLack reports whether an object may lack a required property, because the property belongs only
// in the other half of an exchange.
func (v *Validation) MayLack(s *Schema, name string) bool {
	if v.Side == "" {
		return false
	}
	var seen visited
	if s.lacks(name, v.Side, &seen) {
		return true
	}
	for i, outer := range slices.Backward(v.applied.all) {
		if outer.lacks(name, v.Side, &seen) {
			v.outermost = min(v.outermost, i+1)
			return true
		}
	}
	v.outermost = 0
	return false
}

// lacks reports whether the schema, or a schema that applies with it, has a property of this name
// that messages of a side lack. It skips the schemas that it has already seen.
func (s *Schema) lacks(name string, side Side, seen *visited) bool {
	if !seen.add(s) {
		return false
	}
	if property := s.Properties.Get(name); property != nil && property.forbids(side) {
		return true
	}
	for _, part := range s.AllOf {
		if part.lacks(name, side, seen) {
			return true
		}
	}
	for _, part := range s.Refs {
		if part.lacks(name, side, seen) {
			return true
		}
	}
	return false
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
