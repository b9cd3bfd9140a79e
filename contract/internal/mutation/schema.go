package mutation

import (
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// site is a place where a schema is used.
type site struct {
	at string
	// name describes what has the schema: a component, a property, a parameter.
	name string
	// text reports whether its values are in parameters or headers, single whether each is one
	// string, however often its name occurs.
	text, single bool
}

// in returns the site of a schema within, which applies to a part of the value.
func (s site) in(name string, tokens ...string) site {
	return site{at: edit.Pointer(s.at, tokens...), name: name, text: s.text, single: s.text}
}

// on returns the site of a schema within, which applies to the same value.
func (s site) on(name string, tokens ...string) site {
	return site{at: edit.Pointer(s.at, tokens...), name: name, text: s.text}
}

// schema makes the mutants of a schema and of those within.
func (g *generator) schema(s site, schema *yaml.Node) {
	if schema == nil || isReference(schema) {
		return
	}
	g.types(s, schema)
	g.nullable(s, schema)
	g.constraints(s, schema)
	g.enum(s, schema)
	g.format(s, schema)
	g.pattern(s, schema)
	g.required(s, schema)
	g.properties(s, schema)
	g.openOrClosed(s, schema)
	g.side(s, schema)
	g.schema(s.in("an item of "+s.name, "items"), child(schema, "items"))
	g.schema(s.in("a property of "+s.name, "additionalProperties"), child(schema, "additionalProperties"))
	if not := child(schema, "not"); not != nil {
		at := edit.Pointer(s.at, "not")
		g.mutant(DropBranch, at, "", g.remove(at), "let "+s.name+" be what it is not", "an exchange in which "+s.name+" is what it must not be")
		g.schema(s.on("what "+s.name+" is not", "not"), not)
	}
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		g.branches(s, schema, keyword)
	}
}

// otherTypes are the types that each type is changed to.
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

func (g *generator) types(s site, schema *yaml.Node) {
	name, at := scalar(child(schema, "type")), edit.Pointer(s.at, "type")
	for _, other := range otherTypes(name) {
		g.mutant(Type, at, other, g.set(at, other), "make "+s.name+" of the type "+other, "an exchange in which "+s.name+" is "+onlyOne(name, other))
	}
	if name != "" {
		m := g.mutant(Type, at, "any", g.remove(at), "let "+s.name+" be of any type", "an exchange in which "+s.name+" is not of the type "+name)
		if s.single && name == openapi3.TypeString {
			m.Equivalent = UntypedText
		}
	}
}

// onlyOne describes a value that one of two types accepts and the other refuses.
func onlyOne(name, other string) string {
	if name == openapi3.TypeInteger && other == openapi3.TypeNumber || name == openapi3.TypeNumber && other == openapi3.TypeInteger {
		return "a number, and no integer"
	}
	return "of the type " + name
}

func (g *generator) nullable(s site, schema *yaml.Node) {
	node, at := child(schema, "nullable"), edit.Pointer(s.at, "nullable")
	killer := "an exchange in which " + s.name + " is null"
	var m *Mutant
	switch {
	case isTrue(node):
		m = g.mutant(Nullable, at, "", g.set(at, false), "don't let "+s.name+" be null", killer)
	case child(schema, "type") != nil:
		m = g.mutant(Nullable, at, "", g.put(at, true), "let "+s.name+" be null", killer)
	default:
		return // A schema without a type accepts null.
	}
	if s.text {
		m.Equivalent = TextIsNotNull
	}
}

func (g *generator) enum(s site, schema *yaml.Node) {
	values, at := items(child(schema, "enum")), edit.Pointer(s.at, "enum")
	if len(values) == 1 {
		g.mutant(DropEnum, at, "", g.remove(at), "let "+s.name+" have any value", "an exchange in which "+s.name+" is not "+scalar(values[0]))
		return
	}
	for i, value := range values {
		at := edit.Pointer(at, strconv.Itoa(i))
		g.mutant(DropEnum, at, scalar(value), g.remove(at), "drop "+scalar(value)+" from the values of "+s.name, "an exchange in which "+s.name+" is "+scalar(value))
	}
}

func (g *generator) required(s site, schema *yaml.Node) {
	list, at := child(schema, "required"), edit.Pointer(s.at, "required")
	var names []string
	for i, item := range items(list) {
		name, at := scalar(item), edit.Pointer(at, strconv.Itoa(i))
		names = append(names, name)
		edit := g.remove(at)
		if len(items(list)) == 1 { // An empty list is not valid.
			edit = g.remove(parentOf(at))
		}
		g.mutant(DropRequired, at, name, edit, "don't require "+name+" of "+s.name, "an exchange in which "+s.name+" has no "+name).Equivalent = otherKind(schema, "required")
	}
	for _, property := range fields(child(schema, "properties")) {
		name := property.name
		if slices.Contains(names, name) {
			continue
		}
		edit := g.insert(at, []string{name})
		if list != nil {
			edit = g.insert(at+"/-", name)
		}
		g.mutant(AddRequired, at, name, edit, "require "+name+" of "+s.name, "an exchange in which "+s.name+" has no "+name).Equivalent = otherKind(schema, "required")
	}
}

func (g *generator) properties(s site, schema *yaml.Node) {
	for _, property := range fields(child(schema, "properties")) {
		inner := s.in(s.name+"."+property.name, "properties", property.name)
		g.mutant(DropProperty, inner.at, "", g.remove(inner.at), "remove "+inner.name, "an exchange with "+inner.name)
		g.schema(inner, property.value)
	}
}

func (g *generator) openOrClosed(s site, schema *yaml.Node) {
	node, at := child(schema, "additionalProperties"), edit.Pointer(s.at, "additionalProperties")
	isObject := scalar(child(schema, "type")) == openapi3.TypeObject || child(schema, "properties") != nil
	killer := "an exchange in which " + s.name + " has a property that is not declared"
	if node == nil && !isObject {
		return
	}
	if scalar(node) != "false" {
		g.mutant(Close, at, "", g.put(at, false), "close "+s.name, killer)
	}
	if declares := len(fields(child(schema, "properties"))) > 0; !isTrue(node) && (node != nil || declares) {
		g.mutant(Open, at, "", g.put(at, true), "open "+s.name, killer)
	}
}

func (g *generator) branches(s site, schema *yaml.Node, keyword string) {
	branches := items(child(schema, keyword))
	for i, branch := range branches {
		at := edit.Pointer(s.at, keyword, strconv.Itoa(i))
		name := keyword + " " + strconv.Itoa(i) + " of " + s.name
		if len(branches) > 1 {
			g.mutant(DropBranch, at, "", g.remove(at), "remove "+name, "an exchange with a value that only "+name+" is about")
		}
		g.schema(s.on(name, keyword, strconv.Itoa(i)), branch)
	}
}
