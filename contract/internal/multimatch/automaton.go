package multimatch

// automaton is a trie of strings. Its states are numbered; 0 is the root.
type automaton struct {
	entries []entry
	// first is the first child of a state. sibling is the next child of its parent. 0 means no
	// state.
	first, sibling []int32
	label          []byte
	// shorter has, for each state, the state of the longest proper suffix of its string that is in
	// the trie.
	shorter []int32
	// longest has, for each state, the index of the longest entry that is a suffix of the state's
	// string, or -1.
	longest []int32
	// roots has the child of the root for each label.
	roots [256]int32
	// near has, for each child of the root, the next state after each byte. Most bytes of a text
	// are read in these states. nearAt has, for each state, its index in near, or -1. Both are
	// empty in a small automaton.
	near   [][256]int32
	nearAt []int32
}

// fewestStates is the number of states from which the tables of an automaton are worth their time.
const fewestStates = 512

func newAutomaton(entries []entry) *automaton {
	a := &automaton{entries: entries}
	a.addState(0)
	for n, e := range entries {
		state := int32(0)
		for i := range len(e.text) {
			state = a.childOrNew(state, e.text[i])
		}
		a.longest[state] = int32(n)
	}
	a.link()
	if len(a.label) >= fewestStates {
		a.fillNear()
	}
	return a
}

// fillNear builds the tables for the children of the root.
func (a *automaton) fillNear() {
	a.nearAt = make([]int32, len(a.label))
	for state := range a.nearAt {
		a.nearAt[state] = -1
	}
	for _, state := range a.roots {
		if state == 0 {
			continue
		}
		table := a.roots // If the child has no child for the byte, the search begins anew at the root.
		for child := a.first[state]; child != 0; child = a.sibling[child] {
			table[a.label[child]] = child
		}
		a.nearAt[state] = int32(len(a.near)) //nolint:gosec // The root has at most 256 children.
		a.near = append(a.near, table)
	}
}

func (a *automaton) addState(label byte) int32 {
	a.first = append(a.first, 0)
	a.sibling = append(a.sibling, 0)
	a.label = append(a.label, label)
	a.shorter = append(a.shorter, 0)
	a.longest = append(a.longest, -1)
	return int32(len(a.label) - 1) //nolint:gosec // An automaton with 2^31 states doesn't fit into memory.
}

func (a *automaton) child(state int32, c byte) int32 {
	if state == 0 {
		return a.roots[c]
	}
	for child := a.first[state]; child != 0; child = a.sibling[child] {
		if a.label[child] == c {
			return child
		}
	}
	return 0
}

func (a *automaton) childOrNew(state int32, c byte) int32 {
	if child := a.child(state, c); child != 0 {
		return child
	}
	child := a.addState(c)
	if state == 0 {
		a.roots[c] = child
	}
	a.sibling[child], a.first[state] = a.first[state], child
	return child
}

// link finds the shorter states. It works breadth first, because the shorter state of a state
// depends on the shorter state of its parent.
func (a *automaton) link() {
	waiting := []int32{0}
	for len(waiting) > 0 {
		parent := waiting[0]
		waiting = waiting[1:]
		for state := a.first[parent]; state != 0; state = a.sibling[state] {
			waiting = append(waiting, state)
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
		if a.nearAt != nil {
			if at := a.nearAt[state]; at >= 0 {
				return a.near[at][c]
			}
		}
		if child := a.child(state, c); child != 0 || state == 0 {
			return child
		}
		state = a.shorter[state]
	}
}
