package derive

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// objects makes objects that keep and break the claims of the combined schema and of the schemas of
// its properties.
func (w *walk) objects(s *combined, base any, within int, yield func(variant) bool) bool {
	smallest, ok := base.(map[string]any)
	if !ok {
		return true
	}
	// Each variant is an object of its own, and it takes time to copy the properties.
	made := func(v variant) bool { return s.spend(len(smallest)/bytesPerStep) && yield(v) }
	if !yieldAll(s.counts(smallest), made) {
		return false
	}
	if whole, ok := s.object(s.sendable(), within/2); !s.absent(smallest, whole, ok, made) {
		return false
	}
	for _, name := range s.propertyNames() {
		if !w.property(s, smallest, name, within, made) {
			return false
		}
	}
	return w.undeclared(s, smallest, within, made)
}

// absent makes objects without one of the required properties, and an object with all properties.
func (s *combined) absent(smallest, whole map[string]any, hasWhole bool, yield func(variant) bool) bool {
	for _, p := range s.parts {
		for i, name := range p.Required {
			at := pointer(p.at, "required", strconv.Itoa(i))
			if s.otherSideOnly(name) {
				if !yield(variant{value: without(smallest, name), claim: at, name: "absent from the side that it doesn't belong to"}) {
					return false
				}
				continue
			}
			s.note(at, noValue)
			if !yield(variant{value: without(smallest, name), claim: at, name: "absent", breaks: true}) {
				return false
			}
			if hasWhole && !yield(variant{value: without(whole, name), claim: at, name: "absent beside all others", breaks: true}) {
				return false
			}
		}
	}
	return !hasWhole || yield(variant{value: whole, claim: s.parts[0].at, name: "all properties"})
}

// counts returns objects with the smallest and the largest allowed number of properties, and with
// one property fewer or more than that.
func (s *combined) counts(smallest map[string]any) []variant {
	var all []variant
	add := func(p *part, keyword string, n uint64, breaks bool) {
		object := s.filled(with(smallest, "", nil), 0, 0)
		delete(object, "")
		object = s.filled(object, int(min(n, longest)), 0)
		for name := range sorted(object) {
			if uint64(len(object)) > n && !s.isRequired(name) {
				delete(object, name)
			}
		}
		if uint64(len(object)) == n {
			all = append(all, variant{value: object, claim: pointer(p.at, keyword), name: fmt.Sprintf("%d properties", n), breaks: breaks})
		}
	}
	for _, p := range s.parts {
		if p.MinProps > 0 {
			add(p, "minProperties", p.MinProps, false)
			add(p, "minProperties", p.MinProps-1, true)
		}
		if p.MaxProps != nil {
			add(p, "maxProperties", *p.MaxProps, false)
			add(p, "maxProperties", *p.MaxProps+1, true)
		}
	}
	return all
}

// property makes objects with a property, without the property, and with each variant of the
// property's value.
func (w *walk) property(s *combined, smallest map[string]any, name string, within int, yield func(variant) bool) bool {
	sources := s.property(name)
	at := s.definition(sources[0])
	if s.otherSideOnly(name) {
		return yieldAll(s.misplaced(smallest, name), yield)
	}
	if value, ok := s.propertySample(name, within/2); ok {
		if !yield(variant{value: with(smallest, name, value), claim: at, name: "present"}) {
			return false
		}
	}
	if !s.isRequired(name) && !yield(variant{value: without(smallest, name), claim: at, name: "absent"}) {
		return false
	}
	known := s.known.Properties[name]
	if !w.each(sources, within, func(v variant) bool {
		if len(known) > 0 && !v.breaks {
			return true
		}
		v.value = with(smallest, name, v.value)
		return yield(v)
	}) {
		return false
	}
	for _, value := range known {
		if !yield(variant{value: with(smallest, name, value), claim: at, name: knownValue}) {
			return false
		}
	}
	return true
}

// misplaced returns objects with a property that belongs only to the other side of an exchange.
func (s *combined) misplaced(smallest map[string]any, name string) []variant {
	var all []variant
	sources := s.property(name)
	value, ok := s.deriver.sample(opposite(s.side), sources, 0)
	for _, each := range sources {
		keyword := map[contract.Side]string{contract.RequestSide: "readOnly", contract.ResponseSide: "writeOnly"}[s.side]
		claim := pointer(s.definition(each), keyword)
		s.note(claim, noValue)
		if ok {
			all = append(all, variant{value: with(smallest, name, value), claim: claim, name: "present on the side that it doesn't belong to", breaks: true})
		}
	}
	return all
}

