package digest

import "github.com/orgcontract/polytomic-organizations/contract/internal/document"

// loops finds the targets of references that lead back to themselves. It finds all of them in one
// walk, with Tarjan's algorithm for strongly connected components.
type loops struct {
	leads func(target *document.Node) []*document.Node
	// known says for each visited target whether it leads back to itself.
	known map[*document.Node]bool
	// order has the number of each target, in the order in which the walk visits them. earliest
	// has, for each target, the lowest number among the targets on the path that it leads back to.
	order, earliest map[*document.Node]int
	path            []*document.Node
	onPath          map[*document.Node]bool
}

func newLoops(leads func(target *document.Node) []*document.Node) *loops {
	return &loops{
		leads: leads, known: map[*document.Node]bool{}, order: map[*document.Node]int{}, earliest: map[*document.Node]int{}, onPath: map[*document.Node]bool{},
	}
}

// contains reports whether references lead from a target back to it.
func (l *loops) contains(target *document.Node) bool {
	if _, visited := l.order[target]; !visited {
		l.visit(target)
	}
	return l.known[target]
}

func (l *loops) visit(target *document.Node) {
	number := len(l.order)
	l.order[target], l.earliest[target] = number, number
	l.path, l.onPath[target] = append(l.path, target), true
	for _, next := range l.leads(target) {
		if _, visited := l.order[next]; !visited {
			l.visit(next)
		} else if !l.onPath[next] {
			continue
		}
		l.known[target] = l.known[target] || next == target
		l.earliest[target] = min(l.earliest[target], l.earliest[next])
	}
	if l.earliest[target] < number {
		return
	}
	// All targets from here to the end of the path lead to each other.
	start := len(l.path) - 1
	for l.path[start] != target {
		start--
	}
	for _, on := range l.path[start:] {
		l.known[on] = l.known[on] || len(l.path)-start > 1
		delete(l.onPath, on)
	}
	l.path = l.path[:start]
}
