package mutation

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// unevaluatedProperties is the keyword about properties that no other keyword describes.
const unevaluatedProperties = "unevaluatedProperties"

func (g *generator) required(s site) {
	list, at := s.schema.Get("required"), s.pointer("required")
	known := map[string]bool{}
	for i, item := range list.Entries() {
		name, at := item.Text(), jsonvalue.Pointer(at, i)
		known[name] = true
		edit := g.remove(at)
		if list.Len() == 1 { // The list required must not be empty.
			edit = g.remove(s.pointer("required"))
		}
		g.mutant(DropRequired, at, name, edit, "don't require "+name+" of "+s.name, "an exchange in which "+s.name+" has no "+name).
			Equivalent = s.otherKind("required")
	}
	for name := range s.schema.Get("properties").Fields() {
		if known[name] {
			continue
		}
		edit := g.insert(at, []string{name})
		if list != nil {
			edit = g.insert(jsonvalue.Pointer(at, "-"), name)
		}
		g.mutant(AddRequired, at, name, edit, "require "+name+" of "+s.name, "an exchange in which "+s.name+" has no "+name).
			Equivalent = s.otherKind("required")
	}
}

func (g *generator) properties(s site) {
	for name := range s.schema.Get("properties").Fields() {
		inner := s.in(s.name+"."+name, "properties", name)
		g.mutant(DropProperty, inner.at, "", g.remove(inner.at), "remove "+inner.name, "an exchange with "+inner.name)
		g.boolean(inner)
		g.schema(inner)
	}
}

// openOrClosed makes the mutants that allow or forbid other properties.
func (g *generator) openOrClosed(s site) {
	others, properties, at := s.schema.Get("additionalProperties"), s.schema.Get("properties"), s.pointer("additionalProperties")
	isObject := slices.Contains(s.types(), openapi3.TypeObject) || properties != nil
	killer := "an exchange in which " + s.name + " has a property that is not declared"
	if others == nil && s.schema.Get(unevaluatedProperties) != nil {
		g.unevaluated(s, unevaluatedProperties, killer)
		return
	}
	if others == nil && !isObject {
		return
	}
	if others.Text() != "false" {
		g.mutant(Close, at, "", g.put(at, false), "close "+s.name, killer)
	}
	if !others.IsTrue() && (others != nil || properties.Len() > 0) {
		g.mutant(Open, at, "", g.put(at, true), "open "+s.name, killer)
	}
}

// unevaluated makes the mutants that allow or forbid values that no other keyword describes.
func (g *generator) unevaluated(s site, keyword, killer string) {
	others, at := s.schema.Get(keyword), s.pointer(keyword)
	if others.Kind() != document.Bool || others.IsTrue() {
		g.mutant(Close, at, "", g.set(at, false), "close "+s.name, killer).Equivalent = s.otherKind(keyword)
	}
	if !others.IsTrue() {
		g.mutant(Open, at, "", g.set(at, true), "open "+s.name, killer).Equivalent = s.otherKind(keyword)
	}
}

// patternProperties makes the mutants of the patterns for the names of properties.
func (g *generator) patternProperties(s site) {
	for pattern := range s.schema.Get("patternProperties").Fields() {
		inner := s.in("a property of "+s.name+" like "+pattern, "patternProperties", pattern)
		g.mutant(DropProperty, inner.at, "", g.remove(inner.at), "remove "+inner.name, "an exchange with "+inner.name)
		if !g.unchecked[inner.at] {
			for _, other := range g.otherPatterns(pattern) {
				g.mutant(Pattern, inner.at, other, g.rename(inner.at, other), "make the pattern "+other,
					"an exchange in which the name of a property of "+s.name+" matches one of "+pattern+" and "+other).Equivalent = s.otherKind("properties")
			}
		}
		g.schema(inner)
	}
}

// propertyNames makes the mutants of the schema for the names of properties.
func (g *generator) propertyNames(s site) {
	names := s.on("a name of a property of "+s.name, "propertyNames")
	if names.schema == nil {
		return
	}
	g.mutant(DropBranch, names.at, "", g.remove(names.at), "allow any names of properties of "+s.name,
		"an exchange in which "+names.name+" is another").Equivalent = s.otherKind("propertyNames")
	names.isString, names.isName = false, true
	g.schema(names)
}

// dependent makes the mutants of keywords that say what an object with a certain property must have
// or be.
func (g *generator) dependent(s site) {
	for name, list := range s.schema.Get("dependentRequired").Fields() {
		at := s.pointer("dependentRequired")
		at = jsonvalue.Pointer(at, name)
		for i, item := range list.Entries() {
			edit, one := g.remove(at), jsonvalue.Pointer(at, i)
			if list.Len() > 1 {
				edit = g.remove(one)
			}
			g.mutant(DropRequired, one, item.Text(), edit, "don't require "+item.Text()+" of "+s.name+" with "+name,
				"an exchange in which "+s.name+" has "+name+" and no "+item.Text()).Equivalent = s.otherKind("required")
		}
	}
	for name := range s.schema.Get("dependentSchemas").Fields() {
		inner := s.on(s.name+" with "+name, "dependentSchemas", name)
		g.mutant(DropBranch, inner.at, "", g.remove(inner.at), "ask for nothing else of "+inner.name, "an exchange with a value that only the schema of "+inner.name+" is about").
			Equivalent = s.otherKind("dependentSchemas")
		g.schema(inner)
	}
}
