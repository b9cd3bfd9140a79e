// Package capped keeps the findings of each kind up to a limit and counts the rest. Otherwise the
// findings of a hostile message could fill the memory.
//
//	var limit capped.Limit[string]
//	for _, found := range all {
//		i, isRest := limit.Next(found.Kind, restOf(found), len(list))
//		if i == len(list) {
//			list = append(list, shown(found, isRest))
//		} else {
//			list[i].More++
//		}
//	}
package capped

// MaxKept is how many things a list keeps. MaxAlike is how many things of one kind it keeps.
const (
	MaxKept  = 1000
	MaxAlike = 100
)

// Limit decides which things a list keeps. The zero value is ready to use. A Limit is not safe for
// concurrent use.
type Limit[K comparable] struct {
	last map[K]entry
}

// entry has the index of the last kept thing of a kind, and the number of kept things of that kind.
type entry struct{ index, kept int }

// Next takes the kind of a thing and the length of the list, and returns an index in the list. If
// the index is the length of the list, the caller appends the thing. Otherwise the caller only
// counts the new thing, at the thing with this index. When the list is full, it gets one more thing
// for each rest, and isRest is true. This thing counts the things of all new kinds with this rest.
// So the list has at most [MaxKept] things, plus the number of different rests. A rest must differ
// from all kinds.
func (l *Limit[K]) Next(kind, rest K, length int) (index int, isRest bool) {
	last, known := l.last[kind]
	switch {
	case known && (last.kept >= MaxAlike || length >= MaxKept):
		return last.index, false
	case length < MaxKept:
		l.keep(kind, entry{length, last.kept + 1})
		return length, false
	}
	if last, known = l.last[rest]; known {
		return last.index, true
	}
	l.keep(rest, entry{length, 1})
	return length, true
}

func (l *Limit[K]) keep(key K, e entry) {
	if l.last == nil {
		l.last = map[K]entry{}
	}
	l.last[key] = e
}
