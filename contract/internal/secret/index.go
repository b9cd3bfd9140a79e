package secret

import (
	"index/suffixarray"
	"slices"
	"strings"
)

// index finds strings within others, each in a time that depends on its own length.
type index struct {
	whole  map[string]bool
	suffix *suffixarray.Index
}

// Many is from how many strings on they are searched in an index, and not one by one: an index takes a while to make.
const Many = 100

func newIndex(texts []string) *index {
	i := &index{whole: make(map[string]bool, len(texts))}
	for _, text := range texts {
		i.whole[text] = true
	}
	i.suffix = suffixarray.New([]byte(strings.Join(texts, "\x00")))
	return i
}

// contains reports whether one of the strings holds another.
func (i *index) contains(text string) bool { return len(i.suffix.Lookup([]byte(text), 1)) > 0 }

// containment returns a function that reports whether one of the strings holds another, for as many others as are to be asked about.
func containment(texts []string, others int) func(text string) bool {
	if others > Many {
		return newIndex(texts).contains
	}
	return func(text string) bool {
		return slices.ContainsFunc(texts, func(each string) bool { return strings.Contains(each, text) })
	}
}
