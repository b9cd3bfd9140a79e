package change

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// The constants limit the pairs of schemas that oasdiff compares. oasdiff compares each branch of
// a oneOf, anyOf or allOf with each branch of the other document, unless both are references.
// Nothing can stop it.
const (
	// maxPairs is how many pairs it may compare. A pair takes up to five kilobytes.
	maxPairs = 400_000
	// maxWalkWork is how much work it may have with branches that contain their own list again. It
	// compares such branches again for each way on which it reaches them. A unit is one comparison,
	// or one pair on the way to it. It was measured: this many units take oasdiff half a second.
	maxWalkWork = 2_000_000
	// maxCopied is how many pairs it may copy to compare the items of a prefixItems list. It copies a
	// pair for each way to it.
	maxCopied = 300_000
)

// pairWork follows the pairs of schemas that oasdiff compares, as oasdiff does.
type pairWork struct {
	numbers map[pair]int
	nodes   []comparedPair
	// walked has the pairs from which a walk began, each with the pairs on the way that end a walk. It
	// says whether the two schemas differ.
	walked map[walk]bool
	// stack has the pairs on the way to the current one.
	stack []int
	left  int
	// order and components number what [pairWork.join] has seen.
	order, components int
	open              []int
}

// comparedPair is a pair of schemas.
type comparedPair struct {
	pair pair
	// children has the pairs that are parts of this pair. branches has those that are compared only
	// to find out which branches belong together. differs reports whether the schemas differ in
	// something else.
	children, branches []int
	differs            bool
	// component is the number of a set of pairs that contain each other, from 1. low and order are
	// numbers of Tarjan's algorithm.
	component, low, order int
	isOnStack             bool
}

type walk struct {
	from int
	cut  string
}

// refusePairs returns an error of one line if oasdiff would compare too many pairs of schemas.
func refusePairs(old, revised *document.Node) error {
	w := &pairWork{numbers: map[pair]int{}, walked: map[walk]bool{}, left: maxWalkWork}
	w.roots(old, revised)
	roots := len(w.nodes)
	for i := 0; i < len(w.nodes); i++ {
		if w.expand(i); len(w.nodes) > maxPairs {
			return w.tooLarge(i)
		}
	}
	for i := range roots {
		w.join(i)
		if w.unroll(i, map[int]bool{}); w.left < 0 {
			return w.tooLarge(i)
		}
	}
	return w.refuseCopies(roots)
}

// refuseCopies returns an error of one line if oasdiff would copy too much of what differs in
// prefixItems lists.
func (w *pairWork) refuseCopies(roots int) error {
	sizes, parts, seen := map[int]float64{}, []int{}, map[int]bool{}
	for i := range roots {
		parts = append(parts, i)
	}
	for len(parts) > 0 {
		i := parts[len(parts)-1]
		parts = parts[:len(parts)-1]
		if seen[i] {
			continue
		}
		seen[i] = true
		parts = append(parts, w.nodes[i].children...)
		if old, revised := w.nodes[i].pair[0], w.nodes[i].pair[1]; old.Get(prefixItems) == nil || revised.Get(prefixItems) == nil {
			continue
		}
		if w.size(i, sizes) > maxCopied {
			return w.tooLarge(i)
		}
	}
	return nil
}

// size returns how many pairs with a difference are in a pair, on all ways to them. It is 0 if the
// schemas are equal.
func (w *pairWork) size(i int, sizes map[int]float64) float64 {
	if known, found := sizes[i]; found {
		return known
	}
	sizes[i] = 0 // The pair may contain itself.
	size := 0.0
	for _, child := range w.nodes[i].children {
		size += w.size(child, sizes)
	}
	if size > 0 || w.nodes[i].differs {
		size++
	}
	sizes[i] = size
	return size
}

func (w *pairWork) tooLarge(i int) error {
	return fmt.Errorf("the schema at %s has too many branches for the rules, in oneOf, anyOf, allOf or prefixItems; name branches with $ref", w.nodes[i].pair[0].Place())
}

