package organizations

import "slices"

// collection collects the items of a list whose length isn't known. It doesn't copy items when the
// list grows.
type collection[T any] struct {
	full [][]T
	last []T
}

// maxItems is the number of items in the largest slice that a collection allocates.
const maxItems = 16

// next adds an item and returns a pointer to it.
func (c *collection[T]) next() *T {
	if n := cap(c.last); len(c.last) == n {
		if n > 0 {
			c.full = append(c.full, c.last)
		}
		c.last = make([]T, 0, min(max(1, 2*n), maxItems))
	}
	c.last = c.last[:len(c.last)+1]
	return &c.last[len(c.last)-1]
}

// all returns the items as a slice. The slice is never nil.
func (c *collection[T]) all() []T {
	switch {
	case c.last == nil:
		return []T{}
	case c.full == nil:
		return c.last
	}
	return slices.Concat(append(c.full, c.last)...)
}
