package organizations

import "strings"

// shared makes strings that share memory, because a list has tens of thousands of short strings.
// Several strings share a chunk of at most maxChunk bytes. A program that keeps one string keeps
// its whole chunk in memory. A string longer than maxShared gets its own memory, so that no chunk
// has a large unused end.
type shared struct {
	chunk strings.Builder
}

const (
	minChunk  = 128
	maxChunk  = 1 << 10
	maxShared = maxChunk / 8
)

// string returns the bytes as a string.
func (s *shared) string(b []byte) string {
	if len(b) > maxShared {
		return string(b)
	}
	if s.chunk.Cap()-s.chunk.Len() < len(b) {
		size := max(len(b), min(max(minChunk, 2*s.chunk.Cap()), maxChunk))
		s.chunk.Reset() // The strings of the old chunk keep its memory in use.
		s.chunk.Grow(size)
	}
	start := s.chunk.Len()
	s.chunk.Write(b)
	return s.chunk.String()[start:]
}
