package mutation

import (
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// The constants are keywords about the items of arrays.
const (
	items            = "items"
	prefixItems      = "prefixItems"
	unevaluatedItems = "unevaluatedItems"
)

// items makes the mutants of the schemas of items. There are schemas for the first items, for the
// other items, and for items that no other keyword describes.
func (g *generator) items(s site) {
	first, others := s.schema.Get(prefixItems), s.schema.Get(items)
	for i := range first.Entries() {
		item := s.in("item "+i+" of "+s.name, prefixItems, i)
		edit := g.remove(item.at)
		if first.Len() == 1 { // prefixItems must not be empty.
			edit = g.remove(s.pointer(prefixItems))
		}
		g.mutant(DropItem, item.at, "", edit, "remove "+item.name, "an exchange with "+item.name).Equivalent = s.otherKind(prefixItems)
		g.boolean(item)
		g.schema(item)
	}
	if last := first.At(strconv.Itoa(first.Len() - 1)); last.Kind() == document.Bool && !last.IsTrue() {
		return // An array can't have other items.
	}
	killer := "an exchange in which " + s.name + " has more items than " + strconv.Itoa(first.Len())
	at := s.pointer(items)
	switch {
	case others.Kind() == document.Bool && others.IsTrue(), others == nil && first != nil && s.schema.Get(unevaluatedItems) == nil:
		g.mutant(Close, at, "", g.put(at, false), "close "+s.name, killer).Equivalent = s.otherKind(items)
	case others.Kind() == document.Bool:
		g.mutant(Open, at, "", g.set(at, true), "open "+s.name, killer).Equivalent = s.otherKind(items)
	case others == nil && s.schema.Get(unevaluatedItems) != nil:
		g.unevaluated(s, unevaluatedItems, "an exchange in which "+s.name+" has an item that is not described")
	}
	g.schema(s.in("an item of "+s.name, items))
	g.schema(s.in("an item of "+s.name, unevaluatedItems))
}

// contains makes the mutants of the keywords that say which items an array must contain.
func (g *generator) contains(s site) {
	inner := s.in("an item that "+s.name+" must contain", contains)
	if inner.schema == nil {
		return
	}
	if s.schema.Get(minContains).Text() != "0" || s.schema.Get(maxContains) != nil {
		g.mutant(Widen, inner.at, "", g.remove(inner.at), "don't count the items of "+s.name, "an exchange in which "+s.name+" has too few or too many items like this").
			Equivalent = s.otherKind(contains)
	}
	g.schema(inner)
}
