// Package capped keeps the findings of each kind up to a limit and counts the rest, so that a
// hostile message can't fill the memory with what is found in it.
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

// MaxKept is how many things are kept at most. MaxAlike is how many things of one kind are kept at
// most.
const (
	MaxKept  = 1000
	MaxAlike = 100
)

// Limit decides which things are kept in a list. The zero value is ready to use. A Limit is not
// safe for concurrent use.
type Limit[K comparable] struct {
	last map[K]entry
}

// entry has the index of the last thing of a kind that was kept, and how many things of the kind
// were kept.
type entry struct{ index, kept int }

// Next takes the kind of a thing and the length of the list, and returns an index in the list. If
// the index is the length of the list, the caller appends the thing. Otherwise the thing at the
// index also stands for the new thing, and the caller counts it there. When the list is full,
// things of new kinds are counted together: for each rest, the list gets one more thing that stands
// for them, and isRest is true. So the list grows longer than [MaxKept] only by the number of
// different rests. A rest must differ from all kinds.
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
