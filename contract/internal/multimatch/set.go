// Package multimatch finds many strings in a text at once. The time of a search grows with the
// length of the text and not with the number of strings (Aho and Corasick, 1975). Strings may be
// added at any time.
//
//	var set multimatch.Set
//	set.Add("hunter2", 1)
//	for match := range set.All("my hunter2") {
//		fmt.Println(match.Start, match.End, match.ID)
//	}
//
// Some libraries for this don't report where a string was found. The others build tables of 256
// entries for each byte of the strings. No library accepts more strings after the first search.
package multimatch

import (
	"iter"
	"slices"
)

// Set is a set of strings to find. The zero value is empty. It is not safe for concurrent use.
type Set struct {
	// automata are ordered by size, and each is at least twice as large as the next. So each string
	// moves to a larger automaton only O(log n) times, where n is the number of strings.
	automata []*automaton
	added    []entry
	size     int
	// begins has the beginnings of the strings, by the place of their length in prefixLengths. A
	// search skips what begins with none of them.
	begins [len(prefixLengths)]prefixes
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
	// ID is the number with which the string was added.
	ID int
}

// Add adds a string. An empty string is never found.
func (s *Set) Add(text string, id int) {
	if text != "" {
		s.added = append(s.added, entry{text, id})
		s.size += len(text)
		s.longest = max(s.longest, len(text))
		for n, length := range prefixLengths {
			if len(text) >= length {
				s.begins[n].add(prefixOf(text[:length]))
				break
			}
		}
	}
}

// Size returns the sum of the lengths of the strings.
func (s *Set) Size() int { return s.size }

// All searches the text from left to right. At each byte at which strings end, it yields the
// longest of these strings. Together, the matches cover every occurrence of every string. If the
// same string was added twice, its last ID is reported.
func (s *Set) All(text string) iter.Seq[Match] {
	return func(yield func(Match) bool) {
		start := s.candidate(text, 0)
		if start == len(text) {
			return // The automata are built only for a text that needs them.
		}
		s.build()
		states := make([]int32, len(s.automata))
		isAtRoot := true
		for i := start; i < len(text); i++ {
			if isAtRoot {
				if i = s.candidate(text, i); i == len(text) {
					return
				}
			}
			var found Match
			if found, isAtRoot = s.step(states, text, i); found.End > 0 && !yield(found) {
				return
			}
		}
	}
}

// step moves all automata on by the byte at i. It returns the longest string that ends there, and
// whether all automata are in their first state.
func (s *Set) step(states []int32, text string, i int) (found Match, isAtRoot bool) {
	isAtRoot = true
	for n, a := range s.automata {
		states[n] = a.next(states[n], text[i])
		isAtRoot = isAtRoot && states[n] == 0
		if at := a.longest[states[n]]; at >= 0 {
			if length := len(a.entries[at].text); length >= found.End-found.Start {
				found = Match{Start: i + 1 - length, End: i + 1, ID: a.entries[at].id}
			}
		}
	}
	return found, isAtRoot
}

// candidate returns the first place in a text, from start on, at which a string may begin. It
// returns the length of the text if there is no such place.
func (s *Set) candidate(text string, start int) int {
	if !s.begins[1].isUsed() && !s.begins[2].isUsed() && !s.begins[3].isUsed() {
		return s.begins[0].next(text, start)
	}
	window := prefixOf(text[start:min(len(text), start+longestPrefix-1)]) << 8
	for i := start; i < len(text); i++ {
		window >>= 8
		if last := i + longestPrefix - 1; last < len(text) {
			window |= uint64(text[last]) << (8 * (longestPrefix - 1))
		}
		for n := range s.begins {
			length := prefixLengths[n]
			if p := &s.begins[n]; p.isUsed() && length <= len(text)-i && p.has(window<<(64-8*length)>>(64-8*length)) {
				return i
			}
		}
	}
	return len(text)
}

// build makes an automaton of the strings that were added since the last call.
func (s *Set) build() {
	if len(s.added) == 0 {
		return
	}
	count, first := len(s.added), len(s.automata)
	for first > 0 && len(s.automata[first-1].entries) < 2*count {
		first--
		count += len(s.automata[first].entries)
	}
	entries := make([]entry, 0, count)
	for n := first; n < len(s.automata); n++ {
		entries = append(entries, s.automata[n].entries...)
		s.automata[n] = nil // Its memory is free while the new automaton is made.
	}
	entries = append(entries, s.added...)
	s.automata, s.added = s.automata[:first], nil
	s.automata = append(s.automata, newAutomaton(entries))
}

// Leftmost yields matches that don't overlap. If matches overlap, it yields the match that begins
// first, and the longest of those that begin there. If another match reaches further, Leftmost
// yields the rest of that match with the ID -1, which belongs to no string.
func (s *Set) Leftmost(text string) iter.Seq[Match] {
	return func(yield func(Match) bool) {
		var l leftmost
		for match := range s.All(text) {
			l.add(match)
			// A later match begins after this byte, so it doesn't change earlier matches.
			if !l.yieldBefore(match.End+1-s.longest, yield) {
				return
			}
		}
		l.yieldBefore(len(text)+1, yield)
	}
}

// leftmost selects among overlapping matches.
type leftmost struct {
	// chosen are the matches in order. They don't overlap. The matches before the index first have
	// been yielded. done is the end of the last yielded match.
	chosen []Match
	first  int
	done   int
}

// add takes the next match. It ends after all earlier matches.
func (l *leftmost) add(match Match) {
	for n := len(l.chosen); n > l.first && l.chosen[n-1].Start >= match.Start; n-- {
		l.chosen = l.chosen[:n-1] // The last match is inside the new match.
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

// yieldBefore yields the matches that begin before a byte. It returns false if yield returned
// false.
func (l *leftmost) yieldBefore(at int, yield func(Match) bool) bool {
	for ; l.first < len(l.chosen) && l.chosen[l.first].Start < at; l.first++ {
		if !yield(l.chosen[l.first]) {
			return false
		}
		l.done = l.chosen[l.first].End
	}
	if l.first > len(l.chosen)/2 { // So each match is moved once on average.
		l.chosen = slices.Delete(l.chosen, 0, l.first)
		l.first = 0
	}
	return true
}
