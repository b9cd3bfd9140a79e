// Package capped keeps the findings of each kind up to a limit and counts the rest. Otherwise the
// findings of a hostile message could fill the memory.
//
//	var limit capped.Limit[string]
//	for _, found := range all {
//		i, isRest := limit.Next(found.Kind, restOf(found), lastOf(found), len(list))
//		if i == len(list) {
//			list = append(list, shown(found, isRest))
//		} else {
//			list[i].More++
//		}
//	}
package capped

// MaxKept is how many things a list keeps. MaxAlike is how many things of one kind it keeps.
// MaxRests is how many things it adds that count others.
const (
	MaxKept  = 1000
	MaxAlike = 100
	MaxRests = 1000
)

// Limit decides which things a list keeps. The zero value is ready to use. A Limit is not safe for
// concurrent use.
type Limit[K comparable] struct {
	// few has the entries of the first kinds, and many has the others. Most messages have few kinds,
	// for which a map would take much more memory.
	few  []entry[K]
	many map[K]*entry[K]
}

// maxFew is the number of kinds that a slice is searched for one by one.
const maxFew = 4

// entry has a kind, the index of the last kept thing of that kind, and the number of its kept
// things.
type entry[K comparable] struct {
	kind        K
	index, kept int
}

// Next takes the kind of a thing and the length of the list, and returns an index in the list. If
// the index is the length of the list, the caller appends the thing. Otherwise the caller only
// counts the new thing, at the thing with this index. When the list is full, it gets one more thing
// for each rest, and isRest is true. This thing counts the things of all new kinds with this rest.
// When there are [MaxRests] rests, the list gets one more thing for each last rest, which counts
// the things of all new rests with this last rest. So the list has at most MaxKept and MaxRests
// things, plus the number of different last rests. A kind must differ from all rests.
func (l *Limit[K]) Next(kind, rest, lastRest K, length int) (index int, isRest bool) {
	known := l.of(kind)
	switch {
	case known != nil && (known.kept >= MaxAlike || length >= MaxKept):
		return known.index, false
	case length < MaxKept && known != nil:
		known.index, known.kept = length, known.kept+1
		return length, false
	case length < MaxKept:
		l.add(entry[K]{kind, length, 1})
		return length, false
	}
	known = l.of(rest)
	if known == nil && length >= MaxKept+MaxRests {
		rest = lastRest
		known = l.of(rest)
	}
	if known != nil {
		return known.index, true
	}
	l.add(entry[K]{rest, length, 1})
	return length, true
}

// of returns the entry of a kind, or nil if the kind has no entry.
func (l *Limit[K]) of(kind K) *entry[K] {
	for i := range l.few {
		if l.few[i].kind == kind {
			return &l.few[i]
		}
	}
	return l.many[kind]
}

func (l *Limit[K]) add(e entry[K]) {
	if len(l.few) < maxFew {
		if l.few == nil {
			l.few = make([]entry[K], 0, maxFew)
		}
		l.few = append(l.few, e)
		return
	}
	if l.many == nil {
		l.many = map[K]*entry[K]{}
	}
	l.many[e.kind] = &e
}
