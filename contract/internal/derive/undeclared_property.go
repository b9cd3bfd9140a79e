package derive

import (
	"slices"
	"strconv"
)

// undeclared returns the properties of a value, at any depth, that the document doesn't mention:
// they are not declared, not forbidden, and not allowed by additionalProperties.
func (j *judge) undeclared(sources []source, value any, at string) []mismatch {
	parts := j.applying(sources, value)
	var found []mismatch
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			var items []source
			for _, p := range parts {
				items = append(items, p.itemAt(i))
			}
			found = append(found, j.undeclared(items, item, pointer(at, strconv.Itoa(i)))...)
		}
	case map[string]any:
		if isOpen(parts) {
			return nil
		}
		for name, each := range sorted(value) {
			found = append(found, j.undeclaredProperty(parts, name, each, pointer(at, name))...)
		}
	}
	return found
}

// isOpen reports whether additionalProperties of a schema is true, or whether no schema is about
// properties.
func isOpen(parts []part) bool {
	aboutProperties := func(p part) bool {
		return len(p.Properties) > 0 || len(p.Patterns) > 0 || p.additional() != nil || p.closed() || p.UnevaluatedProps != nil
	}
	return slices.ContainsFunc(parts, part.open) || !slices.ContainsFunc(parts, aboutProperties)
}

func (j *judge) undeclaredProperty(parts []part, name string, value any, at string) []mismatch {
	var declared []source
	for _, p := range parts {
		declared = append(declared, j.declares(p, name)...)
	}
	for _, p := range parts {
		if len(declared) == 0 && p.UnevaluatedProps != nil {
			declared = []source{p.UnevaluatedProps}
		}
	}
	switch {
	case len(declared) > 0:
		return j.undeclared(declared, value, at)
	case slices.ContainsFunc(parts, part.closed): // The judge finds this property.
		return nil
	case len(parts[0].Properties) > 0:
		return []mismatch{{keyword: "property-undeclared", at: at, document: pointer(parts[0].at, "properties")}}
	default:
		return []mismatch{{keyword: "property-undeclared", at: at, document: parts[0].at}}
	}
}

// applying returns the schemas that apply to a value. Of several alternatives, it returns those
// that accept the value. If none accepts it, it returns all of them.
func (j *judge) applying(sources []source, value any) []part {
	var parts []part
	var add func(s source)
	add = func(s source) {
		p, ok := j.part(s)
		if !ok || slices.ContainsFunc(parts, func(other part) bool { return other.at == p.at }) {
			return
		}
		parts = append(parts, p)
		for _, each := range p.AllOf {
			add(each)
		}
		if object, ok := value.(map[string]any); ok && p.Discriminator != nil {
			if chosen := j.discriminated(p, object); chosen != nil {
				add(chosen.source)
				return
			}
		}
		for _, branches := range [][]source{p.AnyOf, p.OneOf} {
			none := j.matching(branches, value) == 0
			for _, each := range branches {
				if none || j.accepts(each, value) {
					add(each)
				}
			}
		}
	}
	for _, s := range sources {
		add(s)
	}
	return parts
}
