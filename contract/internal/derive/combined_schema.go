package derive

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// source is a schema, or a reference to one, and the JSON pointer of the place where it is used.
type source struct {
	ref *openapi3.SchemaRef
	at  string
}

// part is a schema with the JSON pointer of its definition.
type part struct {
	*openapi3.Schema

	at string
}

// part returns the schema of a source. It returns false where there is none.
func (d *deriver) part(s source) (part, bool) {
	if s.ref == nil || s.ref.Value == nil {
		return part{}, false
	}
	return part{Schema: s.ref.Value, at: d.definition(s.ref.Ref, s.at)}, true
}

func (p part) all(key string, refs openapi3.SchemaRefs) []source {
	sources := make([]source, len(refs))
	for i, ref := range refs {
		sources[i] = source{ref: ref, at: fmt.Sprintf("%s/%s/%d", p.at, key, i)}
	}
	return sources
}

func (p part) property(name string) source {
	return source{ref: p.Properties[name], at: pointer(p.at, "properties", name)}
}

func (p part) additional() source {
	return source{ref: p.AdditionalProperties.Schema, at: pointer(p.at, "additionalProperties")}
}

func (p part) itemSource() source { return source{ref: p.Items, at: pointer(p.at, "items")} }

func (p part) closed() bool {
	return p.AdditionalProperties.Has != nil && !*p.AdditionalProperties.Has
}

func (p part) open() bool { return p.AdditionalProperties.Has != nil && *p.AdditionalProperties.Has }

// branch is a schema that a discriminator may choose, and one of its names.
type branch struct {
	source

	name string
}

// branches returns the schemas that a discriminator may choose: those of the oneOf and anyOf beside
// it, or else those that build on its schema.
func (d *deriver) branches(p part) []branch {
	if p.Discriminator == nil {
		return nil
	}
	targets := map[string]source{}
	for _, s := range slices.Concat(p.all("oneOf", p.OneOf), p.all("anyOf", p.AnyOf)) {
		targets[s.ref.Ref] = s
	}
	if len(targets) == 0 && d.doc.Components != nil {
		for name, ref := range d.doc.Components.Schemas {
			at := pointer("", "components", "schemas", name)
			if at == p.at || d.buildsOn(ref, p.Schema) {
				targets["#"+at] = source{ref: &openapi3.SchemaRef{Ref: "#" + at, Value: ref.Value}, at: at}
			}
		}
	}
	var all []branch
	for ref, s := range sorted(targets) {
		all = append(all, branch{source: s, name: ref[strings.LastIndexByte(ref, '/')+1:]})
		for name, target := range sorted(p.Discriminator.Mapping) {
			if target.Ref == ref || "#/components/schemas/"+target.Ref == ref {
				all = append(all, branch{source: s, name: name})
			}
		}
	}
	return all
}

// buildsOn reports whether a schema has another one below allOf, at any depth.
func (d *deriver) buildsOn(ref *openapi3.SchemaRef, base *openapi3.Schema) bool {
	return slices.ContainsFunc(ref.Value.AllOf, func(part *openapi3.SchemaRef) bool {
		return part.Value == base || d.buildsOn(part, base)
	})
}

// picks are the indices of chosen alternatives, by the pointer of their list. The first one is
// chosen by default.
type picks map[string]int

// combined is the schemas that apply to one value together.
type combined struct {
	*deriver

	side contract.Side
	// given are the schemas themselves; parts are these, those below their allOf, and the chosen
	// alternatives.
	given []source
	parts []part
	// names are the values of discriminator properties that choose the parts, by property.
	names map[string]string
	// choices are the numbers of alternatives, by the pointer of their list.
	choices map[string]int
}

// combine combines schemas, with the chosen alternatives.
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
	for _, each := range p.all("allOf", p.AllOf) {
		s.take(each, chosen)
	}
	if branches := s.branches(p); len(branches) > 0 {
		if s.names[p.Discriminator.PropertyName] == "" {
			at := pointer(p.at, "discriminator")
			s.choices[at] = len(branches)
			chosenBranch := branches[chosen[at]]
			s.names[p.Discriminator.PropertyName] = chosenBranch.name
			s.take(chosenBranch.source, chosen)
		}
		return
	}
	for key, refs := range sorted(map[string]openapi3.SchemaRefs{"anyOf": p.AnyOf, "oneOf": p.OneOf}) {
		if len(refs) > 0 {
			at := pointer(p.at, key)
			s.choices[at] = len(refs)
			s.take(p.all(key, refs)[chosen[at]], chosen)
		}
	}
}

// combinations combines schemas once for each alternative, the default first.
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
	kinds := []string{openapi3.TypeString, openapi3.TypeInteger, openapi3.TypeNumber, openapi3.TypeBoolean, openapi3.TypeArray, openapi3.TypeObject}
	for _, p := range s.parts {
		if p.Type == nil {
			continue
		}
		kinds = slices.DeleteFunc(kinds, func(kind string) bool {
			return !p.Type.Is(kind) && (kind != openapi3.TypeInteger || !p.Type.Is(openapi3.TypeNumber))
		})
	}
	return kinds
}

// kind returns the type of the values that are made: the first one allowed that the keywords are
// about, or else the first one allowed.
func (s *combined) kind() string {
	kinds := s.kinds()
	for _, p := range s.parts {
		for kind, about := range map[string]bool{
			openapi3.TypeObject: len(p.Properties)+len(p.Required) > 0 || p.MinProps > 0,
			openapi3.TypeArray:  p.Items != nil || p.MinItems > 0,
			openapi3.TypeNumber: p.Min != nil || p.Max != nil || p.MultipleOf != nil,
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

// property returns the schemas of a property. There are none where it is not declared and
// additionalProperties has no schema.
func (s *combined) property(name string) []source {
	var sources []source
	for _, p := range s.parts {
		if each := p.property(name); each.ref != nil {
			sources = append(sources, each)
		} else if each := p.additional(); each.ref != nil {
			sources = append(sources, each)
		}
	}
	return sources
}

func (s *combined) item() []source {
	var sources []source
	for _, p := range s.parts {
		if p.Items != nil {
			sources = append(sources, p.itemSource())
		}
	}
	return sources
}

// takesMore reports whether undeclared properties are allowed.
func (s *combined) takesMore() bool { return !slices.ContainsFunc(s.parts, part.closed) }

// otherSideOnly reports whether a property belongs to the other side of an exchange only.
func (s *combined) otherSideOnly(name string) bool {
	return slices.ContainsFunc(s.parts, func(p part) bool { return otherSideOnly(p, name, s.side) })
}

func otherSideOnly(p part, name string, side contract.Side) bool {
	property := p.Properties[name]
	return property != nil && (side == contract.RequestSide && property.Value.ReadOnly || side == contract.ResponseSide && property.Value.WriteOnly)
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

// least returns the largest of the lower bounds of the parts.
func (s *combined) least(of func(p part) uint64) int {
	least := uint64(0)
	for _, p := range s.parts {
		least = max(least, of(p))
	}
	return int(min(least, longest))
}
