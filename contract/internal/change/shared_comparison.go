package change

import "slices"

// maxWork is how many steps a comparison may take. A step is a difference in a list of differences,
// or an operation that a difference affects. A document with ten thousand operations that share a
// component with a hundred differences takes a million.
const maxWork = 3_000_000

// stepsOfDifference is how many more steps each place that differs takes. It takes a kilobyte or
// two of memory. So there may be a hundred thousand such places.
const stepsOfDifference = 30

// comparison is the comparison of two nodes.
type comparison struct {
	differences []*difference
	// number is the position of the comparison in the order in which they began. reaches is the
	// lowest number of an unfinished comparison that this one needs.
	number, reaches int
	isOpen          bool
}

// once returns the differences of two nodes. It compares the nodes only at the first call. Schemas
// that contain each other have the same differences. These are known only after all of the schemas
// are compared. So the first of the schemas gets all differences, and until then once returns
// nothing for the others. If the work is too much, once returns nothing for the remaining nodes.
func (c *comparer) once(p pair, compare func() []*difference) []*difference {
	if c.work > maxWork {
		return nil
	}
	if known := c.compared[p]; known != nil {
		if known.isOpen {
			last := c.open[len(c.open)-1]
			last.reaches = min(last.reaches, known.number)
			return nil
		}
		c.work += len(known.differences)
		return known.differences
	}
	number := len(c.compared)
	this := &comparison{number: number, reaches: number, isOpen: true}
	c.compared[p] = this
	first := len(c.open)
	c.open = append(c.open, this)
	this.differences = compare()
	for _, inner := range c.open[first+1:] {
		this.reaches = min(this.reaches, inner.reaches)
	}
	if this.reaches < this.number {
		return nil
	}
	c.close(c.open[first:])
	c.open = c.open[:first]
	return this.differences
}

// close finishes comparisons that contain each other. They get the same list, which has each
// difference once.
func (c *comparer) close(comparisons []*comparison) {
	var all []*difference
	for _, one := range comparisons {
		all = append(all, one.differences...)
	}
	c.work += len(all)
	if len(all) > 1 {
		seen := make(map[*difference]bool, len(all))
		all = slices.DeleteFunc(all, func(d *difference) bool {
			twice := seen[d]
			seen[d] = true
			return twice
		})
	}
	for _, one := range comparisons {
		one.differences, one.isOpen = all, false
	}
}
