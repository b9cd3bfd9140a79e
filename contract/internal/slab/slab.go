// Package slab makes many small values in few pieces of memory. The garbage collector looks through
// a few large pieces much faster than through many small ones, and values that are made one after
// the other are next to each other.
//
//	var nodes slab.Slab[node]
//	n := nodes.New()
//	n.children = nodes.Make(3)
package slab

// Slab makes values of one type. A piece of memory is kept as long as one of its values is in use,
// so a slab suits values that are all kept equally long. The zero value is ready to use. It is not
// safe for concurrent use.
type Slab[T any] struct {
	free []T
	// size is the length of the last piece.
	size int
}

// largest is the largest number of values in a piece. first is the number in the first piece.
const (
	first   = 4
	largest = 512
)

// New returns a new zero value.
func (s *Slab[T]) New() *T { return &s.Make(1)[:1][0] }

// Make returns an empty slice that has room for n values. If more values are appended, they are
// copied to memory of their own.
func (s *Slab[T]) Make(n int) []T {
	if n > largest {
		return make([]T, 0, n)
	}
	if n > len(s.free) {
		s.size = min(max(first, n, 2*s.size), largest) // Few values need no large piece.
		s.free = make([]T, s.size)
	}
	all := s.free[:0:n]
	s.free = s.free[n:]
	return all
}
