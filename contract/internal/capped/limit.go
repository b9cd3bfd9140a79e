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

// MaxKept is the number of things that are kept, whatever they are. MaxAlike is the number of those
// that are alike.
const (
	MaxKept  = 1000
	MaxAlike = 100
)

// Limit decides which things are kept in a list. The zero value is ready to use. A Limit is not
// safe for concurrent use.
type Limit[K comparable] struct {
	last map[K]entry
}

// entry is the last thing that was kept of a kind, and the number of things kept of that kind.
type entry struct{ index, kept int }

// Next returns the index in the list of the thing that stands for another one. If the index is the
// length of the list, the caller appends the thing itself. Things of the same kind are alike. If
// the list is full, a thing of a new kind is counted with the rest, which is one thing for each
// key. So the list grows longer than [MaxKept] only by the number of different rests. The keys of
// the rests must differ from all kinds.
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
