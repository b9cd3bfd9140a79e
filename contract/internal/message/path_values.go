package message

import (
	"iter"
	"slices"
)

// PathValues has the values of the path parameters of a request in escaped form.
type PathValues struct {
	of    *path
	texts []string
}

// get returns a slice with the value of a parameter, or nil if the path has no such parameter. If
// the path has the parameter twice, the last value counts.
func (v PathValues) get(name string) []string {
	if v.of == nil {
		return nil
	}
	for i, own := range slices.Backward(v.of.names) {
		if own == name {
			return v.texts[i : i+1 : i+1]
		}
	}
	return nil
}

// All yields the names and values in the order of the path.
func (v PathValues) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		if v.of == nil {
			return
		}
		for i, name := range v.of.names {
			if !yield(name, v.texts[i]) {
				return
			}
		}
	}
}
