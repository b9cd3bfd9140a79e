package watch

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Comparison is the result of [Compare].
type Comparison struct {
	Ours, Published *Definition
	// Compared is the number of operations that both documents have.
	Compared int
	// Differences has the differences, sorted by their change and their places.
	Differences []Difference
}

// Compare compares our document with a published definition. If the definition has none of our
// operations, Compare returns an error of one line, because the definition probably describes
// another API.
func Compare(ours, published *Definition) (*Comparison, error) {
	our, their, both := align(ours, published)
	if both == 0 {
		return nil, fmt.Errorf("%s: it has none of the operations of %s; name a definition of the same API", published.Name(), ours.Name())
	}
	c := &comparer{ours: ours, published: published, found: map[string]*Difference{}, seen: map[compared]bool{}}
	for _, key := range slices.Sorted(maps.Keys(our)) {
		o := our[key]
		t, published := their[key]
		if !published {
			c.note(Removed, o.String(), pair{o.node, c.published.root.Get("paths")}, o.node.Pointer(), decision(o.node), Use{Operation: o.String()})
			continue
		}
		c.operation(o, t)
	}
	paths := pathsOf(our)
	for _, key := range slices.Sorted(maps.Keys(their)) {
		t := their[key]
		_, known := our[key]
		neighbor := paths.beside(key)
		if known || neighbor == "" {
			continue
		}
		pointer := jsonvalue.Pointer("", "paths", t.path, strings.ToLower(t.method))
		c.note(Added, t.String(), pair{c.ours.root.At("paths", neighbor), t.node}, pointer, "", Use{Operation: t.String()})
	}
	return &Comparison{Ours: ours, Published: published, Compared: both, Differences: c.sorted()}, nil
}

// pair is a node of our document and the corresponding node of the published definition.
type pair struct{ ours, published *document.Node }

// comparer collects the differences of two documents.
type comparer struct {
	ours, published *Definition
	found           map[string]*Difference
	// seen has the schemas that were already compared for a use, because a schema may contain
	// itself.
	seen map[compared]bool
}

// compared is a pair of schemas with the use that has them.
type compared struct {
	use     Use
	schemas pair
}

// note records a difference about something that only one document has. The nodes are the place
// where the thing is, and the place where it is missing.
func (c *comparer) note(change Change, subject string, at pair, pointer, decision string, use Use) {
	c.keep(Difference{Change: change, Subject: subject, Pointer: pointer, Decision: decision}, at, use)
}

// keep adds a difference. If the difference is already known, keep adds its use.
func (c *comparer) keep(d Difference, at pair, use Use) {
	d.Ours, d.Published = contract.Place(at.ours.Place()), contract.Place(at.published.Place())
	id := strings.Join([]string{string(d.Change), d.Subject, d.Pointer, d.PublishedValue, d.OurValue, d.Decision}, "\n")
	known := c.found[id]
	if known == nil {
		known = &d
		c.found[id] = known
	}
	if d.Published.Compare(known.Published) < 0 {
		known.Published = d.Published
	}
	if !slices.Contains(known.Uses, use) {
		known.Uses = append(known.Uses, use)
	}
}

// sorted returns the differences in the order of reports.
func (c *comparer) sorted() []Difference {
	all := make([]Difference, 0, len(c.found))
	for _, d := range c.found {
		slices.SortFunc(d.Uses, compareUses)
		all = append(all, *d)
	}
	slices.SortFunc(all, Difference.compare)
	return all
}

// compareUses orders uses by the path of their operation, then by its method.
func compareUses(a, b Use) int {
	key := func(u Use) string {
		method, path, _ := strings.Cut(u.Operation, " ")
		return strings.Join([]string{path, method, u.Part, u.Path}, "\n")
	}
	return strings.Compare(key(a), key(b))
}

// named has two collections whose members have names.
type named struct {
	ours, published map[string]*document.Node
}

// each calls a function for each name, in order. It calls both if both collections have the name,
// ours if only our document has it, and published if only the published definition has it.
func (n named) each(both func(name string, p pair), ours, published func(name string, n *document.Node)) {
	for _, name := range slices.Sorted(maps.Keys(n.ours)) {
		if theirs, found := n.published[name]; found {
			both(name, pair{n.ours[name], theirs})
		} else {
			ours(name, n.ours[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(n.published)) {
		if _, found := n.ours[name]; !found {
			published(name, n.published[name])
		}
	}
}

// fields returns the fields of two objects by their names. The function name changes the names. A
// field is left out if the function returns an empty string.
func fields(p pair, name func(string) string) named {
	collect := func(n *document.Node) map[string]*document.Node {
		found := map[string]*document.Node{}
		for key, child := range n.Fields() {
			if written := name(key); written != "" {
				setOnce(found, written, child)
			}
		}
		return found
	}
	return named{collect(p.ours), collect(p.published)}
}
