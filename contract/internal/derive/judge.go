package derive

import (
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// mismatch is a claim that a value breaks.
type mismatch struct {
	// keyword is that of the schema, or property-undeclared.
	keyword string
	// at is the JSON pointer in the value; document is the one in the document.
	at, document string
}

// judge validates one value against the schemas that apply to it.
type judge struct {
	*deriver

	side  contract.Side
	found []mismatch
	// applied are the schemas that are being applied to the current value.
	applied []part
}

// judge returns all claims of the schemas that a value breaks.
func (d *deriver) judge(side contract.Side, sources []source, value any) []mismatch {
	j := &judge{deriver: d, side: side}
	for _, s := range sources {
		j.visit(s, value, "")
	}
	return j.found
}

// accepts reports whether a value breaks no claim of a schema.
func (j *judge) accepts(s source, value any) bool {
	tried := &judge{deriver: j.deriver, side: j.side, applied: j.applied}
	tried.visit(s, value, "")
	return len(tried.found) == 0
}

func (j *judge) mismatch(p part, keyword, at string) {
	document := pointer(p.at, keyword)
	if keyword == "nullable" { // The keyword is not in the document.
		document = p.at
	}
	j.found = append(j.found, mismatch{keyword: keyword, at: at, document: document})
}

func (j *judge) visit(from source, value any, at string) {
	p, ok := j.part(from)
	if !ok || slices.ContainsFunc(j.applied, func(other part) bool { return other.at == p.at }) {
		return
	}
	if value == nil && p.Nullable {
		return
	}
	j.applied = append(j.applied, p)
	j.composition(p, value, at)
	j.applied = j.applied[:len(j.applied)-1]

	switch {
	case value == nil:
		if p.Type != nil {
			j.mismatch(p, "nullable", at)
			return
		}
	case p.Type != nil && !slices.ContainsFunc(p.Type.Slice(), func(kind string) bool { return isOf(kind, value) }):
		j.mismatch(p, "type", at)
		return
	}
	j.enum(p, value, at)
	switch value := value.(type) {
	case json.Number:
		j.number(p, value, at)
	case string:
		j.string(p, value, at)
	case []any:
		j.array(p, value, at)
	case map[string]any:
		j.object(p, value, at)
	}
}

func (j *judge) composition(p part, value any, at string) {
	for _, each := range p.all("allOf", p.AllOf) {
		j.visit(each, value, at)
	}
	if p.Not != nil && j.accepts(source{ref: p.Not, at: pointer(p.at, "not")}, value) {
		j.mismatch(p, "not", at)
	}
	if len(p.AnyOf) > 0 && j.matching(p.all("anyOf", p.AnyOf), value) == 0 {
		j.mismatch(p, "anyOf", at)
	}
	if len(p.OneOf) > 0 && j.matching(p.all("oneOf", p.OneOf), value) != 1 {
		j.mismatch(p, "oneOf", at)
	}
}

func (j *judge) matching(branches []source, value any) int {
	n := 0
	for _, each := range branches {
		if j.accepts(each, value) {
			n++
		}
	}
	return n
}

// discriminated returns the schema that an object chooses by name. It decides nothing but which
// properties are declared.
func (d *deriver) discriminated(p part, object map[string]any) *branch {
	named, present := object[p.Discriminator.PropertyName]
	for _, each := range d.branches(p) {
		if present && each.name == named {
			return &each
		}
	}
	return nil
}

func (j *judge) enum(p part, value any, at string) {
	if len(p.Enum) > 0 && !slices.ContainsFunc(p.Enum, func(other any) bool { return equal(plain(other), value) }) {
		j.mismatch(p, "enum", at)
	}
}

func (j *judge) number(p part, value json.Number, at string) {
	n := exact(value)
	if p.Min != nil {
		switch order := n.Cmp(decimal(*p.Min)); {
		case order < 0:
			j.mismatch(p, "minimum", at)
		case order == 0 && p.ExclusiveMin.IsTrue():
			j.mismatch(p, "exclusiveMinimum", at)
		}
	}
	if p.Max != nil {
		switch order := n.Cmp(decimal(*p.Max)); {
		case order > 0:
			j.mismatch(p, "maximum", at)
		case order == 0 && p.ExclusiveMax.IsTrue():
			j.mismatch(p, "exclusiveMaximum", at)
		}
	}
	if p.MultipleOf != nil && !new(big.Rat).Quo(n, decimal(*p.MultipleOf)).IsInt() {
		j.mismatch(p, "multipleOf", at)
	}
	if f, ok := numberFormats[p.Format]; ok && !p.takes(openapi3.TypeString) && !f.accepts(n) {
		j.mismatch(p, "format", at)
	}
}

func (p part) takes(kind string) bool { return p.Type == nil || p.Type.Is(kind) }

func (j *judge) string(p part, text, at string) {
	length := uint64(utf8.RuneCountInString(text)) //nolint:gosec // A length is not negative.
	if length < p.MinLength {
		j.mismatch(p, "minLength", at)
	}
	if p.MaxLength != nil && length > *p.MaxLength {
		j.mismatch(p, "maxLength", at)
	}
	if pattern := j.pattern(p.Pattern); pattern != nil && !pattern.MatchString(text) {
		j.mismatch(p, "pattern", at)
	}
	// An enum's values are taken to be of the format.
	if f, ok := stringFormats[p.Format]; ok && !f.accepts(text) && !slices.Contains(p.Enum, any(text)) {
		j.mismatch(p, "format", at)
	}
}

func (j *judge) array(p part, items []any, at string) {
	length := uint64(len(items))
	if length < p.MinItems {
		j.mismatch(p, "minItems", at)
	}
	if p.MaxItems != nil && length > *p.MaxItems {
		j.mismatch(p, "maxItems", at)
	}
	if p.UniqueItems && repeats(items) {
		j.mismatch(p, "uniqueItems", at)
	}
	for i, item := range items {
		j.inside(p.itemSource(), item, pointer(at, strconv.Itoa(i)))
	}
}

func repeats(items []any) bool {
	for i, item := range items {
		if slices.ContainsFunc(items[:i], func(other any) bool { return equal(other, item) }) {
			return true
		}
	}
	return false
}

// inside validates a value within the current one.
func (j *judge) inside(s source, value any, at string) {
	applied := j.applied
	j.applied = nil
	j.visit(s, value, at)
	j.applied = applied
}

func (j *judge) object(p part, object map[string]any, at string) {
	length := uint64(len(object))
	if length < p.MinProps {
		j.mismatch(p, "minProperties", at)
	}
	if p.MaxProps != nil && length > *p.MaxProps {
		j.mismatch(p, "maxProperties", at)
	}
	for i, name := range p.Required {
		if _, ok := object[name]; !ok && !j.otherSideOnly(p, name) {
			j.found = append(j.found, mismatch{keyword: "required", at: at, document: pointer(p.at, "required", strconv.Itoa(i))})
		}
	}
	for name, value := range sorted(object) {
		here := pointer(at, name)
		property := p.property(name)
		if property.ref == nil {
			if p.closed() {
				j.mismatch(p, "additionalProperties", here)
			}
			property = p.additional()
		}
		if known, ok := j.part(property); ok {
			if j.side == contract.RequestSide && known.ReadOnly {
				j.mismatch(known, "readOnly", here)
			}
			if j.side == contract.ResponseSide && known.WriteOnly {
				j.mismatch(known, "writeOnly", here)
			}
			j.inside(property, value, here)
		}
	}
}

// otherSideOnly reports whether the schema, or another one that applies to the same value, says
// that a property belongs to the other side of an exchange.
func (j *judge) otherSideOnly(p part, name string) bool {
	var sources []source
	for _, each := range append(slices.Clone(j.applied), p) {
		sources = append(sources, source{ref: &openapi3.SchemaRef{Value: each.Schema}, at: each.at})
	}
	seen := map[string]bool{}
	var declares func(s source) bool
	declares = func(s source) bool {
		each, ok := j.part(s)
		if !ok || seen[each.at] {
			return false
		}
		seen[each.at] = true
		return otherSideOnly(each, name, j.side) || slices.ContainsFunc(each.all("allOf", each.AllOf), declares)
	}
	return slices.ContainsFunc(sources, declares)
}

// isOf reports whether a value is of a type of OpenAPI 3.0.
func isOf(kind string, value any) bool {
	switch value := value.(type) {
	case string:
		return kind == openapi3.TypeString
	case bool:
		return kind == openapi3.TypeBoolean
	case json.Number:
		return kind == openapi3.TypeNumber || kind == openapi3.TypeInteger && exact(value).IsInt()
	case []any:
		return kind == openapi3.TypeArray
	case map[string]any:
		return kind == openapi3.TypeObject
	default:
		return false
	}
}

// exact returns the number of a literal.
func exact(literal json.Number) *big.Rat {
	n, ok := new(big.Rat).SetString(string(literal))
	if !ok {
		return new(big.Rat)
	}
	return n
}

// decimal returns the number of the shortest literal of a float, which is the one in the document.
func decimal(f float64) *big.Rat {
	return exact(json.Number(strconv.FormatFloat(f, 'g', -1, 64)))
}

func equal(a, b any) bool {
	x, isNumber := a.(json.Number)
	y, both := b.(json.Number)
	if isNumber && both {
		return exact(x).Cmp(exact(y)) == 0
	}
	return reflect.DeepEqual(a, b)
}

// plain returns a value of kin-openapi's model with its numbers as literals.
func plain(value any) any {
	switch value := value.(type) {
	case float64:
		return json.Number(strconv.FormatFloat(value, 'g', -1, 64))
	case int:
		return json.Number(strconv.Itoa(value))
	case uint64:
		return json.Number(strconv.FormatUint(value, 10))
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = plain(item)
		}
		return items
	case map[string]any:
		object := make(map[string]any, len(value))
		for name, each := range value {
			object[name] = plain(each)
		}
		return object
	default:
		return value
	}
}
