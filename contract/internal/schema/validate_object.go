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
	if !v.spend((len(s.Required)+len(o.Members))/namesOfStep, s) {
		return
	}
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
		if !v.Has(o, dependency.Name) || !v.spend(1+len(dependency.Required)/namesOfStep, s) {
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
	if !v.spend(len(holding)*len(o.Members)/namesOfStep, s) {
		return
	}
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
