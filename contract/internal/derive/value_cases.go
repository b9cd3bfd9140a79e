package derive

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// noValue is the reason why no case breaks a claim, if there is no more specific reason.
const noValue = "no value was found that breaks it"

// noteKeywords records the keywords of the parts as claims. It also records the claims in schemas
// under not.
func (s *combined) noteKeywords() {
	for _, p := range s.parts {
		for keyword, present := range keywords(p.definition) {
			if !present {
				continue
			}
			reason := noValue
			switch why, ok := testable(p.definition); {
			case keyword == "format" && !ok:
				reason = why
			case keyword == "pattern" && s.pattern(p.Pattern) == nil:
				reason = "the pattern is not RE2"
			case keyword == "maxLength" && *p.MaxLength > longest, keyword == "minLength" && p.MinLength > longest,
				keyword == "maxItems" && *p.MaxItems > longest, keyword == "minItems" && p.MinItems > longest:
				reason = fmt.Sprintf("no string or array of more than %d is made", longest)
			}
			s.note(pointer(p.at, keyword), reason)
		}
		s.noteAll([]source{p.Not}, "what breaks a claim below not is accepted")
	}
}

// noteAll records the claims of schemas, at any depth, for which no value is made.
func (d *deriver) noteAll(sources []source, reason string, seen ...string) {
	for _, each := range sources {
		p, ok := d.part(each)
		if !ok || slices.Contains(seen, p.at) {
			continue
		}
		below := append(slices.Clone(seen), p.at)
		for keyword, present := range keywords(p.definition) {
			if present {
				d.note(pointer(p.at, keyword), reason)
			}
		}
		for i := range p.Required {
			d.note(pointer(p.at, "required", strconv.Itoa(i)), reason)
		}
		for name := range p.Properties {
			d.noteAll([]source{p.property(name)}, reason, below...)
		}
		d.noteAll([]source{p.Items, p.additional(), p.Not}, reason, below...)
		d.noteAll(slices.Concat(p.AllOf, p.AnyOf, p.OneOf), reason, below...)
	}
}

// keywords returns the keywords of a schema that are claims about a value.
func keywords(s *definition) map[string]bool {
	return map[string]bool{
		"type": s.Type != nil, "enum": len(s.Enum) > 0, "format": s.Format != "", "pattern": s.Pattern != "",
		"minLength": s.MinLength > 0, "maxLength": s.MaxLength != nil,
		"minimum": s.Min != nil, "maximum": s.Max != nil, "multipleOf": s.MultipleOf != nil,
		"exclusiveMinimum": s.ExclusiveMin != nil, "exclusiveMaximum": s.ExclusiveMax != nil, "const": s.Const != nil,
		"minItems": s.MinItems > 0, "maxItems": s.MaxItems != nil, "uniqueItems": s.UniqueItems,
		"minProperties": s.MinProps > 0, "maxProperties": s.MaxProps != nil,
		"additionalProperties": s.isClosed, unevaluatedProperties: s.UnevaluatedProps != nil, unevaluatedItems: s.UnevaluatedItems != nil,
		"anyOf": len(s.AnyOf) > 0, "oneOf": len(s.OneOf) > 0, "not": s.Not != nil,
	}
}

// variant is a value that keeps or breaks a claim.
type variant struct {
	value any
	// claim is the JSON pointer of the claim.
	claim, name string
	// breaks reports whether the value is meant to break the claim.
	breaks bool
}

// variants returns values that keep and values that break each claim of schemas, at any depth. It
// makes none for a schema whose pointer is in the parameter above, because such a schema contains
// the current schemas.
func (d *deriver) variants(side contract.Side, sources []source, above []string) []variant {
	var all []variant
	for _, s := range d.combinations(side, sources) {
		for _, p := range s.parts {
			if slices.Contains(above, p.at) {
				return all
			}
		}
		s.noteKeywords()
		within := slices.Clone(above)
		for _, p := range s.parts {
			within = append(within, p.at)
		}
		all = append(all, s.ownVariants(within)...)
	}
	return all
}

// ownVariants returns the variants for one choice of alternatives.
func (s *combined) ownVariants(within []string) []variant {
	base, ok := s.sample(len(within) / 2)
	if !ok {
		for _, p := range s.parts {
			s.note(p.at, "no value was found that it accepts")
		}
		return nil
	}
	all := []variant{{value: base, claim: s.parts[0].at, name: "the smallest value"}}
	all = append(all, s.otherTypes()...)
	switch s.kind() {
	case objectType:
		all = append(all, s.objects(base, within)...)
	case arrayType:
		all = append(all, s.arrays(within)...)
	default:
		all = append(all, s.scalars(s.pool())...)
	}
	all = append(all, s.moreThanEvaluated(base)...)
	return append(all, s.compositions(base)...)
}

