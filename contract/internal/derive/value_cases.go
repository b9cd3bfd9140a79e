package derive

import (
	"fmt"
	"iter"
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
		if s.noted[p] {
			continue
		}
		s.noted[p] = true
		for keyword, present := range keywords(p.definition) {
			if !present {
				continue
			}
			reason := noValue
			switch why, ok := testable(p.definition); {
			case keyword == "format" && !ok:
				reason = why
			case keyword == "pattern" && s.library.pattern(p.Pattern) == nil:
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

// noteAll records the claims of schemas, at any depth, for which no value is made. It records those
// of each schema once, because the first reason stays.
func (d *deriver) noteAll(sources []source, reason string) {
	for _, each := range sources {
		p, ok := d.part(each)
		if !ok || d.notedAll[p] || !d.spend(1) {
			continue
		}
		d.notedAll[p] = true
		for keyword, present := range keywords(p.definition) {
			if present {
				d.note(pointer(p.at, keyword), reason)
			}
		}
		for i := range p.Required {
			d.note(pointer(p.at, "required", strconv.Itoa(i)), reason)
		}
		for name := range p.Properties {
			d.noteAll([]source{p.property(name)}, reason)
		}
		d.noteAll([]source{p.Items, p.additional(), p.Not}, reason)
		d.noteAll(slices.Concat(p.AllOf, p.AnyOf, p.OneOf), reason)
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

// variants yields values that keep and values that break each claim of schemas, at any depth.
func (d *deriver) variants(side contract.Side, sources []source) iter.Seq[variant] {
	return func(yield func(variant) bool) {
		w := d.reach(side, sources)
		d.omitted += w.left
		isDone := w.each(sources, 0, func(v variant) bool { return !d.isSpent() && yield(v) && !d.isSpent() })
		if !isDone && d.isSpent() {
			d.omitted += max(1, w.places)
		}
	}
}

// walk goes over the schemas of a value and makes variants of the value.
type walk struct {
	*deriver

	side contract.Side
	// inside has the schemas that contain the current schemas. No variants are made for one of them
	// again.
	inside map[*part]bool
	// depth is how many properties and items contain the current value. deepest is up to which depth
	// variants are made.
	depth, deepest int
	// places is the number of properties and items without variants, as far as it was counted. left
	// is the number of those that are deeper.
	places, left int
}

// enter marks the parts as containing what follows. It returns false if one of them contains the
// current schemas already.
func (w *walk) enter(s *combined) bool {
	for _, p := range s.parts {
		if w.inside[p] {
			return false
		}
	}
	for _, p := range s.parts {
		w.inside[p] = true
	}
	return true
}

func (w *walk) leave(s *combined) {
	for _, p := range s.parts {
		delete(w.inside, p)
	}
}

// each makes the variants of a value with schemas. The parameter above is how many schemas contain
// these. It returns false if yield does.
func (w *walk) each(sources []source, above int, yield func(variant) bool) bool {
	if w.depth > w.deepest {
		return true
	}
	w.places--
	w.depth++
	defer func() { w.depth-- }()
	for s := range w.combinations(w.side, sources) {
		if !w.enter(s) {
			return true
		}
		s.noteKeywords()
		ok := w.own(s, above+len(s.parts), yield)
		w.leave(s)
		if !ok {
			return false
		}
	}
	return true
}

// own makes the variants for one choice of alternatives. The parameter within is how many schemas
// contain the values in the value.
func (w *walk) own(s *combined, within int, yield func(variant) bool) bool {
	base, ok := s.sample(within / 2)
	if !ok {
		for _, p := range s.parts {
			s.note(p.at, "no value was found that it accepts")
		}
		return true
	}
	if !yield(variant{value: base, claim: s.parts[0].at, name: "the smallest value"}) || !yieldAll(s.otherTypes(), yield) {
		return false
	}
	switch s.kind() {
	case objectType:
		ok = w.objects(s, base, within, yield)
	case arrayType:
		ok = w.arrays(s, within, yield)
	default:
		ok = s.scalars(s.pool(), yield)
	}
	return ok && yieldAll(s.moreThanEvaluated(base), yield) && s.compositions(base, yield)
}

func yieldAll(all []variant, yield func(variant) bool) bool {
	for _, v := range all {
		if !yield(v) {
			return false
		}
	}
	return true
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
func (s *combined) scalars(values iter.Seq[any], yield func(variant) bool) bool {
	best := map[string]variant{}
	far := map[string]variant{}
	fewest := map[string]int{}
	for value := range values {
		if s.usable != nil && !s.usable(value) {
			continue
		}
		found := s.judgeAll(value)
		if s.isSpent() {
			return false
		}
		if len(found) == 0 && !yield(variant{value: value, claim: s.parts[0].at, name: s.acceptedName(value)}) {
			return false
		}
		if s.isEdge(value, found) && !yield(variant{value: value, claim: found[0].document, name: "not of the " + found[0].keyword, breaks: true}) {
			return false
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
	return both(best, far, yield)
}

// both yields the variants for each claim, in the order of the claims. It yields only one if they
// have the same value.
func both(best, far map[string]variant, yield func(variant) bool) bool {
	for claim, v := range sorted(best) {
		if !yield(v) {
			return false
		}
		if last, ok := far[claim]; ok && !equal(last.value, v.value) && !yield(last) {
			return false
		}
	}
	return true
}

// acceptedName returns a name for a case with an accepted value.
func (s *combined) acceptedName(value any) string {
	if text, ok := value.(string); ok && slices.Contains(s.lengths(), utf8.RuneCountInString(text)) {
		return "a string at a bound"
	}
	return "a value that is accepted"
}

// isEdge reports whether a value breaks only a format or a pattern, which have many edges.
func (s *combined) isEdge(value any, found []mismatch) bool {
	return len(found) == 1 && (found[0].keyword == "format" || s.isNearMiss(value))
}

// isNearMiss reports whether a value is a string that almost matches a pattern.
func (s *combined) isNearMiss(value any) bool {
	text, ok := value.(string)
	return ok && slices.ContainsFunc(s.parts, func(p *part) bool {
		return p.Pattern != "" && slices.Contains(nearMisses(s.matching(p.Pattern, nil)), text)
	})
}

// compositions makes variants for the claims about alternatives and not.
func (s *combined) compositions(base any, yield func(variant) bool) bool {
	if !slices.ContainsFunc(s.parts, func(p *part) bool { return len(p.AnyOf)+len(p.OneOf) > 0 || p.Not != nil }) {
		return true
	}
	isEmpty := true
	return s.scalars(func(yield func(any) bool) {
		for value := range s.ofBranches(base) {
			isEmpty = false
			if !yield(value) {
				return
			}
		}
		for _, value := range []any{map[string]any{}, []any{}, "text", "", true, plain(7.5), plain(-7.0)} {
			if isEmpty || !yield(value) {
				return
			}
		}
	}, yield)
}

// ofBranches yields values that alternatives or the schema under not accept.
func (s *combined) ofBranches(base any) iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, p := range s.parts {
			groups := [][]source{p.AnyOf, p.OneOf}
			if p.Not != nil {
				groups = append(groups, []source{p.Not})
			}
			for _, group := range groups {
				if !s.ofGroup(base, group, yield) {
					return
				}
			}
		}
	}
}

// ofGroup yields values that the schemas of a list accept, and one that all of them accept.
func (s *combined) ofGroup(base any, group []source, yield func(any) bool) bool {
	for _, each := range group {
		for _, value := range s.withBranch(base, each) {
			if s.isSpent() || !yield(value) {
				return false
			}
		}
	}
	if len(group) < 2 {
		return true
	}
	both, ok := s.deriver.sample(s.side, group, deepest-2)
	return !ok || yield(both)
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
	other := make(map[string]any, len(object)+len(more))
	maps.Copy(other, object)
	maps.Copy(other, more)
	return other
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
