package contract

import (
	"index/suffixarray"
	"slices"
	"strings"
)

// textIndex finds texts within others, each in a time that depends on its own length.
type textIndex struct {
	whole  map[string]bool
	suffix *suffixarray.Index
}

// manyTexts is from how many texts on they are looked for in an index, and not one by one: an index takes a while to make.
const manyTexts = 100

func newTextIndex(texts []string) *textIndex {
	index := &textIndex{whole: make(map[string]bool, len(texts))}
	for _, text := range texts {
		index.whole[text] = true
	}
	index.suffix = suffixarray.New([]byte(strings.Join(texts, "\x00")))
	return index
}

// contains reports whether one of the texts holds another.
func (i *textIndex) contains(text string) bool { return len(i.suffix.Lookup([]byte(text), 1)) > 0 }

// containment returns a function that reports whether one of the texts holds another, for as many others as are to be asked about.
func containment(texts []string, others int) func(text string) bool {
	if others > manyTexts {
		return newTextIndex(texts).contains
	}
	return func(text string) bool {
		return slices.ContainsFunc(texts, func(each string) bool { return strings.Contains(each, text) })
	}
}
