package mutation

import (
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// bound is a keyword that bounds the values of some types.
type bound struct {
	keyword string
	// isLeast says that a greater bound allows fewer values.
	isLeast bool
	types   []string
}

func bounds() []bound {
	numbers, strings := []string{openapi3.TypeInteger, openapi3.TypeNumber}, []string{openapi3.TypeString}
	arrays, objects := []string{openapi3.TypeArray}, []string{openapi3.TypeObject}
	return []bound{
		{"minimum", true, numbers},
		{"maximum", false, numbers},
		{"minLength", true, strings},
		{"maxLength", false, strings},
		{"minItems", true, arrays},
		{"maxItems", false, arrays},
		{"minProperties", true, objects},
		{"maxProperties", false, objects},
	}
}

// keywordTypes are the types whose values a keyword is about.
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

// otherKind returns [OtherKind] where a keyword is about other values than those that the schema
// allows.
func (s site) otherKind(keyword string) Rule {
	name := s.schema.StringAt("type")
	if name != "" && !slices.Contains(keywordTypes(keyword), name) {
		return OtherKind
	}
	return ""
}

// constraints makes the mutants of what bounds the values of a schema.
func (g *generator) constraints(s site) {
	for _, b := range bounds() {
		value, err := strconv.ParseFloat(s.schema.Get(b.keyword).Text(), 64)
		if err != nil {
			continue
		}
		narrow, widen := value-1, value+1
		if b.isLeast {
			narrow, widen = widen, narrow
		}
		g.bound(s, Narrow, b, value, narrow)
		g.bound(s, Widen, b, value, widen)
	}
	for _, keywords := range [][2]string{{"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}} {
		edge, exclusive := s.schema.Get(keywords[0]).Text(), keywords[1]
		at, killer := s.pointer(exclusive), "an exchange in which "+s.name+" is "+edge
		switch {
		case edge == "":
		case s.schema.Get(exclusive).IsTrue():
			g.mutant(Widen, at, "", g.set(at, false), "allow "+s.name+" to be "+edge, killer).Equivalent = s.otherKind(exclusive)
		default:
			g.mutant(Narrow, at, "", g.put(at, true), "don't allow "+s.name+" to be "+edge, killer).Equivalent = s.otherKind(exclusive)
		}
	}
	if at := s.pointer("uniqueItems"); s.schema.Get("uniqueItems").IsTrue() {
		g.mutant(Widen, at, "", g.remove(at), "allow equal items in "+s.name, "an exchange in which two items of "+s.name+" are equal").
			Equivalent = s.otherKind("uniqueItems")
	}
	if value, err := strconv.ParseFloat(s.schema.Get("multipleOf").Text(), 64); err == nil {
		at, of, double := s.pointer("multipleOf"), number(value), number(2*value)
		g.mutant(Narrow, at, "", g.set(at, 2*value), "allow only multiples of "+double+" for "+s.name, "an exchange in which "+s.name+" is "+of).
			Equivalent = s.otherKind("multipleOf")
		g.mutant(Widen, at, "", g.remove(at), "don't ask for multiples of "+of, "an exchange in which "+s.name+" is not a multiple of "+of).
			Equivalent = s.otherKind("multipleOf")
	}
}

// bound moves a bound by one, unless the moved bound says nothing.
func (g *generator) bound(s site, kind Kind, b bound, from, to float64) {
	if to < 0 && !slices.Contains(b.types, openapi3.TypeNumber) || to == from {
		return // Nothing has fewer than no characters, items or properties; and one more does not change a very large number.
	}
	at := s.pointer(b.keyword)
	// The value that one of the two bounds allows and the other doesn't is the wider bound.
	last := to
	if kind == Narrow {
		last = from
	}
	var value any = to
	if to == float64(int64(to)) {
		value = int64(to)
	}
	g.mutant(kind, at, "", g.set(at, value), "make "+b.keyword+" of "+s.name+" "+number(to), "an exchange in which "+s.name+" "+b.measure(last)).
		Equivalent = s.otherKind(b.keyword)
}

// measure says that what is bounded measures a number.
func (b bound) measure(value float64) string {
	unit := map[string]string{openapi3.TypeString: "character", openapi3.TypeArray: "item", openapi3.TypeObject: "property"}[b.types[0]]
	switch {
	case unit == "":
		return "is " + number(value)
	case value == 1:
		return "has 1 " + unit
	case unit == "property":
		return "has " + number(value) + " properties"
	default:
		return "has " + number(value) + " " + unit + "s"
	}
}

func number(value float64) string { return strconv.FormatFloat(value, 'g', -1, 64) }

// freeFormats say how to read or show a string, and allow any string.
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

func (g *generator) format(s site) {
	name, at := s.schema.StringAt("format"), s.pointer("format")
	if name == "" {
		return
	}
	other := otherFormat(name)
	isFree := func(name string) bool { return slices.Contains(freeFormats(), name) }
	changed := g.mutant(Format, at, other, g.set(at, other), "make the format of "+s.name+" "+other, "an exchange in which "+s.name+" has the format "+name+" and not "+other)
	changed.Equivalent = s.otherKind("format")
	if isFree(name) && isFree(other) {
		changed.Equivalent = FreeFormat
	}
	dropped := g.mutant(Format, at, "any", g.remove(at), "allow any format for "+s.name, "an exchange in which "+s.name+" doesn't have the format "+name)
	switch {
	case isFree(name):
		dropped.Equivalent = FreeFormat
	case g.unchecked[at]:
		dropped.Equivalent = Unchecked
	}
}
