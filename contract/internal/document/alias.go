package document

import (
	"fmt"
	"math"
)

const (
	// maxRepeated is how many values aliases may add to the values that a file has. Without this
	// limit, the aliases in a few hundred bytes could make billions of values.
	maxRepeated = 1_000_000
	// maxDepth is how deep values may be nested after aliases are followed.
	maxDepth = 1000
	// maxPointers and maxPointersPerByte say how many bytes the pointers to all values of a file may
	// have together: a fixed number, and a number for each byte of the file. A report may have the
	// pointer of each value. Usual documents have up to twenty bytes of pointers for each byte.
	maxPointers, maxPointersPerByte = 64 << 20, 32
)

// weight says how many values a value contains, and how deeply they are nested. It counts the
// values behind aliases too. Without these values, written is the number of values, and pointers is
// the number of bytes in the pointers to them from the value on.
type weight struct{ values, depth, written, pointers int }

// unit is the weight of a value that contains no others.
var unit = weight{values: 1, depth: 1, written: 1}

// add adds the weight of a value that is inside the value, under a name.
func (w *weight) add(name string, inner weight) {
	w.written += inner.written
	w.pointers = min(w.pointers+inner.pointers+(len("/")+len(name))*inner.written, math.MaxInt/2)
	w.values = min(w.values+inner.values, MaxSize+maxRepeated)
	w.depth = max(w.depth, inner.depth+1)
}

// check returns an error if the aliases of a file make too many values for its number of bytes.
func (w *weight) check(name string, bytes int) error {
	if w.values >= bytes+maxRepeated {
		return fmt.Errorf("%s: its aliases make more than a million values; nest them less", name)
	}
	return nil
}
