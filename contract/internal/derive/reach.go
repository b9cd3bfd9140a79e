package derive

import (
	"iter"

	"github.com/orgcontract/polytomic-organizations/contract"
)

const (
	// leastPlaces is for how many properties and items cases are always made, if there are as many.
	leastPlaces = 16
	// countingFactor is how many times more properties and items are counted than can have cases.
	countingFactor = 10
)

// reach finds out up to which depth variants can be made with the work that is left. Schemas that
// contain each other may have more properties and items than anyone can count. Then those that are
// nested less come first.
func (d *deriver) reach(side contract.Side, sources []source) *walk {
	const unlimited = 1 << 30
	most := max(d.steps/stepsPerPlace, leastPlaces)
	for deepest := unlimited; ; {
		w := &walk{deriver: d, side: side, inside: map[*part]bool{}, deepest: deepest}
		c := &counting{walk: w, most: countingFactor * most}
		c.each(sources)
		w.places = c.places
		if c.places < most || c.farthest <= 1 || d.isSpent() {
			return w
		}
		deepest = c.farthest / 2
	}
}

// counting counts the properties and items of a value.
type counting struct {
	*walk

	// most is the largest number that it counts to.
	most int
	// farthest is the largest depth at which there was a property or item.
	farthest int
}

// each counts a value with schemas, and the values in it.
func (c *counting) each(sources []source) {
	if c.depth > c.deepest {
		c.left++
		return
	}
	c.places++
	c.farthest = max(c.farthest, c.depth)
	c.depth++
	defer func() { c.depth-- }()
	for s := range c.combinations(c.side, sources) {
		if c.places >= c.most || !c.spend(1) || !c.enter(s) {
			return
		}
		for inner := range s.inner() {
			if c.places >= c.most {
				break
			}
			c.each(inner)
		}
		c.leave(s)
	}
}

// inner yields the schemas of the values in a value.
func (s *combined) inner() iter.Seq[[]source] {
	return func(yield func([]source) bool) {
		switch s.kind() {
		case objectType:
			for _, name := range s.sendable() {
				if !yield(s.property(name)) {
					return
				}
			}
			if more := s.extraSources(); len(more) > 0 {
				yield(more)
			}
		case arrayType:
			if item := s.item(); len(item) > 0 {
				yield(item)
			}
		}
	}
}
