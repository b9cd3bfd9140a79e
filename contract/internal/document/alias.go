package document

import "fmt"

const (
	// maxRepeated is how many values aliases may add to the values that a file has. Without this
	// limit, the aliases in a few hundred bytes could make billions of values.
	maxRepeated = 1_000_000
	// maxDepth is how deep values may be nested after aliases are followed.
	maxDepth = 1000
)

// weight says how many values a value contains, and how deeply they are nested. It counts the values
// behind aliases too.
type weight struct{ values, depth int }

// add adds the weight of a value that is inside the value.
func (w *weight) add(inner weight) {
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
