package walk

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// jsonFacts are what the names in a JSON text say about its values. The text is walked over several
// times, and the arrays in it are looked at from every object around them.
type jsonFacts struct {
	jsonTree

	// named has what namedBy found, heads what head found, and columns what columnsFor found, by
	// the number of the node.
	named   map[int]namedValue
	heads   map[int]maybeHead
	columns map[int]map[string]position.Secrecy
	// headings are the numbers of the nodes that name columns. They have no cells.
	headings map[int]bool
	// programs has what programBeside found, by the number of the node of the object.
	programs map[int]string
	// logins has what leadsToLogin found, by the number of the node.
	logins map[int]bool
}

// maybeHead is a head of a table, if it is one.
type maybeHead struct {
	tableHead

	isHead bool
}

func newJSONFacts(t jsonTree) *jsonFacts {
	t.nameMembers()
	return &jsonFacts{
		jsonTree: t, named: map[int]namedValue{}, heads: map[int]maybeHead{}, columns: map[int]map[string]position.Secrecy{}, headings: map[int]bool{}, logins: map[int]bool{}, programs: map[int]string{},
	}
}

// place is where a text is in memory. A body is not changed in place.
type place struct {
	first  *byte
	length int
}

// maxBodies is how many bodies a [Bodies] keeps: those of the exchange, and those of its copy.
const maxBodies = 4

// Bodies keep the facts of the JSON bodies of one exchange. The zero value is empty.
type Bodies struct{ all map[place]*jsonFacts }

// of returns the facts of a body, or nil if the body is not JSON.
func (b *Bodies) of(body []byte) *jsonFacts {
	key := place{&body[0], len(body)}
	facts, ok := b.all[key]
	if ok {
		return facts
	}
	if t, isJSON := parseJSON(body); isJSON {
		facts = newJSONFacts(t)
	}
	if b.all == nil || len(b.all) >= maxBodies {
		b.all = map[place]*jsonFacts{}
	}
	b.all[key] = facts
	return facts
}