// roots adds the pairs that oasdiff begins with: the schemas at the same place in both documents.
func (w *pairWork) roots(old, revised *document.Node) {
	if old.IsSchema() {
		w.number(old, revised)
		return
	}
	for name, child := range old.Fields() {
		if other := revised.Get(name); other != nil {
			w.roots(child, other)
		}
	}
}

// number returns the number of a pair of schemas.
func (w *pairWork) number(old, revised *document.Node) int {
	p := pair{target(old), target(revised)}
	number, found := w.numbers[p]
	if !found {
		number = len(w.nodes)
		w.numbers[p] = number
		w.nodes = append(w.nodes, comparedPair{pair: p})
	}
	return number
}

// The keywords with a schema, those with schemas by name, and those with a list of schemas.
var (
	schemaKeywords = []string{
		"additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
	}
	namedSchemas   = []string{"$defs", dependentSchemas, patternProperties, propertiesKey}
	listsOfSchemas = []string{allOf, anyOf, oneOf, prefixItems}
)

// expand adds the pairs in a pair.
func (w *pairWork) expand(i int) {
	old, revised := w.nodes[i].pair[0], w.nodes[i].pair[1]
	var children, branches []int
	for _, keyword := range schemaKeywords {
		if a, b := old.Get(keyword), revised.Get(keyword); a.Kind() == document.Object && b.Kind() == document.Object {
			children = append(children, w.number(a, b))
		}
	}
	for _, keyword := range namedSchemas {
		others := revised.Get(keyword)
		for name, a := range old.Get(keyword).Fields() {
			if b := others.Get(name); b != nil {
				children = append(children, w.number(a, b))
			}
		}
	}
	same, others := w.listed(old, revised)
	if len(w.nodes) > maxPairs {
		return
	}
	children, branches = append(children, same...), append(branches, others...)
	for b := range revised.Get(oneOf).Items() {
		branches = append(branches, w.number(old, b))
	}
	for a := range old.Get(oneOf).Items() {
		branches = append(branches, w.number(a, revised))
	}
	w.nodes[i].children, w.nodes[i].branches, w.nodes[i].differs = children, branches, differs(old, revised)
}

// listed returns the pairs in lists of schemas, with the same reference and others. It stops when
// there are too many pairs.
func (w *pairWork) listed(old, revised *document.Node) (same, others []int) {
	for _, keyword := range listsOfSchemas {
		for a := range old.Get(keyword).Items() {
			for b := range revised.Get(keyword).Items() {
				switch {
				case a.Ref() == "" || b.Ref() == "":
					others = append(others, w.number(a, b))
				case a.Ref() == b.Ref():
					same = append(same, w.number(a, b))
				}
			}
			if len(w.nodes) > maxPairs {
				return same, others
			}
		}
	}
	return same, others
}

// differs reports whether two schemas differ outside the schemas in them.
func differs(old, revised *document.Node) bool {
	if old == revised || old.Len() != revised.Len() {
		return old != revised
	}
	for name, a := range old.Fields() {
		b := revised.Get(name)
		switch {
		case b == nil:
			return true
		case slices.Contains(namedSchemas, name):
			if a.Len() != b.Len() {
				return true
			}
		case slices.Contains(listsOfSchemas, name), slices.Contains(schemaKeywords, name) && a.Kind() == document.Object:
		case a.Kind() != b.Kind() || !reflect.DeepEqual(a.Value(), b.Value()):
			return true
		default:
		}
	}
	return false
}

// join finds the pairs that contain each other, with Tarjan's algorithm.
func (w *pairWork) join(i int) {
	n := &w.nodes[i]
	if n.order > 0 {
		return
	}
	w.order++
	n.order, n.low, n.isOnStack = w.order, w.order, true
	w.open = append(w.open, i)
	for _, others := range [][]int{n.children, n.branches} {
		for _, j := range others {
			other := &w.nodes[j]
			if other.order == 0 {
				w.join(j)
				n.low = min(n.low, other.low)
			} else if other.isOnStack {
				n.low = min(n.low, other.order)
			}
		}
	}
	if n.low < n.order {
		return
	}
	w.components++
	first := slices.Index(w.open, i)
	for _, j := range w.open[first:] {
		w.nodes[j].component, w.nodes[j].isOnStack = w.components, false
	}
	w.open = w.open[:first]
}

