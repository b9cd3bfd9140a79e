package mutation

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// site is a schema and where it stands.
type site struct {
	// at is the pointer by which the schema was reached.
	at     string
	schema *document.Node
	// name says what has the schema: a component, a property, a parameter.
	name string
	// isString says that its values are strings of parameters or headers, single that each is one
	// string, however often the parameter or header is repeated.
	isString, single bool
}

// pointer returns the pointer of a keyword.
func (s site) pointer(keyword string) string { return jsonvalue.Pointer(s.at, keyword) }

// in returns the site of a schema within, for a part of the value.
func (s site) in(name string, tokens ...string) site {
	return site{at: jsonvalue.Pointer(s.at, tokens...), schema: s.schema.At(tokens...), name: name, isString: s.isString, single: s.isString}
}

// on returns the site of a schema within, for the same value.
func (s site) on(name string, tokens ...string) site {
	return site{at: jsonvalue.Pointer(s.at, tokens...), schema: s.schema.At(tokens...), name: name, isString: s.isString}
}

// schema makes the mutants of a schema and of those within.
func (g *generator) schema(s site) {
	if s.at, s.schema = g.written(s.at, s.schema); s.schema == nil {
		return
	}
	g.types(s)
	g.nullable(s)
	g.constraints(s)
	g.enum(s)
	g.format(s)
	g.pattern(s)
	g.required(s)
	g.properties(s)
	g.openOrClosed(s)
	g.side(s)
	g.schema(s.in("an item of "+s.name, "items"))
	g.schema(s.in("a property of "+s.name, "additionalProperties"))
	if s.schema.Get("not") != nil {
		at := s.pointer("not")
		g.mutant(DropBranch, at, "", g.remove(at), "allow "+s.name+" to be what it is not", "an exchange in which "+s.name+" is what it must not be")
		g.schema(s.on("what "+s.name+" is not", "not"))
	}
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		g.branches(s, keyword)
	}
}

// otherTypes has for each type what it is changed to.
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
	default:
		return nil
	}
}

func (g *generator) types(s site) {
	name, at := s.schema.StringAt("type"), s.pointer("type")
	for _, other := range otherTypes(name) {
		g.mutant(Type, at, other, g.set(at, other), "make "+s.name+" of the type "+other, "an exchange in which "+s.name+" is "+onlyOf(name, other))
	}
	if name != "" {
		m := g.mutant(Type, at, "any", g.remove(at), "allow any type for "+s.name, "an exchange in which "+s.name+" is not of the type "+name)
		if s.single && name == openapi3.TypeString && !s.limitsStrings() {
			m.Equivalent = UntypedText
		}
	}
}

// limitsStrings reports whether a keyword may refuse a string. Without a type, the schema may then
// allow the number or the bool that the string of a parameter or header is, too.
func (s site) limitsStrings() bool {
	keywords := []string{"minLength", "maxLength", "pattern", "format", "enum", "not", "allOf", "anyOf", "oneOf"}
	return slices.ContainsFunc(keywords, func(keyword string) bool { return s.schema.Get(keyword) != nil })
}

// onlyOf describes a value that one of two types allows and the other doesn't.
func onlyOf(name, other string) string {
	if name == openapi3.TypeInteger && other == openapi3.TypeNumber || name == openapi3.TypeNumber && other == openapi3.TypeInteger {
		return "a number that is not an integer"
	}
	return "of the type " + name
}

func (g *generator) nullable(s site) {
	at, killer := s.pointer("nullable"), "an exchange in which "+s.name+" is null"
	var m *Mutant
	switch {
	case s.schema.Get("nullable").IsTrue():
		m = g.mutant(Nullable, at, "", g.set(at, false), "don't allow "+s.name+" to be null", killer)
	case s.schema.Get("type") != nil:
		m = g.mutant(Nullable, at, "", g.put(at, true), "allow "+s.name+" to be null", killer)
	default:
		return // A schema without a type allows null already.
	}
	if s.isString {
		m.Equivalent = TextIsNotNull
	}
}

func (g *generator) enum(s site) {
	values, at := s.schema.Get("enum"), s.pointer("enum")
	for i, value := range values.Entries() {
		shown := value.Text()
		if value.Kind() == document.Null {
			shown = "null"
		}
		if values.Len() == 1 {
			g.mutant(DropEnum, at, "", g.remove(at), "allow any value for "+s.name, "an exchange in which "+s.name+" is not "+shown)
			return
		}
		at := jsonvalue.Pointer(at, i)
		g.mutant(DropEnum, at, shown, g.remove(at), "drop "+shown+" from the values of "+s.name, "an exchange in which "+s.name+" is "+shown)
	}
}

func (g *generator) required(s site) {
	list, at := s.schema.Get("required"), s.pointer("required")
	var names []string
	for i, item := range list.Entries() {
		name, at := item.Text(), jsonvalue.Pointer(at, i)
		names = append(names, name)
		edit := g.remove(at)
		if list.Len() == 1 { // The list must not be empty.
			edit = g.remove(s.pointer("required"))
		}
		g.mutant(DropRequired, at, name, edit, "don't require "+name+" of "+s.name, "an exchange in which "+s.name+" has no "+name).
			Equivalent = s.otherKind("required")
	}
	for name := range s.schema.Get("properties").Fields() {
		if slices.Contains(names, name) {
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
		g.schema(inner)
	}
}

func (g *generator) openOrClosed(s site) {
	others, properties, at := s.schema.Get("additionalProperties"), s.schema.Get("properties"), s.pointer("additionalProperties")
	isObject := s.schema.StringAt("type") == openapi3.TypeObject || properties != nil
	killer := "an exchange in which " + s.name + " has a property that is not declared"
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

func (g *generator) branches(s site, keyword string) {
	branches := s.schema.Get(keyword)
	for i := range branches.Entries() {
		branch := s.on(keyword+" "+i+" of "+s.name, keyword, i)
		if branches.Len() > 1 {
			g.mutant(DropBranch, branch.at, "", g.remove(branch.at), "remove "+branch.name, "an exchange with a value that only "+branch.name+" is about")
		}
		g.schema(branch)
	}
}
