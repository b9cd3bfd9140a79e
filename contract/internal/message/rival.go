package message

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// limits lists the keywords that limit the values of a path parameter.
var limits = []string{"type", "format", "pattern", "enum", "const", "minLength", "maxLength", "minimum", "maximum"}

// areRivals compares two operations whose paths differ only in the names of their parameters. It
// reports whether the values of the parameters distinguish the operations. For example, one takes a
// UUID, and the other takes a file name.
func areRivals(one, other *Operation, names, otherNames []string) bool {
	for i := range min(len(names), len(otherNames)) {
		a, b := one.pathSchema(names[i]), other.pathSchema(otherNames[i])
		for _, keyword := range limits {
			if !jsonvalue.Equal(a.Get(keyword).Value(), b.Get(keyword).Value()) {
				return true
			}
		}
	}
	return false
}

// pathSchema returns the node of the schema of a path parameter, or nil if there is none.
func (o *Operation) pathSchema(name string) *document.Node {
	for node := range listed(o.Item, o.Node) {
		if p := node.Target(); p.StringAt("in") == InPath && p.StringAt("name") == name {
			return p.Get("schema").Target()
		}
	}
	return nil
}

// takes reports whether the schemas of the path parameters accept the values of a route.
func (o *Operation) takes(values PathValues) bool {
	for _, p := range o.Parameters() {
		if p.In != InPath {
			continue
		}
		if value, found := p.Value(&Fields{Path: values}); found && !p.Schema.Accepts(value) {
			return false
		}
	}
	return true
}
