package capture

import "sync/atomic"

// MaxKept is how many bytes of bodies are kept at most at the same time for exchanges that share a
// [Room]. Without it, a few hundred slow connections with long bodies would fill the memory.
const MaxKept = 256 << 20

// Room counts the bytes of bodies that are kept, until done returns. The zero value is ready to
// use. It is safe for concurrent use.
type Room struct{ used atomic.Int64 }

// take reports whether there is room for n more bytes.
func (r *Room) take(n int64) bool {
	if r.used.Add(n) > MaxKept {
		r.used.Add(-n)
		return false
	}
	return true
}

// give gives n bytes back.
func (r *Room) give(n int64) { r.used.Add(-n) }
