package schema

import "slices"

// schemaSet is the schemas that were added to it, in their order. The zero value is empty. Small
// sets, which nearly all are, are searched without a map.
type schemaSet struct {
	all   []*Schema
	large map[*Schema]bool
}

// maxSearched is how many schemas of a set are compared one by one.
const maxSearched = 32

// add adds a schema. It reports false if the set has it.
func (set *schemaSet) add(s *Schema) bool {
	switch {
	case set.large != nil:
		if set.large[s] {
			return false
		}
		set.large[s] = true
	case slices.Contains(set.all, s):
		return false
	case len(set.all) == maxSearched:
		set.large = map[*Schema]bool{s: true}
		for _, other := range set.all {
			set.large[other] = true
		}
	}
	set.all = append(set.all, s)
	return true
}
