package document

import "fmt"

const (
	// maxRepeated is how many values aliases may add to those that a file has as it is written: a
	// few hundred bytes can stand for billions.
	maxRepeated = 1_000_000
	// maxDepth is how deep values may be nested, with aliases followed.
	maxDepth = 1000
)

// weight is how many values a value stands for, and how deep they are nested, with aliases
// followed.
type weight struct{ values, depth int }

// add adds the weight of a value in the value.
func (w *weight) add(inner weight) {
	w.values = min(w.values+inner.values, MaxSize+maxRepeated)
	w.depth = max(w.depth, inner.depth+1)
}

// check returns an error if the aliases of a file with so many bytes stand for too many values.
func (w *weight) check(name string, bytes int) error {
	if w.values >= bytes+maxRepeated {
		return fmt.Errorf("%s: its aliases stand for more than a million values; nest them less", name)
	}
	return nil
}
