package change

import (
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// The constants limit the pairs of schemas that oasdiff compares. oasdiff compares each branch of
// a oneOf, anyOf or allOf with each branch of the other document, unless both are references.
// Nothing can stop it.
const (
	// maxPairs is how many pairs it may compare. A pair takes up to five kilobytes.
	maxPairs = 400_000
	// maxPairWork is how often it may compare them. It compares branches that contain their own list
	// again for each way on which it reaches them.
	maxPairWork = 2_000_000
)

// pairWork counts the pairs of schemas that oasdiff compares. A comparison of two branches is a walk,
// which compares each pair once. oasdiff remembers the differences of a pair, unless a way leads from
// the pair back to one that it is just comparing. So those pairs are compared again in each walk.
type pairWork struct {
	left int
	// seen has all pairs. It says of each whether its differences are remembered.
	seen map[pair]bool
	// open has the pairs that are being compared, each with its number in the order in which they
	// began. count is the last number.
	open  map[pair]int
	count int
	// unsure has the pairs that were compared since and whose differences are not remembered yet.
	unsure []pair
	// last is the last pair that was compared.
	last pair
}

// refusePairs returns an error of one line if oasdiff would compare too many pairs of schemas.
func refusePairs(old, revised *document.Node) error {
	w := &pairWork{left: maxPairWork, seen: map[pair]bool{}, open: map[pair]int{}}
	if w.roots(old, revised); w.left >= 0 {
		return nil
	}
	return fmt.Errorf("the schema at %s has too many branches for the rules, in oneOf, anyOf or allOf; name branches with $ref", w.last[0].Place())
}

// roots follows the pairs that oasdiff begins with: the schemas at the same place in both documents.
func (w *pairWork) roots(old, revised *document.Node) {
	if old.IsSchema() {
		w.follow(old, revised, map[pair]int{})
		return
	}
	for name, child := range old.Fields() {
		if other := revised.Get(name); other != nil {
			w.roots(child, other)
		}
	}
}

// follow counts the comparison of two schemas as part of a walk, which has visited some pairs. It
// returns the lowest number of a pair to which a way leads from here.
func (w *pairWork) follow(old, revised *document.Node, visited map[pair]int) int {
	p := pair{target(old), target(revised)}
	if w.left--; w.left < 0 || w.seen[p] {
		return w.count + 1
	}
	if number, isOpen := w.open[p]; isOpen {
		return number
	}
	if lowest, isVisited := visited[p]; isVisited {
		return lowest
	}
	if w.seen[p], w.last = false, p; len(w.seen) > maxPairs {
		w.left = -1
	}
	w.count++
	number, lowest, first := w.count, w.count, len(w.unsure)
	w.open[p] = number
	w.unsure = append(w.unsure, p)
	w.parts(p, func(a, b *document.Node) { lowest = min(lowest, w.follow(a, b, visited)) })
	w.branches(p, func(a, b *document.Node) { lowest = min(lowest, w.follow(a, b, map[pair]int{})) })
	delete(w.open, p)
	visited[p] = lowest
	if lowest == number { // No way leads back, so everything in the pair is known.
		for _, one := range w.unsure[first:] {
			w.seen[one] = true
		}
		w.unsure = w.unsure[:first]
	}
	return lowest
}

// parts calls a function for the pairs in a pair that oasdiff finds by their names or references.
func (w *pairWork) parts(p pair, call func(old, revised *document.Node)) {
	for name, a := range p[0].Fields() {
		b := p[1].Get(name)
		switch {
		case a.IsSchema() && b.IsSchema():
			call(a, b)
		case a.Kind() == document.Object:
			for name, a := range a.Fields() {
				if b := b.Get(name); a.IsSchema() && b.IsSchema() {
					call(a, b)
				}
			}
		case a.Kind() == document.Array:
			referred := map[string]*document.Node{}
			for b := range b.Items() {
				referred[b.Ref()] = b
			}
			for a := range a.Items() {
				if b := referred[a.Ref()]; a.Ref() != "" && a.IsSchema() && b.IsSchema() {
					call(a, b)
				}
			}
		}
	}
}

// branches calls a function for the pairs of branches that oasdiff compares to find out which belong
// together. A schema may also have become a branch of a oneOf.
func (w *pairWork) branches(p pair, call func(old, revised *document.Node)) {
	for _, keyword := range []string{allOf, anyOf, oneOf, prefixItems} {
		for a := range p[0].Get(keyword).Items() {
			for b := range p[1].Get(keyword).Items() {
				if w.left < 0 {
					return
				}
				if a.Ref() == "" || b.Ref() == "" {
					call(a, b)
				}
			}
		}
	}
	for b := range p[1].Get(oneOf).Items() {
		call(p[0], b)
	}
	for a := range p[0].Get(oneOf).Items() {
		call(a, p[1])
	}
}
