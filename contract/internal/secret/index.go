package secret

import (
	"index/suffixarray"
	"slices"
	"strings"
)

// index finds strings inside many others. A search takes a time that depends only on the string
// that is searched for.
type index struct {
	whole  map[string]bool
	suffix *suffixarray.Index
}

// Many is the number of strings from which an index is used to search them. With fewer strings,
// searching them one by one is faster than making an index.
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
// the number of times that the function will be called.
func containment(texts []string, others int) func(text string) bool {
	if others > Many {
		return newIndex(texts).contains
	}
	return func(text string) bool {
		return slices.ContainsFunc(texts, func(each string) bool { return strings.Contains(each, text) })
	}
}