// otherTypes returns null and a value of each other type that is not allowed.
func (s *combined) otherTypes() []variant {
	var all []variant
	for _, value := range []any{"text", plain(7.0), plain(1.5), true, []any{}, map[string]any{}, nil} {
		if value == nil {
			all = append(all, variant{value: nil, claim: s.parts[0].at, name: "null", breaks: len(s.judge(s.side, s.given, nil)) > 0})
			continue
		}
		for _, p := range s.parts {
			if p.Type != nil && !slices.ContainsFunc(p.Type, func(kind string) bool { return isOf(kind, value) }) {
				all = append(all, variant{value: value, claim: pointer(p.at, "type"), name: fmt.Sprintf("%s instead", encodeJSON(value)), breaks: true})
				break
			}
		}
	}
	return all
}

// scalars chooses from values. It chooses all that are accepted, and all that break only a format.
// For each claim, it chooses the first value that breaks the claim and the fewest others.
func (s *combined) scalars(values []any) []variant {
	best := map[string]variant{}
	far := map[string]variant{}
	fewest := map[string]int{}
	var all []variant
	for _, value := range values {
		if s.usable != nil && !s.usable(value) {
			continue
		}
		found := s.judgeAll(value)
		if len(found) == 0 {
			all = append(all, variant{value: value, claim: s.parts[0].at, name: s.acceptedName(value)})
		}
		if len(found) == 1 && (found[0].keyword == "format" || s.isNearMiss(value)) { // Formats and patterns have many edges.
			all = append(all, variant{value: value, claim: found[0].document, name: "not of the " + found[0].keyword, breaks: true})
		}
		for _, m := range found {
			if len(found) == 1 {
				far[m.document] = variant{value: value, claim: m.document, name: "beyond " + m.keyword, breaks: true}
			}
			if n, ok := fewest[m.document]; !ok || len(found) < n {
				fewest[m.document] = len(found)
				best[m.document] = variant{value: value, claim: m.document, name: "just beyond " + m.keyword, breaks: true}
			}
		}
	}
	for claim, v := range sorted(best) {
		all = append(all, v)
		if last, ok := far[claim]; ok && !equal(last.value, v.value) {
			all = append(all, last)
		}
	}
	return all
}

// acceptedName returns a name for a case with an accepted value.
func (s *combined) acceptedName(value any) string {
	if text, ok := value.(string); ok && slices.Contains(s.lengths(), utf8.RuneCountInString(text)) {
		return "a string at a bound"
	}
	return "a value that is accepted"
}

// isNearMiss reports whether a value is a string that almost matches a pattern.
func (s *combined) isNearMiss(value any) bool {
	text, ok := value.(string)
	return ok && slices.ContainsFunc(s.parts, func(p part) bool {
		return p.Pattern != "" && slices.Contains(nearMisses(s.matching(p.Pattern, nil)), text)
	})
}

// compositions returns values for the claims about alternatives and not.
func (s *combined) compositions(base any) []variant {
	var values []any
	for _, p := range s.parts {
		groups := [][]source{p.AnyOf, p.OneOf}
		if p.Not != nil {
			groups = append(groups, []source{p.Not})
		}
		for _, group := range groups {
			for _, each := range group {
				values = append(values, s.withBranch(base, each)...)
			}
			if len(group) > 1 {
				if both, ok := s.deriver.sample(s.side, group, deepest-2); ok { // More than one schema of oneOf accepts the value.
					values = append(values, both)
				}
			}
		}
	}
	if len(values) == 0 {
		return nil
	}
	values = append(values, map[string]any{}, []any{}, "text", "", true, plain(7.5), plain(-7.0))
	return s.scalars(values)
}

// withBranch returns a value that an alternative accepts. It also returns the base value with the
// properties of that value added.
func (s *combined) withBranch(base any, from source) []any {
	value, ok := s.deriver.sample(s.side, []source{from}, deepest-2)
	if !ok {
		return nil
	}
	values := []any{value}
	object, isObject := base.(map[string]any)
	more, both := value.(map[string]any)
	if isObject && both {
		values = append(values, merged(object, more))
	}
	return values
}

func merged(object, more map[string]any) map[string]any {
	for name, value := range more {
		object = with(object, name, value)
	}
	return object
}

// with returns a copy of the object that also has a property.
func with(object map[string]any, name string, value any) map[string]any {
	other := make(map[string]any, len(object)+1)
	maps.Copy(other, object)
	other[name] = value
	return other
}

// without returns a copy of the object that lacks a property.
func without(object map[string]any, name string) map[string]any {
	other := with(object, name, nil)
	delete(other, name)
	return other
}
