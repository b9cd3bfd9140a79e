package message

import (
	"cmp"
	"net/http"
	"slices"
)

// names is a set of the names of parameters and headers. Call sort after the last add.
type names struct{ all []name }

// name is the name of a parameter or a header. The name of a header is in canonical form.
type name struct{ in, text string }

func newName(in, text string) name {
	if in == InHeader {
		text = http.CanonicalHeaderKey(text)
	}
	return name{in, text}
}

func (n name) compare(other name) int {
	return cmp.Or(cmp.Compare(n.text, other.text), cmp.Compare(n.in, other.in))
}

func (n *names) add(in, text string) { n.all = append(n.all, newName(in, text)) }

func (n *names) sort() { slices.SortFunc(n.all, name.compare) }

// have reports whether the set has a name. A name in the query, such as filter[name], may also be
// in the set as filter[, because filter is a deepObject.
func (n *names) have(in, text string) bool {
	if n.list(in, text) {
		return true
	}
	for i := range len(text) {
		if in == InQuery && text[i] == '[' && n.list(in, text[:i+1]) {
			return true
		}
	}
	return false
}

func (n *names) list(in, text string) bool {
	_, known := slices.BinarySearchFunc(n.all, newName(in, text), name.compare)
	return known
}
