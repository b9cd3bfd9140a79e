package document

// slab makes many small values in few pieces of memory, which are kept as long as one of the values
// is. A document keeps all its nodes, and the garbage collector looks through a few large pieces much
// faster than through many small ones. The zero value is ready to use.
type slab[T any] struct {
	free []T
	// size is the length of the last piece.
	size int
}

// largestPiece is the largest number of values in a piece.
const largestPiece = 512

// make returns a slice without values that has room for n values. Appending more values copies them.
func (s *slab[T]) make(n int) []T {
	if n > largestPiece {
		return make([]T, 0, n)
	}
	if n > len(s.free) {
		s.size = max(n, min(2*s.size, largestPiece)) // A small document needs no large piece.
		s.free = make([]T, s.size)
	}
	all := s.free[:0:n]
	s.free = s.free[n:]
	return all
}
