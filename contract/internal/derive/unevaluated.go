package derive

import (
	"maps"
	"slices"
	"strconv"
)

// seen are the properties and the items of a value that a schema has evaluated, by their names and
// indices (JSON Schema 2020-12, core, section 11).
type seen map[string]bool

// evaluation is a visit that finds out what a schema evaluates. If isOwn is true,
// unevaluatedProperties and unevaluatedItems of the schema itself don't count.
type evaluation struct {
	visit

	isOwn bool
}

// evaluated returns the properties or items of a valid value that a schema evaluates. The keywords
// of the schema and of the schemas that apply to the same value evaluate them.
func (g *judging) evaluated(p *part, at *spot, given *excuse, isOwn bool) seen {
	key := evaluation{visit{p, at, given}, isOwn}
	if known, ok := g.evaluations[key]; ok {
		return known
	}
	all := seen{}
	if g.evaluations == nil {
		g.evaluations = map[evaluation]seen{}
	}
	g.evaluations[key] = all // The schema may apply itself to the value.
	switch value := at.value.(type) {
	case map[string]any:
		for name := range value {
			if len(g.declares(p, name)) > 0 || p.open() || p.closed() || !isOwn && p.UnevaluatedProps != nil {
				all[name] = true
			}
		}
	case []any:
		for i := range value {
			matches := p.Contains != nil && g.accepts(p.Contains, at.item(i), nil)
			if p.itemAt(i) != nil || matches || !isOwn && p.UnevaluatedItems != nil {
				all[strconv.Itoa(i)] = true
			}
		}
	}
	for _, s := range g.besides(p, at, given) {
		if other, ok := g.part(s); ok && g.accepts(s, at, given) {
			evaluated := g.evaluated(other, at, given, false)
			g.spend(len(evaluated))
			maps.Copy(all, evaluated)
		}
	}
	return all
}

// besides returns the subschemas that apply to the same value.
func (g *judging) besides(p *part, at *spot, given *excuse) []source {
	all := slices.Concat(p.AllOf, p.AnyOf, p.OneOf)
	if p.If != nil {
		all = append(all, p.If)
		if isTrue := g.accepts(p.If, at, given); isTrue && p.Then != nil {
			all = append(all, p.Then)
		} else if !isTrue && p.Else != nil {
			all = append(all, p.Else)
		}
	}
	if len(p.DependentSchemas) == 0 {
		return all
	}
	for _, name := range at.properties() {
		if each := p.DependentSchemas[name]; each != nil {
			all = append(all, each)
		}
	}
	return all
}

// unevaluated validates the properties or items that no other keyword evaluates.
func (j *judge) unevaluated(p *part, at *spot, given *excuse) {
	switch value := at.value.(type) {
	case map[string]any:
		if p.UnevaluatedProps == nil {
			return
		}
		evaluated := j.evaluated(p, at, given, true)
		for _, name := range at.properties() {
			if !evaluated[name] {
				j.leftOver(p, p.UnevaluatedProps, unevaluatedProperties, at.property(name))
			}
		}
	case []any:
		if p.UnevaluatedItems == nil {
			return
		}
		evaluated := j.evaluated(p, at, given, true)
		for i := range value {
			if !evaluated[strconv.Itoa(i)] {
				j.leftOver(p, p.UnevaluatedItems, unevaluatedItems, at.item(i))
			}
		}
	}
}

// leftOver validates a property or an item against unevaluatedProperties or unevaluatedItems.
func (j *judge) leftOver(p *part, by source, keyword string, value *spot) {
	if schema, ok := j.part(by); ok && schema.never {
		j.mismatch(p, keyword, value)
		return
	}
	j.visit(by, value, nil)
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
			if name := s.extraName(); p.UnevaluatedProps != nil && name != "" {
				all = append(all, s.extra(p.UnevaluatedProps, pointer(p.at, unevaluatedProperties), func(more any) any { return with(value, name, more) })...)
			}
		case []any:
			if p.UnevaluatedItems != nil {
				full := slices.Clone(value)
				for i := len(full); i < s.prefixed(); i++ {
					if item, ok := s.deriver.sample(s.side, s.itemAt(i), deepest/2); ok {
						full = append(full, item)
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
	for _, v := range s.combine(s.side, []source{by}).otherTypes() {
		if v.breaks {
			all = append(all, variant{value: add(v.value), claim: claim, name: v.name, breaks: true})
		}
	}
	if value, ok := s.deriver.sample(s.side, []source{by}, deepest/2); ok {
		all = append(all, variant{value: add(value), claim: claim, name: "more than the other keywords evaluate"})
	}
	return all
}
