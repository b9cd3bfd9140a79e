package derive

import (
	"slices"
	"strconv"
)

// seen are the properties and the items of a value that a schema has evaluated, by their names and
// indices (JSON Schema 2020-12, core, section 11).
type seen map[string]bool

// evaluated returns the properties or items of a valid value that a schema evaluates. The keywords
// of the schema and of the schemas that apply to the same value evaluate them. If isOwn is true,
// unevaluatedProperties and unevaluatedItems of the schema itself don't count.
func (j *judge) evaluated(p part, value any, isOwn bool) seen {
	all := seen{}
	switch value := value.(type) {
	case map[string]any:
		for name := range value {
			all[name] = len(j.declares(p, name)) > 0 || p.open() || p.closed() || !isOwn && p.UnevaluatedProps != nil
		}
	case []any:
		for i, item := range value {
			matches := p.Contains != nil && (&judge{deriver: j.deriver, side: j.side}).accepts(p.Contains, item)
			all[strconv.Itoa(i)] = p.itemAt(i) != nil || matches || !isOwn && p.UnevaluatedItems != nil
		}
	}
	for _, s := range j.besides(p, value) {
		if other, ok := j.part(s); ok && j.accepts(s, value) {
			for key, is := range j.evaluated(other, value, false) {
				all[key] = all[key] || is
			}
		}
	}
	return all
}

// besides returns the subschemas that apply to the same value.
func (j *judge) besides(p part, value any) []source {
	all := append(append(append([]source{}, p.AllOf...), p.AnyOf...), p.OneOf...)
	if p.If != nil {
		all = append(all, p.If)
		if j.accepts(p.If, value) && p.Then != nil {
			all = append(all, p.Then)
		} else if !j.accepts(p.If, value) && p.Else != nil {
			all = append(all, p.Else)
		}
	}
	object, _ := value.(map[string]any)
	for name, each := range sorted(p.DependentSchemas) {
		if _, ok := object[name]; ok {
			all = append(all, each)
		}
	}
	return all
}

// unevaluated validates the properties or items that no other keyword evaluates.
func (j *judge) unevaluated(p part, value any, at string) {
	switch value := value.(type) {
	case map[string]any:
		if p.UnevaluatedProps == nil {
			return
		}
		evaluated := j.evaluated(p, value, true)
		for name, each := range sorted(value) {
			if !evaluated[name] {
				j.leftOver(p, p.UnevaluatedProps, unevaluatedProperties, each, pointer(at, name))
			}
		}
	case []any:
		if p.UnevaluatedItems == nil {
			return
		}
		evaluated := j.evaluated(p, value, true)
		for i, each := range value {
			if !evaluated[strconv.Itoa(i)] {
				j.leftOver(p, p.UnevaluatedItems, unevaluatedItems, each, pointer(at, strconv.Itoa(i)))
			}
		}
	}
}

// leftOver validates a property or an item against unevaluatedProperties or unevaluatedItems.
func (j *judge) leftOver(p part, by source, keyword string, value any, at string) {
	if schema, ok := j.part(by); ok && schema.never {
		j.mismatch(p, keyword, at)
		return
	}
	j.inside(by, value, at)
}

// The constants are the keywords about properties and items that no other keyword evaluates.
const (
	unevaluatedProperties = "unevaluatedProperties"
	unevaluatedItems      = "unevaluatedItems"
)

// moreThanEvaluated returns values with one additional property or item that no keyword evaluates.
func (s *combined) moreThanEvaluated(base any) []variant {
	var all []variant
	for _, p := range s.parts {
		switch value := base.(type) {
		case map[string]any:
			if p.UnevaluatedProps != nil {
				all = append(all, s.extra(p.UnevaluatedProps, pointer(p.at, unevaluatedProperties), func(more any) any { return with(value, "undeclared", more) })...)
			}
		case []any:
			if p.UnevaluatedItems != nil {
				full := value
				for i := len(full); i < s.prefixed(); i++ {
					if item, ok := s.deriver.sample(s.side, s.itemAt(i), deepest/2); ok {
						full = append(slices.Clip(full), item)
					}
				}
				all = append(all, s.extra(p.UnevaluatedItems, pointer(p.at, unevaluatedItems), func(more any) any { return append(slices.Clip(full), more) })...)
			}
		}
	}
	return all
}

// extra returns values with an additional property or item. The schema for the unevaluated rest
// accepts or refuses it.
func (s *combined) extra(by source, claim string, add func(more any) any) []variant {
	s.note(claim, noValue)
	if p, ok := s.part(by); ok && p.never {
		return []variant{{value: add("text"), claim: claim, name: "more than the other keywords evaluate", breaks: true}}
	}
	var all []variant
	for _, v := range s.combine(s.side, []source{by}, nil).otherTypes() {
		if v.breaks {
			all = append(all, variant{value: add(v.value), claim: claim, name: v.name, breaks: true})
		}
	}
	if value, ok := s.deriver.sample(s.side, []source{by}, deepest/2); ok {
		all = append(all, variant{value: add(value), claim: claim, name: "more than the other keywords evaluate"})
	}
	return all
}
