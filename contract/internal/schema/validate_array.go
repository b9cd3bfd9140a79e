package schema

import (
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// array checks an array against the keywords about arrays.
func (v *Validation) array(s *Schema, items jsonvalue.Array) {
	length := uint64(len(items))
	if length < s.MinItems {
		v.mismatch(s, "minItems", items)
	}
	if s.MaxItems != nil && length > *s.MaxItems {
		v.mismatch(s, "maxItems", items)
	}
	if s.UniqueItems {
		if i, ok := jsonvalue.RepeatedItem(items); ok {
			v.mismatch(s, "uniqueItems", items).Name = strconv.Itoa(i)
		}
	}
	switch {
	case s.Items != nil && s.Items.Never:
		v.closedArray(s, items, "items", len(s.Prefix))
		v.items(s, items[:min(len(items), len(s.Prefix))])
	case s.Items != nil || s.Prefix != nil:
		v.items(s, items)
	}
}

// items checks each item against its schema.
func (v *Validation) items(s *Schema, items jsonvalue.Array) {
	for i, item := range items {
		if inner := s.ItemAt(i); inner != nil {
			v.child(step{index: i}, inner, item)
		}
	}
}

// closedArray adds a mismatch if an array has more than first items, because the keyword forbids
// further items.
func (v *Validation) closedArray(s *Schema, items jsonvalue.Array, keyword string, first int) {
	if len(items) > first {
		v.mismatch(s, keyword, items).Name = strconv.Itoa(first)
	}
}

// contains checks how many items the schema under contains accepts.
func (v *Validation) contains(s *Schema, items jsonvalue.Array) {
	count := uint64(0)
	for i, item := range items {
		if v.tryChild(step{index: i}, s.Contains, item).matches() {
			count++
		}
	}
	switch {
	case s.MinContains == nil && count == 0:
		v.mismatch(s, containsKey, items)
	case s.MinContains != nil && count < *s.MinContains:
		v.mismatch(s, "minContains", items).Name = strconv.FormatUint(count, 10)
	case s.MaxContains != nil && count > *s.MaxContains:
		v.mismatch(s, "maxContains", items).Name = strconv.FormatUint(count, 10)
	}
}

// unevaluatedItems checks the items that are not described by another keyword of the schema or by a
// schema that also applies.
func (v *Validation) unevaluatedItems(s *Schema, items jsonvalue.Array) {
	if len(items) == 0 {
		return
	}
	holding := v.holding(s, items)
	first := 0
	for _, other := range holding {
		if other.Items != nil || other != s && other.UnevaluatedItems != nil {
			return // A keyword of the other schema describes all items.
		}
		first = max(first, len(other.Prefix))
	}
	for i := first; i < len(items); i++ {
		at := step{index: i}
		switch {
		case v.contained(holding, at, items[i]):
		case s.UnevaluatedItems.Never:
			v.path = append(v.path, at)
			v.mismatch(s, unevaluatedItemsKey, items[i])
			v.path = v.path[:len(v.path)-1]
		default:
			v.child(at, s.UnevaluatedItems, items[i])
		}
	}
}

// contained reports whether a schema under contains accepts an item.
func (v *Validation) contained(holding []*Schema, at step, item any) bool {
	for _, other := range holding {
		if other.Contains != nil && v.tryChild(at, other.Contains, item).matches() {
			return true
		}
	}
	return false
}
