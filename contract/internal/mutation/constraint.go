package mutation

import (
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// bound is a keyword that limits the values of some types.
type bound struct {
	keyword string
	// least reports whether it is a lower bound, so that a higher one accepts fewer values.
	least bool
	types []string
}

func bounds() []bound {
	numbers, texts := []string{openapi3.TypeInteger, openapi3.TypeNumber}, []string{openapi3.TypeString}
	arrays, objects := []string{openapi3.TypeArray}, []string{openapi3.TypeObject}
	return []bound{
		{"minimum", true, numbers},
		{"maximum", false, numbers},
		{"minLength", true, texts},
		{"maxLength", false, texts},
		{"minItems", true, arrays},
		{"maxItems", false, arrays},
		{"minProperties", true, objects},
		{"maxProperties", false, objects},
	}
}

// keywordTypes are the types that a keyword applies to.
func keywordTypes(keyword string) []string {
	for _, b := range bounds() {
		if b.keyword == keyword {
			return b.types
		}
	}
	switch keyword {
	case "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
		return []string{openapi3.TypeInteger, openapi3.TypeNumber}
	case "pattern":
		return []string{openapi3.TypeString}
	case "format":
		return []string{openapi3.TypeString, openapi3.TypeInteger, openapi3.TypeNumber}
	case "uniqueItems":
		return []string{openapi3.TypeArray}
	default:
		return []string{openapi3.TypeObject}
	}
}

// otherKind returns [OtherKind] if a keyword applies to none of the types of the schema.
func otherKind(schema *yaml.Node, keyword string) Rule {
	name := scalar(child(schema, "type"))
	if name != "" && !slices.Contains(keywordTypes(keyword), name) {
		return OtherKind
	}
	return ""
}

// constraints makes the mutants of the constraints of a schema.
func (g *generator) constraints(s site, schema *yaml.Node) {
	for _, b := range bounds() {
		value, err := strconv.ParseFloat(scalar(child(schema, b.keyword)), 64)
		if err != nil {
			continue
		}
		narrow, widen := value-1, value+1
		if b.least {
			narrow, widen = widen, narrow
		}
		g.bound(s, schema, Narrow, b, narrow)
		g.bound(s, schema, Widen, b, widen)
	}
	for _, exclusive := range [][2]string{{"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}} {
		edge, at := scalar(child(schema, exclusive[0])), edit.Pointer(s.at, exclusive[1])
		switch {
		case edge == "":
		case isTrue(child(schema, exclusive[1])):
			g.mutant(Widen, at, "", g.set(at, false), "let "+s.name+" be "+edge, "an exchange in which "+s.name+" is "+edge).Equivalent = otherKind(schema, exclusive[1])
		default:
			g.mutant(Narrow, at, "", g.put(at, true), "don't let "+s.name+" be "+edge, "an exchange in which "+s.name+" is "+edge).Equivalent = otherKind(schema, exclusive[1])
		}
	}
	if at := edit.Pointer(s.at, "uniqueItems"); isTrue(child(schema, "uniqueItems")) {
		g.mutant(Widen, at, "", g.remove(at), "let items of "+s.name+" be there twice", "an exchange in which an item of "+s.name+" is there twice").
			Equivalent = otherKind(schema, "uniqueItems")
	}
	if value, err := strconv.ParseFloat(scalar(child(schema, "multipleOf")), 64); err == nil {
		at, of := edit.Pointer(s.at, "multipleOf"), number(value)
		g.mutant(Narrow, at, "", g.set(at, 2*value), "let "+s.name+" be a multiple of "+number(2*value)+" alone",
			"an exchange in which "+s.name+" is "+of).Equivalent = otherKind(schema, "multipleOf")
		g.mutant(Widen, at, "", g.remove(at), "don't ask for multiples of "+of, "an exchange in which "+s.name+" is no multiple of "+of).Equivalent = otherKind(schema, "multipleOf")
	}
}

// bound moves a bound by one, if the new bound can be broken.
func (g *generator) bound(s site, schema *yaml.Node, kind Kind, b bound, to float64) {
	from, _ := strconv.ParseFloat(scalar(child(schema, b.keyword)), 64) // It was read before.
	if to < 0 && !slices.Contains(b.types, openapi3.TypeNumber) || to == from {
		return // No length is below zero, and a float of that size does not change by one.
	}
	at := edit.Pointer(s.at, b.keyword)
	// The last value of the wider bound is the one that the other bound refuses.
	last := to
	if kind == Narrow {
		last = from
	}
	var value any = to
	if to == float64(int64(to)) {
		value = int64(to)
	}
	unit := map[string]string{
		openapi3.TypeString: " characters long", openapi3.TypeArray: " items long", openapi3.TypeObject: " properties large",
	}[b.types[0]]
	g.mutant(kind, at, "", g.set(at, value), "make "+b.keyword+" of "+s.name+" "+number(to), "an exchange in which "+s.name+" is "+number(last)+unit).Equivalent = otherKind(schema, b.keyword)
}

func number(value float64) string { return strconv.FormatFloat(value, 'g', -1, 64) }

// freeFormats are formats that every string is of.
func freeFormats() []string { return []string{"password", "binary"} }

func otherFormat(name string) string {
	switch name {
	case "int32":
		return "int64"
	case "int64":
		return "int32"
	case "float":
		return "double"
	case "double":
		return "float"
	case "date":
		return "date-time"
	case "password":
		return "binary"
	default:
		return "date"
	}
}

func (g *generator) format(s site, schema *yaml.Node) {
	name, at := scalar(child(schema, "format")), edit.Pointer(s.at, "format")
	if name == "" {
		return
	}
	other := otherFormat(name)
	isFree := func(name string) bool { return slices.Contains(freeFormats(), name) }
	changed := g.mutant(Format, at, other, g.set(at, other), "make the format of "+s.name+" "+other, "an exchange in which "+s.name+" has the format "+name+" and not "+other)
	changed.Equivalent = otherKind(schema, "format")
	if isFree(name) && isFree(other) {
		changed.Equivalent = FreeFormat
	}
	dropped := g.mutant(Format, at, "any", g.remove(at), "let "+s.name+" have any format", "an exchange in which "+s.name+" doesn't have the format "+name)
	switch {
	case isFree(name):
		dropped.Equivalent = FreeFormat
	case g.unchecked[at]:
		dropped.Equivalent = Unchecked
	}
}
