package mutation

import (
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// otherTypes returns the types that mutants change a type to.
func otherTypes(name string) []string {
	switch name {
	case openapi3.TypeString, openapi3.TypeBoolean:
		return []string{openapi3.TypeInteger}
	case openapi3.TypeInteger:
		return []string{openapi3.TypeNumber, openapi3.TypeString}
	case openapi3.TypeNumber:
		return []string{openapi3.TypeInteger, openapi3.TypeString}
	case openapi3.TypeArray:
		return []string{openapi3.TypeObject}
	case openapi3.TypeObject:
		return []string{openapi3.TypeString}
	case openapi3.TypeNull:
		return []string{openapi3.TypeString}
	default:
		return nil
	}
}

// types returns the names of the types that a schema accepts, or nil if it has no type.
func (s site) types() []string {
	asked := s.schema.Get("type")
	if asked.Kind() == document.String {
		return []string{asked.Text()}
	}
	var names []string
	for item := range asked.Items() {
		names = append(names, item.Text())
	}
	return names
}

// types makes the mutants of the type of a schema, which may be a list of types.
func (g *generator) types(s site) {
	names, at := s.types(), s.pointer("type")
	if len(names) == 0 {
		return
	}
	if s.schema.Get("type").Kind() == document.String {
		name := names[0]
		for _, other := range otherTypes(name) {
			g.mutant(Type, at, other, g.set(at, other), "make "+s.name+" of the type "+other, "an exchange in which "+s.name+" is "+onlyOf(name, other))
		}
	} else if len(names) > 1 {
		g.listedTypes(s, names)
	}
	wanted := strings.Join(names, " or ")
	m := g.mutant(Type, at, "any", g.remove(at), "allow any type for "+s.name, "an exchange in which "+s.name+" is not of the type "+wanted)
	isString := slices.Contains(names, openapi3.TypeString)
	switch {
	case s.single && isString && !s.limitsStrings():
		m.Equivalent = UntypedText
	case s.isName && isString:
		m.Equivalent = NameIsString
	}
}

// listedTypes makes the mutants that remove one of several types.
func (g *generator) listedTypes(s site, names []string) {
	for i, name := range names {
		kind, at := Type, jsonvalue.Pointer(s.pointer("type"), strconv.Itoa(i))
		if name == openapi3.TypeNull {
			kind = Nullable
		}
		m := g.mutant(kind, at, name, g.remove(at), "don't allow "+s.name+" to be of the type "+name, "an exchange in which "+s.name+" is of the type "+name)
		others := slices.Delete(slices.Clone(names), i, i+1)
		switch {
		case slices.Contains(others, name), name == openapi3.TypeInteger && slices.Contains(others, openapi3.TypeNumber):
			m.Equivalent = OtherTypeToo
		case s.isString && name == openapi3.TypeNull:
			m.Equivalent = TextIsNotNull
		case s.isName && name != openapi3.TypeString:
			m.Equivalent = NameIsString
		case s.isString && slices.Contains(others, openapi3.TypeString) && isScalar(name) && s.schema.Len() == 1:
			m.Equivalent = TextIsString
		}
	}
}

// isScalar reports whether the string of a parameter or a header can be read as a value of this
// type.
func isScalar(name string) bool {
	return name == openapi3.TypeInteger || name == openapi3.TypeNumber || name == openapi3.TypeBoolean
}

// typeList returns a list of types as people write it, on one line.
func typeList(names []string) *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, name := range names {
		list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name})
	}
	return list
}

// limitsStrings reports whether a keyword of the schema may refuse a string. Without a type, such a
// schema may also accept the number or the bool that the string of a parameter or header can be
// read as.
func (s site) limitsStrings() bool {
	keywords := []string{"minLength", "maxLength", "pattern", "format", "enum", "const", "not", "allOf", "anyOf", "oneOf", "if", "$ref", "$dynamicRef", contentEncoding}
	return slices.ContainsFunc(keywords, func(keyword string) bool { return s.schema.Get(keyword) != nil })
}

// onlyOf describes a value that the first type allows and the second type doesn't.
func onlyOf(name, other string) string {
	if name == openapi3.TypeInteger && other == openapi3.TypeNumber || name == openapi3.TypeNumber && other == openapi3.TypeInteger {
		return "a number that is not an integer"
	}
	return "of the type " + name
}

func (g *generator) nullable(s site) {
	at, killer := s.pointer("nullable"), "an exchange in which "+s.name+" is null"
	names := s.types()
	var m *Mutant
	switch {
	case g.tree.Version() >= document.V31:
		if len(names) == 0 || slices.Contains(names, openapi3.TypeNull) {
			return // The schema already allows null.
		}
		at := s.pointer("type")
		edit := g.set(at, typeList(append(names, openapi3.TypeNull)))
		if s.schema.Get("type").Kind() == document.Array {
			edit = g.insert(jsonvalue.Pointer(at, "-"), openapi3.TypeNull)
		}
		m = g.mutant(Nullable, at, "", edit, "allow "+s.name+" to be null", killer)
	case s.schema.Get("nullable").IsTrue():
		m = g.mutant(Nullable, at, "", g.set(at, false), "don't allow "+s.name+" to be null", killer)
	case len(names) > 0:
		m = g.mutant(Nullable, at, "", g.put(at, true), "allow "+s.name+" to be null", killer)
	default:
		return // A schema without a type allows null already.
	}
	switch {
	case s.isString:
		m.Equivalent = TextIsNotNull
	case s.isName:
		m.Equivalent = NameIsString
	}
}
