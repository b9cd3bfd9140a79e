package schema

import "slices"

// schemaSet is a set of schemas in the order in which they were added. The zero value is empty. A
// small set is searched without a map, and nearly all sets are small.
type schemaSet struct {
	all   []*Schema
	large map[*Schema]bool
}

// maxSearched is the maximum size of a set whose schemas are compared one by one.
const maxSearched = 32

// add adds a schema. It returns false if the set already has the schema.
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
