package mutation

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// site is a schema with the place where it is used.
type site struct {
	// at is the pointer through which the generator reached the schema.
	at     string
	schema *document.Node
	// name names what has the schema, for instance a component, a property or a parameter.
	name string
	// isString reports whether the values are strings of parameters or headers. single reports
	// whether each value is one string, even if the parameter or header is repeated.
	isString, single bool
	// isName reports whether the values are names of properties.
	isName bool
}

// pointer returns the pointer of a keyword.
func (s site) pointer(keyword string) string { return jsonvalue.Pointer(s.at, keyword) }

// in returns the site of an inner schema that describes a part of the value.
func (s site) in(name string, tokens ...string) site {
	return site{at: jsonvalue.Pointer(s.at, tokens...), schema: s.schema.At(tokens...), name: name, isString: s.isString, single: s.isString}
}

// on returns the site of an inner schema that describes the same value.
func (s site) on(name string, tokens ...string) site {
	return site{at: jsonvalue.Pointer(s.at, tokens...), schema: s.schema.At(tokens...), name: name, isString: s.isString, isName: s.isName}
}

// schema makes the mutants of a schema and of the schemas in it.
func (g *generator) schema(s site) {
	if s.at, s.schema = g.writtenSchema(s); s.schema.Kind() != document.Object {
		return
	}
	g.references(s)
	g.types(s)
	g.nullable(s)
	g.constraints(s)
	g.enum(s)
	g.constant(s)
	g.format(s)
	g.encoding(s)
	g.pattern(s)
	g.required(s)
	g.properties(s)
	g.patternProperties(s)
	g.propertyNames(s)
	g.dependent(s)
	g.openOrClosed(s)
	g.side(s)
	g.items(s)
	g.contains(s)
	g.schema(s.in("a property of "+s.name, "additionalProperties"))
	g.schema(s.in("a property of "+s.name, unevaluatedProperties))
	g.not(s)
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		g.branches(s, keyword)
	}
	g.conditional(s)
	for name := range s.schema.Get("$defs").Fields() {
		g.schema(s.in(name, "$defs", name))
	}
}

// boolean makes the mutant of a schema that is true or false.
func (g *generator) boolean(s site) {
	switch {
	case s.schema.Kind() != document.Bool:
	case s.schema.IsTrue():
		g.mutant(Close, s.at, "", g.set(s.at, false), "don't allow "+s.name, "an exchange with "+s.name)
	default:
		g.mutant(Open, s.at, "", g.set(s.at, true), "allow "+s.name, "an exchange with "+s.name)
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

// constant makes the mutants that change or remove a const.
func (g *generator) constant(s site) {
	constant, at := s.schema.Get("const"), s.pointer("const")
	if constant == nil {
		return
	}
	shown := constant.Text()
	var other any
	switch constant.Kind() {
	case document.String:
		other = shown + "-Changed"
	case document.Bool:
		other = !constant.IsTrue()
	case document.Number:
		other = jsonvalue.Number("0")
		if jsonvalue.Equal(constant.Value(), jsonvalue.Number("0")) {
			other = jsonvalue.Number("1")
		}
	case document.Null:
		shown, other = "null", false
	default:
		shown, other = "the constant", []any{}
		if constant.Kind() == document.Array && constant.Len() == 0 {
			other = map[string]any{}
		}
	}
	g.mutant(Const, at, "another", g.set(at, other), "make "+s.name+" another constant", "an exchange in which "+s.name+" is "+shown)
	g.mutant(Const, at, "any", g.remove(at), "allow any value for "+s.name, "an exchange in which "+s.name+" is not "+shown)
}
