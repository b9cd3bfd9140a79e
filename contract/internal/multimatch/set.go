// Package multimatch finds many strings in a text at once, in a time that grows with the text and
// not with the number of the strings (Aho and Corasick, 1975). Strings may be added at any time.
//
//	var set multimatch.Set
//	set.Add("hunter2", 1)
//	for match := range set.All("my hunter2") {
//		fmt.Println(match.Start, match.End, match.ID)
//	}
//
// The libraries for this either don't report where a string was found or build tables of 256
// entries for each byte of the strings. No library accepts more strings after the first search.
package multimatch

import (
	"iter"
	"slices"
)

// Set is a set of strings to find. The zero value is empty. It is not safe for concurrent use.
type Set struct {
	// automata are ordered by size, and each is at least twice as large as the next. So a string
	// moves into a larger automaton only as often as the logarithm of the number of strings.
	automata []*automaton
	added    []entry
	size     int
	// longest is the length of the longest string.
	longest int
}

type entry struct {
	text string
	id   int
}

// Match is a string that was found in a text.
type Match struct {
	Start, End int
	// ID is the number that the string was added with.
	ID int
}

// Add adds a string. The empty string is not found.
func (s *Set) Add(text string, id int) {
	if text != "" {
		s.added = append(s.added, entry{text, id})
		s.size += len(text)
		s.longest = max(s.longest, len(text))
	}
}

// Size returns the sum of the lengths of the strings.
func (s *Set) Size() int { return s.size }

// All goes over the text from left to right. At each byte where strings end, it yields the longest
// of them. Together, these matches cover every occurrence of every string. If the same string was
// added twice, its last ID is reported.
func (s *Set) All(text string) iter.Seq[Match] {
	s.build()
	return func(yield func(Match) bool) {
		states := make([]int32, len(s.automata))
		for i := range len(text) {
			var found Match
			for n, a := range s.automata {
				states[n] = a.next(states[n], text[i])
				if at := a.longest[states[n]]; at >= 0 {
					if length := len(a.entries[at].text); length >= found.End-found.Start {
						found = Match{Start: i + 1 - length, End: i + 1, ID: a.entries[at].id}
					}
				}
			}
			if found.End > 0 && !yield(found) {
				return
			}
		}
	}
}

// build makes an automaton of the strings that were added since the last build.
func (s *Set) build() {
	if len(s.added) == 0 {
		return
	}
	entries := s.added
	s.added = nil
	for n := len(s.automata); n > 0 && len(s.automata[n-1].entries) < 2*len(entries); n-- {
		entries = append(s.automata[n-1].entries, entries...)
		s.automata = s.automata[:n-1]
	}
	s.automata = append(s.automata, newAutomaton(entries))
}

// Leftmost yields matches that don't overlap. Of matches that overlap, it yields the match that
// begins first, and the longest match if several begin there. If another match reaches further, its
// rest is yielded with the ID -1, which belongs to no string.
func (s *Set) Leftmost(text string) iter.Seq[Match] {
	return func(yield func(Match) bool) {
		var l leftmost
		for match := range s.All(text) {
			l.add(match)
			// A later match begins behind this byte, and so changes no match that begins before it.
			if !l.yieldBefore(match.End+1-s.longest, yield) {
				return
			}
		}
		l.yieldBefore(len(text)+1, yield)
	}
}

// leftmost chooses among matches that overlap.
type leftmost struct {
	// chosen are the matches in order. None overlaps another. The matches before the index first
	// have been yielded. done is where the last yielded match ends.
	chosen []Match
	first  int
	done   int
}

// add takes the next match. It ends behind all earlier matches.
func (l *leftmost) add(match Match) {
	for n := len(l.chosen); n > l.first && l.chosen[n-1].Start >= match.Start; n-- {
		l.chosen = l.chosen[:n-1] // It is within the new match.
	}
	end := l.done
	n := len(l.chosen)
	if n > l.first {
		end = l.chosen[n-1].End
	}
	if match.Start < end {
		match = Match{Start: end, End: match.End, ID: -1}
	}
	if n > l.first && match.ID == -1 && l.chosen[n-1].ID == -1 && match.Start == end {
		l.chosen[n-1].End = match.End
		return
	}
	l.chosen = append(l.chosen, match)
}

// yieldBefore yields the matches that begin before a byte. It returns false if yield did.
func (l *leftmost) yieldBefore(at int, yield func(Match) bool) bool {
	for ; l.first < len(l.chosen) && l.chosen[l.first].Start < at; l.first++ {
		if !yield(l.chosen[l.first]) {
			return false
		}
		l.done = l.chosen[l.first].End
	}
	if l.first > len(l.chosen)/2 { // So each match is moved once on average, however many wait.
		l.chosen = slices.Delete(l.chosen, 0, l.first)
		l.first = 0
	}
	return true
}
