package derive

import (
	"maps"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// BodyProperties returns the names of the properties that a request body may have at any depth. The
// names are sorted.
func (o *Operation) BodyProperties() []string {
	names, seen := map[string]bool{}, map[source]bool{}
	var walk func(sources []source)
	walk = func(sources []source) {
		for _, s := range o.combinations(contract.RequestSide, sources) {
			for _, p := range s.parts {
				if seen[p.node] {
					continue
				}
				seen[p.node] = true
				for name, each := range p.Properties {
					names[name] = true
					walk([]source{each})
				}
				if p.Items != nil {
					walk([]source{p.Items})
				}
			}
		}
	}
	for _, declared := range o.declared.Get("requestBody").Target().Get("content").Fields() {
		if schema := declared.Target().Get("schema"); schema != nil {
			walk([]source{schema})
		}
	}
	return slices.Sorted(maps.Keys(names))
}
