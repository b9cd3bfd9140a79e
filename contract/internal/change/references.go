package change

import "strings"

// subject is what a change or a difference is about, so that the two can be compared: an operation
// with a oneOf or anyOf, or a component that is missing in one document.
type subject struct {
	operation string
	component string
	isAdded   bool
}

// placeReferences finds the differences that a change is about although oasdiff names another
// place. oasdiff names the component instead of a reference to it that was added or removed. It
// names the operation instead of a oneOf or anyOf with other types. If there is one such difference
// for a change, the change gets its place. placeReferences returns the other differences.
func placeReferences(changes []Change, differences []located) []located {
	wanted := map[subject]bool{}
	for _, c := range changes {
		for _, s := range c.subjects() {
			wanted[s] = true
		}
	}
	found, rest := splitBySubject(wanted, differences)
	for i, c := range changes {
		positions := map[int]bool{}
		for _, s := range c.subjects() {
			for _, at := range found[s] {
				positions[at] = true
			}
		}
		if len(positions) == 1 {
			for at := range positions {
				changes[i].Old, changes[i].New = differences[at].Old, differences[at].New
			}
		}
	}
	return rest
}

// splitBySubject returns the positions of the differences that are about the wanted subjects, at
// most two for each, and the differences that are about none of them.
func splitBySubject(wanted map[subject]bool, differences []located) (found map[subject][]int, rest []located) {
	found = map[subject][]int{}
	for i, l := range differences {
		refers := false
		for _, s := range l.subjects() {
			if !wanted[s] {
				continue
			}
			refers = true
			if len(found[s]) < 2 {
				found[s] = append(found[s], i)
			}
		}
		if !refers {
			rest = append(rest, l)
		}
	}
	return found, rest
}

// subjects returns what oasdiff could name in place of the change's own place.
func (c Change) subjects() []subject {
	switch {
	case isUnion(c.Rule):
		return operationsOf(c)
	case c.oneSided() && c.Place().Pointer != "":
		return []subject{{component: c.Place().Pointer, isAdded: c.Old.File == ""}}
	default:
		return nil
	}
}

// subjects returns what oasdiff could name in place of the difference's own place.
func (l located) subjects() []subject {
	if l.Rule != RuleUnclassified {
		return nil
	}
	var all []subject
	if l.union {
		all = operationsOf(l.Change)
	}
	if l.target != "" && l.target != l.Place().Pointer {
		all = append(all, subject{component: l.target, isAdded: l.Old.File == ""})
	}
	return all
}

func operationsOf(c Change) []subject {
	all := make([]subject, len(c.Operations))
	for i, o := range c.Operations {
		all[i] = subject{operation: o.key()}
	}
	return all
}

// isUnion reports whether a rule is about the types in a oneOf or anyOf.
func isUnion(rule string) bool { return strings.Contains(rule, "-list-of-types-") }
