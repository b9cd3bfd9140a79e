package multimatch

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// automaton is a trie of strings. Its states are numbered in the order of the lengths of their
// strings; 0 is the root. The children of a state follow each other, in the order of their labels.
type automaton struct {
	entries []entry
	// first is the first child of each state. The children end where those of the next state begin.
	first []int32
	// label is the last byte of the string of each state.
	label []byte
	// shorter has, for each state, the state of the longest proper suffix of its string that is in
	// the trie.
	shorter []int32
	// longest has, for each state, the index of the longest entry that is a suffix of the state's
	// string, or -1.
	longest []int32
	// roots has the child of the root for each label.
	roots [256]int32
	// near has, for each child of the root, the next state after each byte. Most bytes of a text
	// are read in these states. It is empty in a small automaton. The children of the root are the
	// states after it, so the table of a state is the one before its number.
	near [][256]int32
}

// fewestStates is the number of states from which the tables of an automaton are worth their time.
const fewestStates = 512

// newAutomaton returns an automaton of entries. If several have the same text, it finds the last.
func newAutomaton(entries []entry) *automaton {
	a := &automaton{entries: entries}
	a.build()
	a.link()
	if len(a.label) >= fewestStates {
		a.fillNear()
	}
	return a
}

// span is a part of the sorted entries.
type span struct{ start, end int }

// build makes the trie, state by state. The sorted entries that begin with the string of a state
// follow each other, so each state has a part of them.
func (a *automaton) build() {
	sorted := make([]int32, len(a.entries))
	for i := range a.entries {
		sorted[i] = number(i)
	}
	slices.SortFunc(sorted, func(i, j int32) int {
		return cmp.Or(strings.Compare(a.entries[i].text, a.entries[j].text), cmp.Compare(i, j))
	})
	states := a.states(sorted)
	a.first, a.label, a.longest = make([]int32, 0, states+1), make([]byte, 1, states), make([]int32, 0, states)
	parts := []span{{0, len(sorted)}}
	for depth := 0; len(parts) > 0; depth++ {
		parts = a.buildLevel(sorted, parts, depth)
	}
	a.first = append(a.first, number(len(a.label)))
}

// states returns the number of states: the root, and one for each byte of an entry that the entry
// before it doesn't begin with.
func (a *automaton) states(sorted []int32) int {
	states, before := 1, ""
	for _, at := range sorted {
		text := a.entries[at].text
		common := 0
		for common < min(len(text), len(before)) && text[common] == before[common] {
			common++
		}
		states += len(text) - common
		before = text
	}
	return states
}

// number returns the number of a state or an entry.
func number(n int) int32 { return int32(n) } //nolint:gosec // An automaton with 2^31 states doesn't fit into memory.

// buildLevel adds the children of the states whose strings have a length. Parts are the entries of
// these states. It returns those of the children.
func (a *automaton) buildLevel(sorted []int32, parts []span, depth int) []span {
	next := make([]span, 0, len(parts))
	for _, part := range parts {
		a.first = append(a.first, number(len(a.label)))
		ends := int32(-1)
		at := part.start
		for ; at < part.end && len(a.entries[sorted[at]].text) == depth; at++ {
			ends = sorted[at]
		}
		a.longest = append(a.longest, ends)
		for at < part.end {
			c, start := a.entries[sorted[at]].text[depth], at
			for at < part.end && a.entries[sorted[at]].text[depth] == c {
				at++
			}
			a.label = append(a.label, c)
			next = append(next, span{start, at})
		}
	}
	return next
}

// fillNear builds the tables for the children of the root.
func (a *automaton) fillNear() {
	for state := a.first[0]; state < a.first[1]; state++ {
		table := a.roots // If the child has no child for the byte, the search begins anew at the root.
		for child := a.first[state]; child < a.first[state+1]; child++ {
			table[a.label[child]] = child
		}
		a.near = append(a.near, table)
	}
}

// child returns the child of a state for a byte, or 0.
func (a *automaton) child(state int32, c byte) int32 {
	if state == 0 {
		return a.roots[c]
	}
	first, end := a.first[state], a.first[state+1]
	if first == end {
		return 0
	}
	if a.label[first] == c { // Most states have one child.
		return first
	}
	if at := bytes.IndexByte(a.label[first+1:end], c); at >= 0 {
		return first + 1 + number(at)
	}
	return 0
}

// link finds the shorter states. The shorter state of a state depends on the shorter state of its
// parent, which comes before it.
func (a *automaton) link() {
	for child := a.first[0]; child < a.first[1]; child++ {
		a.roots[a.label[child]] = child
	}
	a.shorter = make([]int32, len(a.label))
	for parent := range a.label {
		for state := a.first[parent]; state < a.first[parent+1]; state++ {
			if parent != 0 {
				a.shorter[state] = a.next(a.shorter[parent], a.label[state])
			}
			if a.longest[state] < 0 {
				a.longest[state] = a.longest[a.shorter[state]]
			}
		}
	}
}

// next returns the state after reading one more byte.
func (a *automaton) next(state int32, c byte) int32 {
	for {
		if at := int(state) - 1; at >= 0 && at < len(a.near) {
			return a.near[at][c]
		}
		if child := a.child(state, c); child != 0 || state == 0 {
			return child
		}
		state = a.shorter[state]
	}
}
