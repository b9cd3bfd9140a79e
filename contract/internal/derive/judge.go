package derive

import (
	"encoding/json"
	"math/big"
	"slices"
	"strconv"

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
	*judging

	found []mismatch
	// have has the mismatches found.
	have map[mismatch]bool
	// visited has what was visited already. Then its mismatches are among those found.
	visited map[visit]bool
}

// visit is a schema that is applied to a value, as part of the schemas that give the excuse.
type visit struct {
	part   *part
	spot   *spot
	excuse *excuse
}

// judge returns all claims of the schemas that the value breaks.
func (d *deriver) judge(side contract.Side, sources []source, value any) []mismatch {
	return newJudging(d, side).mismatches(sources, &spot{value: value})
}

func (j *judge) mismatch(p *part, keyword string, at *spot) {
	document := p.at + "/" + keyword // No keyword has a character that a pointer escapes.
	if keyword == "nullable" {       // The document need not have this keyword.
		document = p.at
	}
	j.add(keyword, at, document)
}

func (j *judge) add(keyword string, at *spot, document string) {
	j.addAll([]mismatch{{keyword: keyword, at: at.pointer(), document: document}})
}

func (j *judge) addAll(found []mismatch) {
	for _, m := range found {
		if j.have[m] || !j.spend(1) {
			continue
		}
		if j.have == nil {
			j.have = map[mismatch]bool{}
		}
		j.have[m] = true
		j.found = append(j.found, m)
	}
}

// visit validates a value against a schema, as part of the schemas that give the excuse.
func (j *judge) visit(from source, value *spot, given *excuse) {
	p, ok := j.part(from)
	if !ok || !j.spend(1) {
		return
	}
	key := visit{p, value, j.excuse(given, p)}
	if j.visited[key] || p.isComposed && j.isApplied(p, value) {
		return
	}
	j.visited[key] = true
	if known, ok := j.verdicts[key]; ok {
		j.addAll(known)
		return
	}
	if value.value == nil && p.Nullable {
		return
	}
	if p.never {
		j.add("false-schema", value, p.at)
		return
	}
	if p.isComposed {
		j.begin(p, value)
		j.composition(p, value, key.excuse)
		j.end(p, value)
	}

	switch {
	case value.value == nil:
		if p.Type != nil && !p.Null {
			j.mismatch(p, map[bool]string{true: "nullable", false: "type"}[is30(p.node)], value)
			return
		}
	case p.Type != nil && !slices.ContainsFunc(p.Type, func(kind string) bool { return value.isOf(kind) }):
		j.mismatch(p, "type", value)
		return
	}
	j.enum(p, value)
	switch each := value.value.(type) {
	case json.Number:
		j.number(p, value)
	case string:
		j.string(p, each, value)
	case []any:
		j.array(p, each, value)
	case map[string]any:
		j.object(p, each, value, key.excuse)
		j.dependencies(p, each, value, given)
	}
	j.unevaluated(p, value, given)
}

func (j *judge) composition(p *part, value *spot, given *excuse) {
	for _, each := range p.AllOf {
		j.visit(each, value, given)
	}
	if p.Not != nil && j.accepts(p.Not, value, given) {
		j.mismatch(p, "not", value)
	}
	if len(p.AnyOf) > 0 && j.matching(p.AnyOf, value, given) == 0 {
		j.mismatch(p, "anyOf", value)
	}
	if len(p.OneOf) > 0 && j.matching(p.OneOf, value, given) != 1 {
		j.mismatch(p, "oneOf", value)
	}
	switch {
	case p.If == nil:
	case j.accepts(p.If, value, given):
		j.visit(p.Then, value, given)
	default:
		j.visit(p.Else, value, given)
	}
}

func (j *judge) enum(p *part, value *spot) {
	if len(p.Enum) > 0 && !p.lists(value.value) {
		j.mismatch(p, "enum", value)
	}
	if p.Const != nil && !equal(*p.Const, value.value) {
		j.mismatch(p, "const", value)
	}
}

