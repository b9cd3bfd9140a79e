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

// pairWork counts the pairs of schemas that oasdiff compares. A comparison of two branches is a
// walk, which compares each pair once. oasdiff remembers the differences of a pair, unless a way
// leads from the pair back to one that it is just comparing. So those pairs are compared again in
// each walk.
type pairWork struct {
	left int
	// all has the pairs in the order in which they were found. found says of each whether its
	// differences are remembered.
	all   []pair
	found map[pair]bool
	// open has the pairs that are being compared, each with its number in the order in which they
	// began. count is the last number.
	open  map[pair]int
	count int
	// unsure has the pairs that were compared since and whose differences are not remembered yet.
	unsure []pair
}

// refusePairs returns an error of one line if oasdiff would compare too many pairs of schemas.
func refusePairs(old, revised *document.Node) error {
	w := &pairWork{left: maxPairWork, found: map[pair]bool{}, open: map[pair]int{}}
	w.roots(old, revised)
	roots := len(w.all)
	for i := 0; i < len(w.all); i++ {
		w.parts(w.all[i], w.add)
		if w.branches(w.all[i], func(p pair, _ bool) { w.add(p) }); len(w.all) > maxPairs {
			return tooManyBranches(w.all[i])
		}
	}
	for _, p := range w.all[:roots] {
		if w.follow(p, map[pair]int{}); w.left < 0 {
			return tooManyBranches(p)
		}
	}
	return nil
}

func tooManyBranches(p pair) error {
	return fmt.Errorf("the schema at %s has too many branches for the rules, in oneOf, anyOf, allOf or prefixItems; name branches with $ref", p[0].Place())
}

// roots adds the pairs that oasdiff begins with: the schemas at the same place in both documents.
func (w *pairWork) roots(old, revised *document.Node) {
	if old.IsSchema() {
		w.add(pair{target(old), target(revised)})
		return
	}
	for name, child := range old.Fields() {
		if other := revised.Get(name); other != nil {
			w.roots(child, other)
		}
	}
}

func (w *pairWork) add(p pair) {
	if _, isKnown := w.found[p]; !isKnown && len(w.all) <= maxPairs {
		w.found[p] = false
		w.all = append(w.all, p)
	}
}

// follow counts the comparison of two schemas as part of a walk, which has visited some pairs. It
// returns the lowest number of an open pair to which a way leads from here.
func (w *pairWork) follow(p pair, visited map[pair]int) int {
	if w.left--; w.left < 0 || w.found[p] {
		return w.count + 1
	}
	if number, isOpen := w.open[p]; isOpen {
		return number
	}
	if lowest, isVisited := visited[p]; isVisited {
		return lowest
	}
	w.count++
	number, lowest, first := w.count, w.count, len(w.unsure)
	w.open[p] = number
	w.unsure = append(w.unsure, p)
	w.parts(p, func(part pair) { lowest = min(lowest, w.follow(part, visited)) })
	w.branches(p, func(branches pair, isWalk bool) {
		if isWalk {
			lowest = min(lowest, w.follow(branches, map[pair]int{}))
		}
	})
	delete(w.open, p)
	visited[p] = lowest
	if lowest == number { // No way leads back, so everything in the pair is remembered.
		for _, one := range w.unsure[first:] {
			w.found[one] = true
		}
		w.unsure = w.unsure[:first]
	}
	return lowest
}

// parts calls a function for the pairs in a pair that oasdiff finds by their names or references.
func (w *pairWork) parts(p pair, call func(pair)) {
	both := func(a, b *document.Node) {
		if a.IsSchema() && b.IsSchema() {
			call(pair{target(a), target(b)})
		}
	}
	for name, a := range p[0].Fields() {
		b := p[1].Get(name)
		switch {
		case a.IsSchema():
			both(a, b)
		case a.Kind() == document.Object:
			for name, a := range a.Fields() {
				both(a, b.Get(name))
			}
		default:
			referred := map[string]*document.Node{}
			for b := range b.Items() {
				referred[b.Ref()] = b
			}
			for a := range a.Items() {
				if a.Ref() != "" {
					both(a, referred[a.Ref()])
				}
			}
		}
	}
}

// branches calls a function for the pairs of branches that oasdiff may compare to find out which
// belong together. It says whether the comparison is a walk. That is so if both are written without
// a reference, and if a schema may have become a branch of a oneOf.
func (w *pairWork) branches(p pair, call func(branches pair, isWalk bool)) {
	for _, keyword := range []string{allOf, anyOf, oneOf, prefixItems} {
		for a := range p[0].Get(keyword).Items() {
			for b := range p[1].Get(keyword).Items() {
				if w.left < 0 || len(w.all) > maxPairs {
					return
				}
				if a.Ref() == "" || b.Ref() == "" {
					call(pair{target(a), target(b)}, a.Ref() == b.Ref())
				}
			}
		}
	}
	for b := range p[1].Get(oneOf).Items() {
		call(pair{p[0], target(b)}, p[0].Get(oneOf) == nil)
	}
	for a := range p[0].Get(oneOf).Items() {
		call(pair{target(a), p[1]}, false)
	}
}
