package mutation

import (
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// The constants are keywords whose effect depends on other keywords.
const (
	minimum          = "minimum"
	maximum          = "maximum"
	exclusiveMinimum = "exclusiveMinimum"
	exclusiveMaximum = "exclusiveMaximum"
	contains         = "contains"
	minContains      = "minContains"
	maxContains      = "maxContains"
)

// bound is a keyword that limits the values of some types.
type bound struct {
	keyword string
	// isLeast reports whether the bound is a lower bound, so that a greater bound allows fewer
	// values.
	isLeast bool
	// excludes reports whether the bound itself is not allowed.
	excludes bool
	types    []string
	// one and many name what the bound counts, in singular and plural. They are empty if the bound
	// limits the value itself.
	one, many string
}

func bounds() []bound {
	numbers, strings := []string{openapi3.TypeInteger, openapi3.TypeNumber}, []string{openapi3.TypeString}
	arrays, objects := []string{openapi3.TypeArray}, []string{openapi3.TypeObject}
	const fits, fit = "item that contains accepts", "items that contains accepts"
	return []bound{
		{minimum, true, false, numbers, "", ""},
		{maximum, false, false, numbers, "", ""},
		{exclusiveMinimum, true, true, numbers, "", ""},
		{exclusiveMaximum, false, true, numbers, "", ""},
		{"minLength", true, false, strings, "character", "characters"},
		{"maxLength", false, false, strings, "character", "characters"},
		{"minItems", true, false, arrays, "item", "items"},
		{"maxItems", false, false, arrays, "item", "items"},
		{minContains, true, false, arrays, fits, fit},
		{maxContains, false, false, arrays, fits, fit},
		{"minProperties", true, false, objects, "property", "properties"},
		{"maxProperties", false, false, objects, "property", "properties"},
	}
}

// keywordTypes returns the types whose values a keyword limits.
func keywordTypes(keyword string) []string {
	for _, b := range bounds() {
		if b.keyword == keyword {
			return b.types
		}
	}
	switch keyword {
	case "multipleOf":
		return []string{openapi3.TypeInteger, openapi3.TypeNumber}
	case "pattern", contentEncoding:
		return []string{openapi3.TypeString}
	case "format":
		return []string{openapi3.TypeString, openapi3.TypeInteger, openapi3.TypeNumber}
	case "uniqueItems", contains, items, prefixItems, unevaluatedItems:
		return []string{openapi3.TypeArray}
	default:
		return []string{openapi3.TypeObject}
	}
}

// otherKind returns [OtherKind] if the schema allows no value of a type that the keyword limits.
func (s site) otherKind(keyword string) Rule {
	about := keywordTypes(keyword)
	names := s.types()
	if len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return slices.Contains(about, name) }) {
		return OtherKind
	}
	return ""
}

// isMoot reports whether a bound has no effect. A bound has no effect if another bound allows fewer
// values, or if it limits how many items match contains and there is no contains.
func (s site) isMoot(b bound) bool {
	if b.keyword == minContains || b.keyword == maxContains {
		return s.schema.Get(contains) == nil
	}
	other := map[string]string{
		minimum: exclusiveMinimum, maximum: exclusiveMaximum, exclusiveMinimum: minimum, exclusiveMaximum: maximum,
	}[b.keyword]
	own, err := strconv.ParseFloat(s.schema.Get(b.keyword).Text(), 64)
	rival, otherErr := strconv.ParseFloat(s.schema.Get(other).Text(), 64)
	switch {
	case err != nil || otherErr != nil:
		return false
	case own == rival:
		return !b.excludes
	default:
		return own < rival == b.isLeast
	}
}

// constraints makes the mutants of the keywords that limit the values of a schema.
func (g *generator) constraints(s site) {
	for _, b := range bounds() {
		value, err := strconv.ParseFloat(s.schema.Get(b.keyword).Text(), 64)
		if err != nil || s.isMoot(b) {
			continue
		}
		narrow, widen := value-1, value+1
		if b.isLeast {
			narrow, widen = widen, narrow
		}
		g.bound(s, Narrow, b, value, narrow)
		g.bound(s, Widen, b, value, widen)
	}
	g.edge(s, minimum, exclusiveMinimum)
	g.edge(s, maximum, exclusiveMaximum)
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

// edge makes the mutants that begin to allow a number exactly at a bound, or cease to. In OpenAPI
// 3.0, a second keyword says whether the bound itself is allowed. In later versions, there are two
// keywords for a bound.
func (g *generator) edge(s site, inclusive, exclusive string) {
	edge, excluded := s.schema.Get(inclusive).Text(), s.schema.Get(exclusive)
	at := s.pointer(exclusive)
	isLater := g.tree.Version() >= document.V31
	var do func() ([]byte, error)
	kind, description := Narrow, "don't allow "
	switch {
	case isLater && edge != "" && excluded != nil:
		return
	case isLater && excluded != nil:
		edge, kind, description, do = excluded.Text(), Widen, "allow ", g.rename(at, inclusive)
	case edge == "":
		return
	case isLater:
		do = g.rename(s.pointer(inclusive), exclusive)
	case excluded.IsTrue():
		kind, description, do = Widen, "allow ", g.set(at, false)
	default:
		do = g.put(at, true)
	}
	detail := ""
	if isLater {
		detail = "edge"
	}
	g.mutant(kind, at, detail, do, description+s.name+" to be "+edge, "an exchange in which "+s.name+" is "+edge).
		Equivalent = s.otherKind(exclusive)
}

// bound makes the mutant that moves a bound by one, unless the moved bound would have no effect.
func (g *generator) bound(s site, kind Kind, b bound, from, to float64) {
	if to < 0 && !slices.Contains(b.types, openapi3.TypeNumber) || to == from {
		return // No value has fewer than 0 characters, items or properties. Adding one doesn't change a very large number.
	}
	at := s.pointer(b.keyword)
	// An exchange kills the mutant with a value that only one of the two bounds allows. That value
	// is the wider bound, or the narrower bound if the bounds themselves are not allowed.
	last := to
	if kind == Narrow != b.excludes {
		last = from
	}
	var value any = to
	if to == float64(int64(to)) {
		value = int64(to)
	}
	g.mutant(kind, at, "", g.set(at, value), "make "+b.keyword+" of "+s.name+" "+number(to), "an exchange in which "+s.name+" "+b.measure(last)).
		Equivalent = s.otherKind(b.keyword)
}

// measure says which number the bounded thing has.
func (b bound) measure(value float64) string {
	switch {
	case b.one == "":
		return "is " + number(value)
	case value == 1:
		return "has 1 " + b.one
	default:
		return "has " + number(value) + " " + b.many
	}
}

func number(value float64) string { return strconv.FormatFloat(value, 'g', -1, 64) }
