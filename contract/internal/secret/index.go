package secret

import (
	"index/suffixarray"
	"slices"
	"strings"
)

// index searches many strings for a given text. The time of a search depends only on the length of
// the given text.
type index struct {
	whole  map[string]bool
	suffix *suffixarray.Index
}

// Many is the minimum number of strings for which an index is built. With fewer strings, searching
// each string is faster than building an index.
const Many = 100

func newIndex(texts []string) *index {
	i := &index{whole: make(map[string]bool, len(texts))}
	for _, text := range texts {
		i.whole[text] = true
	}
	i.suffix = suffixarray.New([]byte(strings.Join(texts, "\x00")))
	return i
}

// contains reports whether one of the strings contains the text.
func (i *index) contains(text string) bool { return len(i.suffix.Lookup([]byte(text), 1)) > 0 }

// containment returns a function that reports whether one of the strings contains a text. Others is
// the number of calls that the caller will make.
func containment(texts []string, others int) func(text string) bool {
	if others > Many {
		return newIndex(texts).contains
	}
	return func(text string) bool {
		return slices.ContainsFunc(texts, func(each string) bool { return strings.Contains(each, text) })
	}
}
