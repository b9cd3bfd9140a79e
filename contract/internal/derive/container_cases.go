package derive

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// objects returns objects that keep and break the claims of the combined schema and of the schemas
// of its properties.
func (s *combined) objects(base any, within []string) []variant {
	smallest, ok := base.(map[string]any)
	if !ok {
		return nil
	}
	all := s.counts(smallest)
	whole, hasWhole := s.object(s.sendable(), len(within)/2)
	for _, p := range s.parts {
		for i, name := range p.Required {
			at := pointer(p.at, "required", strconv.Itoa(i))
			if s.otherSideOnly(name) {
				all = append(all, variant{value: without(smallest, name), claim: at, name: "absent from the side that it doesn't belong to"})
				continue
			}
			s.note(at, noValue)
			all = append(all, variant{value: without(smallest, name), claim: at, name: "absent", breaks: true})
			if hasWhole {
				all = append(all, variant{value: without(whole, name), claim: at, name: "absent beside all others", breaks: true})
			}
		}
	}
	if hasWhole {
		all = append(all, variant{value: whole, claim: s.parts[0].at, name: "all properties"})
	}
	for _, name := range s.propertyNames() {
		all = append(all, s.propertyVariants(smallest, name, within)...)
	}
	return append(all, s.undeclared(smallest, within)...)
}

// counts returns objects with the smallest and the largest allowed number of properties, and with
// one property fewer or more than that.
func (s *combined) counts(smallest map[string]any) []variant {
	var all []variant
	add := func(p part, keyword string, n uint64, breaks bool) {
		object := s.filled(with(smallest, "", nil), 0, 0)
		delete(object, "")
		object = s.filled(object, int(min(n, longest)), 0)
		for name := range sorted(object) {
			if uint64(len(object)) > n && !slices.Contains(s.required(), name) {
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

// propertyVariants returns objects with a property, without the property, and with each variant of
// the property's value.
func (s *combined) propertyVariants(smallest map[string]any, name string, within []string) []variant {
	var all []variant
	sources := s.property(name)
	at := s.definition(sources[0])
	if s.otherSideOnly(name) {
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
	if value, ok := s.propertySample(name, len(within)/2); ok {
		all = append(all, variant{value: with(smallest, name, value), claim: at, name: "present"})
	}
	if !slices.Contains(s.required(), name) {
		all = append(all, variant{value: without(smallest, name), claim: at, name: "absent"})
	}
	variants := s.variants(s.side, sources, within)
	if known := s.known.Properties[name]; len(known) > 0 {
		variants = onlyKnown(variants, known, at)
	}
	for _, v := range variants {
		v.value = with(smallest, name, v.value)
		all = append(all, v)
	}
	return all
}

// onlyKnown returns the variants that break a claim. In place of the others, it returns the values
// that the caller knows.
func onlyKnown(all []variant, known []any, at string) []variant {
	all = slices.DeleteFunc(all, func(v variant) bool { return !v.breaks })
	for _, value := range known {
		all = append(all, variant{value: value, claim: at, name: "a known value"})
	}
	return all
}

func opposite(side contract.Side) contract.Side {
	if side == contract.RequestSide {
		return contract.ResponseSide
	}
	return contract.RequestSide
}

// undeclared returns an object with a property that is not declared. If additionalProperties has a
// schema, it returns variants of the property's value.
func (s *combined) undeclared(smallest map[string]any, within []string) []variant {
	const name = "undeclared"
	var all []variant
	for _, p := range s.parts {
		if p.closed() {
			all = append(all, variant{value: with(smallest, name, "text"), claim: pointer(p.at, "additionalProperties"), name: "another property", breaks: true})
		}
	}
	sources := s.property(name)
	if len(sources) == 0 {
		all = append(all, variant{value: with(smallest, name, "text"), claim: s.parts[0].at, name: "another property"})
		for secret, at := range sorted(s.secrets) {
			if s.side == contract.ResponseSide && len(s.property(secret)) == 0 && s.takesMore() {
				all = append(all, variant{value: with(smallest, secret, "text"), claim: pointer(at, "writeOnly"), name: "the write-only property of another schema", breaks: true})
			}
		}
		return all
	}
	for _, v := range s.variants(s.side, sources, within) {
		v.value = with(smallest, name, v.value)
		all = append(all, v)
	}
	return all
}

// arrays returns arrays that keep and break the claims of the combined schema and of the schemas of
// its items.
func (s *combined) arrays(within []string) []variant {
	var all []variant
	depth := len(within) / 2
	add := func(at string, n uint64, breaks bool) {
		if n > longest {
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
		if distinct := s.distinct(depth); p.UniqueItems && len(distinct) > 0 {
			all = append(all, variant{value: append(slices.Clone(distinct[:min(2, len(distinct))]), distinct[0]), claim: pointer(p.at, "uniqueItems"), name: "an item twice", breaks: true})
		}
	}
	if s.leastItems() == 0 {
		all = append(all, variant{value: []any{}, claim: s.parts[0].at, name: "no item"})
	}
	if len(s.item()) == 0 {
		return all
	}
	for _, v := range s.variants(s.side, s.item(), within) {
		item := v.value
		v.value = s.around(item, depth)
		all = append(all, v)
		if distinct := s.distinct(depth); v.breaks && item == "" && len(distinct) > 0 { // An empty item alone may mean that the array is empty.
			v.value = []any{distinct[0], item}
			all = append(all, v)
		}
	}
	return all
}

// around returns an array with an item. It adds as many other items as minItems demands.
func (s *combined) around(item any, depth int) []any {
	items := []any{item}
	for _, other := range s.distinct(depth) {
		if len(items) < s.leastItems() && !equal(other, item) {
			items = append(items, other)
		}
	}
	return items
}
