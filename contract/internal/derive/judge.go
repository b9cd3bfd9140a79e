package derive

import (
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// mismatch is a claim that a value breaks.
type mismatch struct {
	// keyword is the broken keyword of the schema, or property-undeclared.
	keyword string
	// at is the JSON pointer in the value. document is the JSON pointer in the document.
	at, document string
}

// judge validates one value against the schemas that apply to it.
type judge struct {
	*deriver

	side  contract.Side
	found []mismatch
	// applied has the schemas that are being applied to the current value.
	applied []part
}

// judge returns all claims of the schemas that the value breaks.
func (d *deriver) judge(side contract.Side, sources []source, value any) []mismatch {
	j := &judge{deriver: d, side: side}
	for _, s := range sources {
		j.visit(s, value, "")
	}
	return j.found
}

// accepts reports whether the value breaks no claim of the schema.
func (j *judge) accepts(s source, value any) bool {
	tried := &judge{deriver: j.deriver, side: j.side, applied: j.applied}
	tried.visit(s, value, "")
	return len(tried.found) == 0
}

func (j *judge) mismatch(p part, keyword, at string) {
	document := pointer(p.at, keyword)
	if keyword == "nullable" { // The document need not have this keyword.
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
	if p.never {
		j.found = append(j.found, mismatch{keyword: "false-schema", at: at, document: p.at})
		return
	}
	j.applied = append(j.applied, p)
	j.composition(p, value, at)
	j.applied = j.applied[:len(j.applied)-1]

	switch {
	case value == nil:
		if p.Type != nil && !p.Null {
			j.mismatch(p, map[bool]string{true: "nullable", false: "type"}[is30(p.node)], at)
			return
		}
	case p.Type != nil && !slices.ContainsFunc(p.Type, func(kind string) bool { return isOf(kind, value) }):
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
	j.unevaluated(p, value, at)
}

func (j *judge) composition(p part, value any, at string) {
	for _, each := range p.AllOf {
		j.visit(each, value, at)
	}
	if p.Not != nil && j.accepts(p.Not, value) {
		j.mismatch(p, "not", at)
	}
	if len(p.AnyOf) > 0 && j.matching(p.AnyOf, value) == 0 {
		j.mismatch(p, "anyOf", at)
	}
	if len(p.OneOf) > 0 && j.matching(p.OneOf, value) != 1 {
		j.mismatch(p, "oneOf", at)
	}
	switch {
	case p.If == nil:
	case j.accepts(p.If, value):
		j.visit(p.Then, value, at)
	default:
		j.visit(p.Else, value, at)
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

// discriminated returns the schema that an object chooses with the name in its discriminator
// property. The choice only decides which properties are declared.
func (d *deriver) discriminated(p part, object map[string]any) *branch {
	named, present := object[discriminating(p)]
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
	if p.Const != nil && !equal(*p.Const, value) {
		j.mismatch(p, "const", at)
	}
}

func (j *judge) number(p part, value json.Number, at string) {
	n := exact(value)
	below, above := p.Min != nil && n.Cmp(p.Min) < 0, p.Max != nil && n.Cmp(p.Max) > 0
	if below {
		j.mismatch(p, "minimum", at)
	}
	if above {
		j.mismatch(p, "maximum", at)
	}
	if p.ExclusiveMin != nil && n.Cmp(p.ExclusiveMin) <= 0 && (!below || !is30(p.node)) {
		j.mismatch(p, "exclusiveMinimum", at)
	}
	if p.ExclusiveMax != nil && n.Cmp(p.ExclusiveMax) >= 0 && (!above || !is30(p.node)) {
		j.mismatch(p, "exclusiveMaximum", at)
	}
	if p.MultipleOf != nil && p.MultipleOf.Sign() != 0 && !new(big.Rat).Quo(n, p.MultipleOf).IsInt() {
		j.mismatch(p, "multipleOf", at)
	}
	if f, ok := numberFormats[p.Format]; ok && !p.takes(stringType) && !f.accepts(n) {
		j.mismatch(p, "format", at)
	}
}

func (p part) takes(kind string) bool { return p.Type == nil || slices.Contains(p.Type, kind) }

func (j *judge) string(p part, text, at string) {
	length := uint64(utf8.RuneCountInString(text)) //nolint:gosec // The length is not negative.
	if length < p.MinLength {
		j.mismatch(p, "minLength", at)
	}
	if p.MaxLength != nil && length > *p.MaxLength {
		j.mismatch(p, "maxLength", at)
	}
	if pattern := j.pattern(p.Pattern); pattern != nil && !pattern.MatchString(text) {
		j.mismatch(p, "pattern", at)
	}
	// The judge assumes that values of an enum, examples and values that the caller knows have the
	// format.
	given := slices.Contains(p.Enum, any(text)) || slices.Contains(p.Examples, any(text)) || j.isKnown(text)
	if f, ok := stringFormats[p.Format]; ok && !f.accepts(text) && !given {
		j.mismatch(p, "format", at)
	}
}

// isKnown reports whether the caller gave a value, alone or in a list.
func (d *deriver) isKnown(value string) bool {
	for _, all := range []map[string][]any{d.known.Parameters, d.known.Properties} {
		for _, values := range all {
			if contains(values, value) {
				return true
			}
		}
	}
	return false
}

// contains reports whether a string is in a list, at any depth.
func contains(values []any, text string) bool {
	return slices.ContainsFunc(values, func(value any) bool {
		list, _ := value.([]any)
		return value == any(text) || contains(list, text)
	})
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
		j.inside(p.itemAt(i), item, pointer(at, strconv.Itoa(i)))
	}
	j.contains(p, items, at)
}

// contains validates how many items the schema under contains accepts.
func (j *judge) contains(p part, items []any, at string) {
	if p.Contains == nil {
		return
	}
	n := uint64(0)
	for _, item := range items {
		if (&judge{deriver: j.deriver, side: j.side}).accepts(p.Contains, item) {
			n++
		}
	}
	switch {
	case p.MinContains != nil && n < *p.MinContains:
		j.mismatch(p, "minContains", at)
	case p.MinContains == nil && n == 0:
		j.mismatch(p, "contains", at)
	}
	if p.MaxContains != nil && n > *p.MaxContains {
		j.mismatch(p, "maxContains", at)
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

// inside validates a value that is inside the current value.
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
		declared := j.declares(p, name)
		if len(declared) == 0 && p.closed() {
			j.mismatch(p, "additionalProperties", here)
		}
		for _, property := range declared {
			j.property(property, value, here)
		}
		if p.PropertyNames != nil && !(&judge{deriver: j.deriver, side: j.side}).accepts(p.PropertyNames, name) {
			j.mismatch(p, "propertyNames", here)
		}
	}
	j.dependencies(p, object, at)
}

// property validates a property with a schema that declares it.
func (j *judge) property(declared source, value any, at string) {
	known, ok := j.part(declared)
	if !ok {
		return
	}
	if j.side == contract.RequestSide && known.ReadOnly {
		j.mismatch(known, "readOnly", at)
	}
	if j.side == contract.ResponseSide && known.WriteOnly {
		j.mismatch(known, "writeOnly", at)
	}
	j.inside(declared, value, at)
}

// dependencies validates what the schema demands because a property is present.
func (j *judge) dependencies(p part, object map[string]any, at string) {
	for name, others := range sorted(p.DependentRequired) {
		for _, other := range others {
			_, has := object[name]
			if _, ok := object[other]; has && !ok {
				j.mismatch(p, "dependentRequired", at)
			}
		}
	}
	for name, each := range sorted(p.DependentSchemas) {
		if _, ok := object[name]; ok {
			j.visit(each, object, at)
		}
	}
}

// otherSideOnly reports whether a property belongs only to the other side of an exchange. The
// schema may say so, or another schema that applies to the same value.
func (j *judge) otherSideOnly(p part, name string) bool {
	var sources []source
	for _, each := range append(slices.Clone(j.applied), p) {
		sources = append(sources, each.node)
	}
	seen := map[string]bool{}
	var declares func(s source) bool
	declares = func(s source) bool {
		each, ok := j.part(s)
		if !ok || seen[each.at] {
			return false
		}
		seen[each.at] = true
		return j.deriver.otherSideOnly(each, name, j.side) || slices.ContainsFunc(each.AllOf, declares)
	}
	return slices.ContainsFunc(sources, declares)
}

// isOf reports whether a value has a type of OpenAPI 3.0.
func isOf(kind string, value any) bool {
	switch value := value.(type) {
	case string:
		return kind == stringType
	case bool:
		return kind == booleanType
	case json.Number:
		return kind == numberType || kind == integerType && exact(value).IsInt()
	case []any:
		return kind == arrayType
	case map[string]any:
		return kind == objectType
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

func equal(a, b any) bool {
	x, isNumber := a.(json.Number)
	y, both := b.(json.Number)
	if isNumber && both {
		return exact(x).Cmp(exact(y)) == 0
	}
	return reflect.DeepEqual(a, b)
}