// unroll follows a pair as part of a walk, which has visited some pairs. A pair that doesn't contain
// a pair on the way to it is compared once. Another pair is part of the walk. unroll reports whether
// the schemas differ, as far as the walk shows it.
func (w *pairWork) unroll(i int, visited map[int]bool) bool {
	if w.left < 0 || slices.Contains(w.stack, i) {
		return false
	}
	cut := w.cut(i)
	if len(cut) > 0 && len(visited) > 0 {
		w.left--
		return !visited[i] && w.follow(i, visited)
	}
	w.left -= 1 + len(cut)
	from := walk{i, cutKey(cut)}
	differs, done := w.walked[from]
	if !done {
		differs = w.follow(i, map[int]bool{})
		w.walked[from] = differs
	}
	return differs
}

// follow follows what is in a pair. Each comparison of branches is a walk of its own.
func (w *pairWork) follow(i int, visited map[int]bool) bool {
	visited[i] = true
	w.stack = append(w.stack, i)
	differs := w.nodes[i].differs
	for _, child := range w.nodes[i].children {
		differs = w.unroll(child, visited) || differs
	}
	old, revised := w.nodes[i].pair[0], w.nodes[i].pair[1]
	for _, keyword := range listsOfSchemas {
		differs = w.match(inline(old, keyword), inline(revised, keyword)) || differs
	}
	if old.Get(oneOf) == nil && revised.Get(oneOf) != nil {
		for branch := range revised.Get(oneOf).Items() { // A schema may have become a branch of a oneOf.
			w.compare(old, branch)
		}
	}
	w.stack = w.stack[:len(w.stack)-1]
	return differs
}

// match compares branches until each has an equal branch in the other document, first for those of
// the new document. It reports whether a branch has none.
func (w *pairWork) match(old, revised []*document.Node) bool {
	var added, deleted []*document.Node
	matched := map[*document.Node]bool{}
	for _, b := range revised {
		if at := slices.IndexFunc(old, func(a *document.Node) bool { return !matched[a] && !w.compare(a, b) }); at >= 0 {
			matched[old[at]] = true
		} else {
			added = append(added, b)
		}
	}
	clear(matched)
	for _, a := range old {
		if at := slices.IndexFunc(revised, func(b *document.Node) bool { return !matched[b] && !w.compare(a, b) }); at >= 0 {
			matched[revised[at]] = true
		} else {
			deleted = append(deleted, a)
		}
	}
	for _, a := range deleted {
		for _, b := range added {
			w.compare(a, b)
		}
	}
	return len(added)+len(deleted) > 0
}

// compare begins a walk with two branches. It reports whether they differ.
func (w *pairWork) compare(a, b *document.Node) bool {
	return w.unroll(w.numbers[pair{target(a), target(b)}], map[int]bool{})
}

// inline returns the branches under a keyword that are not references.
func inline(n *document.Node, keyword string) []*document.Node {
	var branches []*document.Node
	for branch := range n.Get(keyword).Items() {
		if branch.Ref() == "" {
			branches = append(branches, branch)
		}
	}
	return branches
}

// cut returns the pairs on the way that contain the pair and are in it. They are the last ones,
// because a way doesn't come back to a component that it has left.
func (w *pairWork) cut(i int) []int {
	first := len(w.stack)
	for first > 0 && w.nodes[w.stack[first-1]].component == w.nodes[i].component {
		first--
	}
	return w.stack[first:]
}

func cutKey(cut []int) string {
	var key []byte
	for _, i := range slices.Sorted(slices.Values(cut)) {
		key = binary.AppendUvarint(key, uint64(i)) //nolint:gosec // Numbers are not negative.
	}
	return string(key)
}
