package derive

import (
	"maps"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// part is a schema with the JSON pointer of its definition.
type part struct {
	*definition

	at string
}

// part returns the schema that a source is or refers to. It returns false if there is no schema.
func (d *deriver) part(s source) (part, bool) {
	if known, ok := d.parts[s]; ok {
		return known, known.definition != nil
	}
	var p part
	if node := target(s); node != nil {
		p = part{definition: newDefinition(node), at: node.Pointer()}
	}
	d.parts[s] = p
	return p, p.definition != nil
}

// definition returns the JSON pointer of the source, or of the target of its references.
func (d *deriver) definition(s source) string {
	if node := target(s); node != nil {
		return node.Pointer()
	}
	return s.Pointer()
}

// property returns the schema of a declared property, or nil if the property is not declared.
func (p part) property(name string) source { return p.Properties[name] }

// matchingPatterns returns the schemas under patternProperties whose pattern matches a name.
func (d *deriver) matchingPatterns(p part, name string) []source {
	var all []source
	for expression, each := range sorted(p.Patterns) {
		if compiled := d.pattern(expression); compiled != nil && compiled.MatchString(name) {
			all = append(all, each)
		}
	}
	return all
}

// declares returns the schemas that a schema has for a property, whether the property is declared
// or not.
func (d *deriver) declares(p part, name string) []source {
	all := d.matchingPatterns(p, name)
	if each := p.property(name); each != nil {
		return append(all, each)
	}
	if len(all) == 0 && p.additional() != nil {
		return []source{p.additional()}
	}
	return all
}

func (p part) additional() source { return p.additionalSchema }

func (p part) closed() bool { return p.isClosed }

func (p part) open() bool { return p.isOpen }

// itemAt returns the schema of the item with this index, or nil if no schema applies.
func (p part) itemAt(i int) source {
	if i < len(p.Prefix) {
		return p.Prefix[i]
	}
	return p.Items
}

// branch is a schema that a discriminator may choose, with one of the names that choose it.
type branch struct {
	source

	name string
}

// branches returns the schemas that a discriminator may choose. These are the schemas of the oneOf
// and anyOf beside it. If there are none, they are the discriminator's own schema and the schemas
// whose allOf has it.
func (d *deriver) branches(p part) []branch {
	if p.Discriminator == nil {
		return nil
	}
	targets := map[string]source{}
	for _, s := range slices.Concat(p.OneOf, p.AnyOf) {
		targets[d.definition(s)] = s
	}
	if len(targets) == 0 {
		for _, node := range d.doc.Root().At("components", "schemas").Fields() {
			if target(node) == p.node || d.buildsOn(node, p) {
				targets[node.Pointer()] = node
			}
		}
	}
	var all []branch
	for at, s := range sorted(targets) {
		all = append(all, branch{source: s, name: target(s).Name()})
		for name, mapped := range p.Discriminator.Get("mapping").SortedFields() {
			if to := mapped.Mapped(); to != nil && (to.Pointer() == at || d.definition(to) == at) {
				all = append(all, branch{source: s, name: name})
			}
		}
	}
	return all
}

// discriminating returns the name of the property whose value chooses a schema.
func discriminating(p part) string { return p.Discriminator.StringAt("propertyName") }

// buildsOn reports whether a schema has another schema in its allOf, at any depth.
func (d *deriver) buildsOn(s source, base part) bool {
	p, ok := d.part(s)
	return ok && slices.ContainsFunc(p.AllOf, func(each source) bool {
		return target(each) == base.node || d.buildsOn(each, base)
	})
}

// picks has a chosen schema for each oneOf and anyOf. The key is the JSON pointer of the keyword,
// and the value is the index of the schema. By default, the first schema is chosen.
type picks map[string]int

// combined has the schemas that apply to one value together.
type combined struct {
	*deriver

	side contract.Side
	// given has the schemas themselves. parts has these schemas, the schemas in their allOf, and
	// the chosen alternatives.
	given []source
	parts []part
	// names has the values of discriminator properties that choose the parts, by the name of the
	// property.
	names map[string]string
	// choices has the number of alternatives for each list, by the pointer of the list.
	choices map[string]int
}

// combine combines schemas. It uses the chosen alternatives.
func (d *deriver) combine(side contract.Side, sources []source, chosen picks) *combined {
	s := &combined{deriver: d, side: side, given: sources, names: map[string]string{}, choices: map[string]int{}}
	for _, each := range sources {
		s.take(each, chosen)
	}
	return s
}

func (s *combined) take(from source, chosen picks) {
	p, ok := s.part(from)
	if !ok || slices.ContainsFunc(s.parts, func(other part) bool { return other.at == p.at }) {
		return
	}
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
	for key, refs := range sorted(map[string][]source{"anyOf": p.AnyOf, "oneOf": p.OneOf}) {
		if len(refs) > 0 {
			at := pointer(p.at, key)
			s.choices[at] = len(refs)
			s.take(refs[chosen[at]], chosen)
		}
	}
}

// combinations combines schemas once for each alternative, beginning with the default.
func (d *deriver) combinations(side contract.Side, sources []source) []*combined {
	first := d.combine(side, sources, nil)
	all := []*combined{first}
	for at, n := range sorted(first.choices) {
		for i := 1; i < n; i++ {
			all = append(all, d.combine(side, sources, picks{at: i}))
		}
	}
	return all
}

// kinds returns the types that all parts allow.
func (s *combined) kinds() []string {
	kinds := []string{stringType, integerType, numberType, booleanType, arrayType, objectType}
	for _, p := range s.parts {
		if p.Type == nil {
			continue
		}
		kinds = slices.DeleteFunc(kinds, func(kind string) bool {
			return !p.Type.allows(kind)
		})
	}
	return kinds
}

// kind returns the type of the values to make. It is the first allowed type that a keyword is
// about. Otherwise it is the first allowed type.
func (s *combined) kind() string {
	kinds := s.kinds()
	for _, p := range s.parts {
		for kind, about := range map[string]bool{
			objectType: len(p.Properties)+len(p.Required) > 0 || p.MinProps > 0,
			arrayType:  p.Items != nil || len(p.Prefix) > 0 || p.MinItems > 0,
			numberType: p.Min != nil || p.Max != nil || p.MultipleOf != nil || p.ExclusiveMin != nil || p.ExclusiveMax != nil,
		} {
			if about && slices.Contains(kinds, kind) {
				return kind
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
	return slices.ContainsFunc(s.parts, func(p part) bool { return p.Type != nil })
}

// propertyNames returns the names of all declared properties, sorted.
func (s *combined) propertyNames() []string {
	names := map[string]bool{}
	for _, p := range s.parts {
		for name := range p.Properties {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// property returns the schemas of a property. It returns none if the property is not declared and
// additionalProperties has no schema.
func (s *combined) property(name string) []source {
	var sources []source
	for _, p := range s.parts {
		sources = append(sources, s.declares(p, name)...)
	}
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
func (s *combined) takesMore() bool { return !slices.ContainsFunc(s.parts, part.closed) }

// otherSideOnly reports whether a property belongs only to the other side of an exchange. For
// instance, a readOnly property doesn't belong to a request.
func (s *combined) otherSideOnly(name string) bool {
	return slices.ContainsFunc(s.parts, func(p part) bool { return s.deriver.otherSideOnly(p, name, s.side) })
}

func (d *deriver) otherSideOnly(p part, name string, side contract.Side) bool {
	property, ok := d.part(p.Properties[name])
	return ok && (side == contract.RequestSide && property.ReadOnly || side == contract.ResponseSide && property.WriteOnly)
}

// required returns the names of the properties that must be present, sorted.
func (s *combined) required() []string {
	var names []string
	for _, p := range s.parts {
		names = append(names, p.Required...)
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), s.otherSideOnly)
}

// least returns the largest lower bound among the parts.
func (s *combined) least(of func(p part) uint64) int {
	least := uint64(0)
	for _, p := range s.parts {
		least = max(least, of(p))
	}
	return int(min(least, longest))
}
