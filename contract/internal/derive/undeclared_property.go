package derive

import "slices"

// undeclared returns the properties of a value, at any depth, that the document doesn't mention:
// they are not declared, not forbidden, and not allowed by additionalProperties.
func (g *judging) undeclared(sources []source, at *spot) []mismatch {
	if !g.spend(1) {
		return nil
	}
	parts := g.applying(sources, at)
	var found []mismatch
	switch value := at.value.(type) {
	case []any:
		for i := range value {
			var items []source
			for _, p := range parts {
				if each := p.itemAt(i); each != nil {
					items = append(items, each)
				}
			}
			found = append(found, g.undeclared(items, at.item(i))...)
		}
	case map[string]any:
		if isOpen(parts) {
			return nil
		}
		for _, name := range at.properties() {
			found = append(found, g.undeclaredProperty(parts, name, at.property(name))...)
		}
	}
	return found
}

// isOpen reports whether additionalProperties of a schema is true, or whether no schema is about
// properties.
func isOpen(parts []*part) bool {
	aboutProperties := func(p *part) bool {
		return len(p.Properties) > 0 || len(p.Patterns) > 0 || p.additional() != nil || p.closed() || p.UnevaluatedProps != nil
	}
	return slices.ContainsFunc(parts, (*part).open) || !slices.ContainsFunc(parts, aboutProperties)
}

func (g *judging) undeclaredProperty(parts []*part, name string, at *spot) []mismatch {
	if !g.spend(len(parts)) {
		return nil
	}
	var declared []source
	for _, p := range parts {
		declared = append(declared, g.declares(p, name)...)
	}
	for _, p := range parts {
		if len(declared) == 0 && p.UnevaluatedProps != nil {
			declared = []source{p.UnevaluatedProps}
		}
	}
	undeclared := func(document string) []mismatch {
		return []mismatch{{keyword: "property-undeclared", at: at.pointer(), document: document}}
	}
	switch {
	case len(declared) > 0:
		return g.undeclared(declared, at)
	case slices.ContainsFunc(parts, (*part).closed): // The judge finds this property.
		return nil
	case len(parts[0].Properties) > 0:
		return undeclared(pointer(parts[0].at, "properties"))
	default:
		return undeclared(parts[0].at)
	}
}

// applying returns the schemas that apply to a value. Of several alternatives, it returns those
// that accept the value. If none accepts it, it returns all of them.
func (g *judging) applying(sources []source, at *spot) []*part {
	var parts []*part
	taken := map[*part]bool{}
	object, isObject := at.value.(map[string]any)
	var add func(s source)
	add = func(s source) {
		p, ok := g.part(s)
		if !ok || taken[p] || !g.spend(1) {
			return
		}
		taken[p] = true
		parts = append(parts, p)
		for _, each := range p.AllOf {
			add(each)
		}
		if chosen := g.discriminated(p, object); isObject && chosen != nil {
			add(chosen)
			return
		}
		for _, branches := range [][]source{p.AnyOf, p.OneOf} {
			none := g.matching(branches, at, nil) == 0
			for _, each := range branches {
				if none || g.accepts(each, at, nil) {
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