// knownValue is the name of a variant that the caller gave.
const knownValue = "a known value"

func opposite(side contract.Side) contract.Side {
	if side == contract.RequestSide {
		return contract.ResponseSide
	}
	return contract.RequestSide
}

// undeclared makes an object with a property that is not declared. If additionalProperties has a
// schema, it makes variants of the property's value.
func (w *walk) undeclared(s *combined, smallest map[string]any, within int, yield func(variant) bool) bool {
	if !yieldAll(s.misnamed(smallest), yield) {
		return false
	}
	extra := s.extraName()
	if extra == "" {
		return true
	}
	for _, p := range s.parts {
		if p.closed() && !yield(variant{value: with(smallest, extra, "text"), claim: pointer(p.at, "additionalProperties"), name: "another property", breaks: true}) {
			return false
		}
	}
	sources := s.property(extra)
	if len(sources) > 0 {
		return w.each(sources, within, func(v variant) bool {
			v.value = with(smallest, extra, v.value)
			return yield(v)
		})
	}
	if !yield(variant{value: with(smallest, extra, "text"), claim: s.parts[0].at, name: "another property"}) {
		return false
	}
	if s.side != contract.ResponseSide || !s.takesMore() {
		return true
	}
	for secret, at := range sorted(s.secrets) {
		if len(s.property(secret)) > 0 {
			continue
		}
		if !yield(variant{value: with(smallest, secret, "text"), claim: pointer(at, "writeOnly"), name: "the write-only property of another schema", breaks: true}) {
			return false
		}
	}
	return true
}

// arrays makes arrays that keep and break the claims of the combined schema and of the schemas of
// its items.
func (w *walk) arrays(s *combined, within int, yield func(variant) bool) bool {
	depth := within / 2
	if !yieldAll(s.lists(depth), yield) {
		return false
	}
	item := s.item()
	if len(item) == 0 {
		return true
	}
	distinct := s.distinct(depth)
	return w.each(item, within, func(v variant) bool {
		item := v.value
		v.value = s.around(item, distinct)
		if !yield(v) {
			return false
		}
		if v.breaks && item == "" && len(distinct) > 0 { // An empty item alone may mean that the array is empty.
			v.value = []any{distinct[0], item}
			return yield(v)
		}
		return true
	})
}

// lists returns arrays that keep and break the claims about their length, and those about equal
// items.
func (s *combined) lists(depth int) []variant {
	var all []variant
	add := func(at string, n uint64, breaks bool) {
		if n > longest || !s.spend(1+int(n)/bytesPerStep) {
			return
		}
		if items, ok := s.items(int(n), depth); ok {
			all = append(all, variant{value: items, claim: at, name: fmt.Sprintf("%d items", n), breaks: breaks})
		}
	}
	for _, p := range s.parts {
		if p.MinItems > 0 {
			add(pointer(p.at, "minItems"), p.MinItems, false)
			add(pointer(p.at, "minItems"), p.MinItems-1, true)
		}
		if p.MaxItems != nil {
			add(pointer(p.at, "maxItems"), *p.MaxItems, false)
			add(pointer(p.at, "maxItems"), *p.MaxItems+1, true)
		}
		if !p.UniqueItems {
			continue
		}
		if distinct := s.distinct(depth); len(distinct) > 0 {
			all = append(all, variant{value: append(slices.Clone(distinct[:min(2, len(distinct))]), distinct[0]), claim: pointer(p.at, "uniqueItems"), name: "an item twice", breaks: true})
		}
	}
	if s.leastItems() == 0 {
		all = append(all, variant{value: []any{}, claim: s.parts[0].at, name: "no item"})
	}
	return all
}

// around returns an array with an item. It adds as many other items as minItems demands.
func (s *combined) around(item any, others []any) []any {
	items := []any{item}
	least := s.leastItems()
	if least < 2 {
		return items
	}
	key := valueKey(item)
	for _, other := range others {
		if len(items) >= least || !s.spend(1) {
			break
		}
		if valueKey(other) != key {
			items = append(items, other)
		}
	}
	return items
}
