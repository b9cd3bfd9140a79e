package derive

import "fmt"

// undeclaredName is the name of a property that no document has.
const undeclaredName = "undeclared"

// extraName returns the name of a property that is not declared. The schemas under propertyNames
// accept the name. It returns an empty string if it finds no such name.
func (s *combined) extraName() string {
	if !s.anotherKnown {
		s.anotherKnown = true
		if len(s.nameSources()) == 0 {
			s.another = undeclaredName
		} else if names := s.extraNames(1); len(names) > 0 {
			s.another = names[0]
		}
	}
	return s.another
}

// extraSources returns the schemas of a property that is not declared.
func (s *combined) extraSources() []source {
	if name := s.extraName(); name != "" {
		return s.property(name)
	}
	return nil
}

// extraNames returns up to n names of properties that are not declared.
func (s *combined) extraNames(n int) []string {
	var names []string
	schemas := s.nameSources()
	if len(schemas) == 0 {
		for i := range n {
			names = append(names, fmt.Sprintf("more%d", i))
		}
		return names
	}
	have := map[string]bool{"": true}
	add := func(value any) {
		name, _ := value.(string)
		if len(names) < n && !have[name] && s.uses[name] == nil && s.accepts(schemas, name) {
			names = append(names, name)
		}
		have[name] = true
	}
	s.readProperties()
	add(undeclaredName)
	for value := range s.combine(s.side, schemas).pool() {
		if len(names) == n || s.isSpent() {
			break
		}
		add(value)
	}
	return names
}

// refusedName returns the name of a property that propertyNames of a schema refuses. It returns
// false if it finds no such name.
func (s *combined) refusedName(p *part) (string, bool) {
	schemas := []source{p.PropertyNames}
	for _, name := range append([]string{undeclaredName}, s.combine(s.side, schemas).strings()...) {
		if s.isSpent() {
			break
		}
		if !s.accepts(schemas, name) {
			return name, s.uses[name] == nil && !s.isSpent()
		}
	}
	return "", false
}

// nameSources returns the schemas of the names of properties.
func (s *combined) nameSources() []source {
	var all []source
	for _, p := range s.parts {
		if p.PropertyNames != nil {
			all = append(all, p.PropertyNames)
		}
	}
	return all
}

// misnamed returns objects with a property whose name propertyNames refuses.
func (s *combined) misnamed(smallest map[string]any) []variant {
	var all []variant
	for _, p := range s.parts {
		if p.PropertyNames == nil {
			continue
		}
		claim := pointer(p.at, "propertyNames")
		s.note(claim, noValue)
		if name, ok := s.refusedName(p); ok {
			all = append(all, variant{value: with(smallest, name, "text"), claim: claim, name: "a property with another name", breaks: true})
		}
	}
	return all
}
