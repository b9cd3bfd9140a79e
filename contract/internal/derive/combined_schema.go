package derive

import (
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// picks has a chosen schema for each oneOf and anyOf. The key is the JSON pointer of the keyword,
// and the value is the index of the schema. By default, the first schema is chosen.
type picks map[string]int

// combined has the schemas that apply to one value together.
type combined struct {
	*deriver
	facts

	side contract.Side
	// given has the schemas themselves. parts has these schemas, the schemas in their allOf, and
	// the chosen alternatives. taken has the parts too.
	given []source
	parts []*part
	taken map[*part]bool
	// names has the values of discriminator properties that choose the parts, by the name of the
	// property.
	names map[string]string
	// choices has the number of alternatives for each list, by the pointer of the list.
	choices map[string]int
}

// use is a schema that the part with an index has for a property.
type use struct {
	source

	part int
}

// facts are what the schemas say together. They are found out when they are needed.
type facts struct {
	kindsKnown, propertiesKnown, lengthsKnown bool

	kindsFound []string
	// declared has the names of all declared properties. demanded has those that must be present.
	// Both are sorted. isDemanded has the latter too.
	declared, demanded []string
	isDemanded         map[string]bool
	// uses has the schemas of the declared properties, by their names. further has the indices of
	// the parts that may have further schemas for a property.
	uses    map[string][]use
	further []int
	// others has the names of the properties that belong only to the other side of an exchange.
	others map[string]bool
	// another is the name of a property that is not declared.
	another      string
	anotherKnown bool
	// edges has the lengths on both sides of each bound.
	edges []int
	// different has items that all differ, by the depth for which they were made.
	different map[int][]any
}

// combine combines schemas. It chooses the first of all alternatives.
func (d *deriver) combine(side contract.Side, sources []source) *combined {
	key := d.key(side, sources)
	s := d.combinedBy[key]
	if s == nil {
		s = d.pick(side, sources, nil)
		d.combinedBy[key] = s
	}
	return s
}

// key returns a string that identifies schemas on one side of an exchange.
func (d *deriver) key(side contract.Side, sources []source) string {
	var b strings.Builder
	b.WriteString(string(side))
	for _, each := range sources {
		if p, ok := d.part(each); ok {
			b.WriteByte(' ')
			b.WriteString(strconv.Itoa(p.id))
		}
	}
	return b.String()
}

// pick combines schemas. It uses the chosen alternatives.
func (d *deriver) pick(side contract.Side, sources []source, chosen picks) *combined {
	s := &combined{deriver: d, side: side, given: sources, taken: map[*part]bool{}, names: map[string]string{}, choices: map[string]int{}}
	for _, each := range sources {
		s.take(each, chosen)
	}
	return s
}

func (s *combined) take(from source, chosen picks) {
	p, ok := s.part(from)
	if !ok || s.taken[p] {
		return
	}
	s.spend(1)
	s.taken[p] = true
	s.parts = append(s.parts, p)
	for _, each := range p.AllOf {
		s.take(each, chosen)
	}
	if branches := s.branches(p); len(branches) > 0 {
		if s.names[discriminating(p)] == "" {
			at := pointer(p.at, "discriminator")
			s.choices[at] = len(branches)
			chosenBranch := branches[chosen[at]]
			s.names[discriminating(p)] = chosenBranch.name
			s.take(chosenBranch.source, chosen)
		}
		return
	}
	for _, list := range []struct {
		key  string
		refs []source
	}{{"anyOf", p.AnyOf}, {"oneOf", p.OneOf}} {
		if len(list.refs) > 0 {
			at := pointer(p.at, list.key)
			s.choices[at] = len(list.refs)
			s.take(list.refs[chosen[at]], chosen)
		}
	}
}

// combinations combines schemas once for each alternative, beginning with the default. It ends
// early if no work is left.
func (d *deriver) combinations(side contract.Side, sources []source) iter.Seq[*combined] {
	return func(yield func(*combined) bool) {
		first := d.combine(side, sources)
		if !yield(first) {
			return
		}
		for at, n := range sorted(first.choices) {
			for i := 1; i < n && !d.isSpent(); i++ {
				if !yield(d.pick(side, sources, picks{at: i})) {
					return
				}
			}
		}
	}
}

// count returns how many combinations there are.
func (s *combined) count() int {
	n := 1
	for _, alternatives := range s.choices {
		n += alternatives - 1
	}
	return n
}

// combination returns one of the combinations.
func (d *deriver) combination(side contract.Side, sources []source, i int) *combined {
	first := d.combine(side, sources)
	for at, n := range sorted(first.choices) {
		if i > 0 && i < n {
			return d.pick(side, sources, picks{at: i})
		}
		i -= n - 1
	}
	return first
}

// kinds returns the types that all parts allow.
func (s *combined) kinds() []string {
	if s.kindsKnown {
		return s.kindsFound
	}
	kinds := []string{stringType, integerType, numberType, booleanType, arrayType, objectType}
	for _, p := range s.parts {
		if p.Type == nil {
			continue
		}
		kinds = slices.DeleteFunc(kinds, func(kind string) bool {
			return !p.Type.allows(kind)
		})
	}
	s.kindsKnown, s.kindsFound = true, kinds
	return kinds
}

// kind returns the type of the values to make. It is the first allowed type that a keyword is
// about. Otherwise it is the first allowed type.
func (s *combined) kind() string {
	kinds := s.kinds()
	for _, p := range s.parts {
		for _, each := range []struct {
			kind    string
			isAbout bool
		}{
			{objectType, len(p.Properties)+len(p.Required) > 0 || p.MinProps > 0},
			{arrayType, p.Items != nil || len(p.Prefix) > 0 || p.MinItems > 0},
			{numberType, p.Min != nil || p.Max != nil || p.MultipleOf != nil || p.ExclusiveMin != nil || p.ExclusiveMax != nil},
		} {
			if each.isAbout && slices.Contains(kinds, each.kind) {
				return each.kind
			}
		}
	}
	if len(kinds) == 0 {
		return ""
	}
	return kinds[0]
}

// typed reports whether a part has a type.
func (s *combined) typed() bool {
	return slices.ContainsFunc(s.parts, func(p *part) bool { return p.Type != nil })
}

// readProperties finds out which properties there are.
func (s *combined) readProperties() {
	if s.propertiesKnown {
		return
	}
	s.propertiesKnown, s.isDemanded, s.others = true, map[string]bool{}, map[string]bool{}
	s.uses = map[string][]use{}
	for i, p := range s.parts {
		if len(p.Patterns) > 0 || p.additional() != nil {
			s.further = append(s.further, i)
		}
		for name, schema := range p.Properties {
			s.uses[name] = append(s.uses[name], use{schema, i})
			if s.deriver.otherSideOnly(p, name, s.side) {
				s.others[name] = true
			}
		}
	}
	s.declared = slices.Sorted(maps.Keys(s.uses))
	for _, p := range s.parts {
		for _, name := range p.Required {
			if !s.others[name] {
				s.isDemanded[name] = true
			}
		}
	}
	s.demanded = slices.Sorted(maps.Keys(s.isDemanded))
}

// propertyNames returns the names of all declared properties, sorted.
func (s *combined) propertyNames() []string {
	s.readProperties()
	return s.declared
}

// otherSideOnly reports whether a property belongs only to the other side of an exchange. For
// instance, a readOnly property doesn't belong to a request.
func (s *combined) otherSideOnly(name string) bool {
	s.readProperties()
	return s.others[name]
}

// required returns the names of the properties that must be present, sorted.
func (s *combined) required() []string {
	s.readProperties()
	return s.demanded
}

// isRequired reports whether a property must be present.
func (s *combined) isRequired(name string) bool {
	s.readProperties()
	return s.isDemanded[name]
}

// property returns the schemas of a property. It returns none if the property is not declared and
// additionalProperties has no schema.
func (s *combined) property(name string) []source {
	s.readProperties()
	uses := s.uses[name]
	sources := make([]source, 0, len(uses))
	take := func(before int) {
		for len(uses) > 0 && uses[0].part < before {
			sources, uses = append(sources, uses[0].source), uses[1:]
		}
	}
	for _, i := range s.further {
		take(i)
		sources = append(sources, s.declares(s.parts[i], name)...)
		if len(uses) > 0 && uses[0].part == i {
			uses = uses[1:]
		}
	}
	take(len(s.parts))
	return sources
}

// item returns the schemas of the items after those that prefixItems describes.
func (s *combined) item() []source { return s.itemAt(s.prefixed()) }

// itemAt returns the schemas of the item with this index.
func (s *combined) itemAt(i int) []source {
	var sources []source
	for _, p := range s.parts {
		if each := p.itemAt(i); each != nil {
			sources = append(sources, each)
		}
		if p.Contains != nil && i == 0 && len(p.Prefix) == 0 {
			sources = append(sources, p.Contains)
		}
	}
	return sources
}

// prefixed returns how many first items have their own schemas.
func (s *combined) prefixed() int {
	n := 0
	for _, p := range s.parts {
		n = max(n, len(p.Prefix))
	}
	return n
}

// takesMore reports whether undeclared properties are allowed.
func (s *combined) takesMore() bool { return !slices.ContainsFunc(s.parts, (*part).closed) }

// least returns the largest lower bound among the parts.
func (s *combined) least(of func(p *part) uint64) int {
	least := uint64(0)
	for _, p := range s.parts {
		least = max(least, of(p))
	}
	return int(min(least, longest))
}