func (j *judge) number(p *part, at *spot) {
	n := at.number()
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

func (j *judge) string(p *part, text string, at *spot) {
	if p.MinLength > 0 && at.runes() < p.MinLength {
		j.mismatch(p, "minLength", at)
	}
	if p.MaxLength != nil && at.runes() > *p.MaxLength {
		j.mismatch(p, "maxLength", at)
	}
	if p.Pattern != "" && !j.matches(p.Pattern, text) {
		j.mismatch(p, "pattern", at)
	}
	if f, ok := stringFormats[p.Format]; ok && !f.accepts(text) && !j.isGiven(p, text) {
		j.mismatch(p, "format", at)
	}
}

// isGiven reports whether a string is a value of the enum, an example, or a value that the caller
// knows. The judge assumes that these have the format.
func (j *judge) isGiven(p *part, text string) bool {
	return p.lists(text) || slices.Contains(p.Examples, any(text)) || j.isKnown(text)
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

func (j *judge) array(p *part, items []any, at *spot) {
	length := uint64(len(items))
	if length < p.MinItems {
		j.mismatch(p, "minItems", at)
	}
	if p.MaxItems != nil && length > *p.MaxItems {
		j.mismatch(p, "maxItems", at)
	}
	if p.UniqueItems && hasTwice(items) {
		j.mismatch(p, "uniqueItems", at)
	}
	for i := range items {
		if each := p.itemAt(i); each != nil {
			j.visit(each, at.item(i), nil)
		}
	}
	j.contains(p, items, at)
}

// contains validates how many items the schema under contains accepts.
func (j *judge) contains(p *part, items []any, at *spot) {
	if p.Contains == nil {
		return
	}
	n := uint64(0)
	for i := range items {
		if j.accepts(p.Contains, at.item(i), nil) {
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

func (j *judge) object(p *part, object map[string]any, at *spot, given *excuse) {
	if !j.spend(len(p.Properties) / bytesPerStep) { // Who checks the object looks at the absent ones too.
		return
	}
	length := uint64(len(object))
	if length < p.MinProps {
		j.mismatch(p, "minProperties", at)
	}
	if p.MaxProps != nil && length > *p.MaxProps {
		j.mismatch(p, "maxProperties", at)
	}
	for i, name := range p.Required {
		if _, ok := object[name]; !ok && !given.has(name) {
			j.add("required", at, pointer(p.at, "required", strconv.Itoa(i)))
		}
	}
	for _, name := range at.properties() {
		if !j.spend(1) {
			return
		}
		declared := j.declares(p, name)
		if len(declared) == 0 && p.closed() {
			j.mismatch(p, "additionalProperties", at.property(name))
		}
		for _, property := range declared {
			j.property(property, at.property(name))
		}
		if p.PropertyNames != nil && !j.accepts(p.PropertyNames, at.nameOf(name), nil) {
			j.mismatch(p, "propertyNames", at.property(name))
		}
	}
}

// property validates a property with a schema that declares it.
func (j *judge) property(declared source, value *spot) {
	known, ok := j.part(declared)
	if !ok {
		return
	}
	if j.side == contract.RequestSide && known.ReadOnly {
		j.mismatch(known, "readOnly", value)
	}
	if j.side == contract.ResponseSide && known.WriteOnly {
		j.mismatch(known, "writeOnly", value)
	}
	j.visit(declared, value, nil)
}

// dependencies validates what the schema demands because a property is present.
func (j *judge) dependencies(p *part, object map[string]any, at *spot, given *excuse) {
	if len(p.DependentRequired)+len(p.DependentSchemas) == 0 {
		return
	}
	for _, name := range at.properties() {
		others := p.DependentRequired[name]
		if !j.spend(1 + len(others)) {
			return
		}
		for _, other := range others {
			if _, ok := object[other]; !ok {
				j.mismatch(p, "dependentRequired", at)
			}
		}
	}
	for _, name := range at.properties() {
		if each := p.DependentSchemas[name]; each != nil {
			j.visit(each, at, given)
		}
	}
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

// maxLiteral is the length in bytes of the longest number that is read. The time to read a number
// grows with the square of its length.
const maxLiteral = 1000

// exact returns the number of a literal. It returns 0 for a literal that is very long.
func exact(literal json.Number) *big.Rat {
	if len(literal) > maxLiteral {
		return new(big.Rat)
	}
	n, ok := new(big.Rat).SetString(string(literal))
	if !ok {
		return new(big.Rat)
	}
	return n
}
