package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// maxSearched is how many values the JSONPaths of an overlay may look at altogether. Some short
// paths would look at each value once for each other value, or more often.
const maxSearched = 50_000_000

// search returns the values that a JSONPath selects, each once, sorted by their normalized paths.
// It begins at the value that the names and indices at the beginning of the path lead to. It
// applies one segment after the other, and removes duplicates in between: the library alone visits
// the values below a duplicate again.
func (a *overlaying) search(at *Node, way spec.NormalizedPath, rest []*spec.Segment) (jsonpath.LocatedNodeList, error) {
	start := a.document.Root().below(way)
	if start == nil {
		return nil, nil
	}
	value, searched := start.plain(), start
	whole := value
	if slices.ContainsFunc(rest, queriesWhole) {
		searched = a.document.Root()
		whole = searched.plain()
	}
	size := searched.size()
	found := jsonpath.LocatedNodeList{{Node: value, Path: slices.Clip(way)}}
	a.searched += size
	for _, segment := range rest {
		visited := len(found)
		if segment.IsDescendant() {
			found = outermost(found)
			visited = size
		}
		if !a.admit(visited, size, segment) {
			return nil, fmt.Errorf("%s: to find what %s selects, too many values of the document would be looked at; "+
				"write targets with fewer .. and with no query of the whole document in a filter, or fewer actions", at.Place(), wording.Quote(at.text))
		}
		var next jsonpath.LocatedNodeList
		for _, one := range found {
			next = append(next, segment.SelectLocated(one.Node, whole, one.Path)...)
		}
		found = next.Deduplicate()
	}
	found.Sort()
	return found, nil
}

// queriesWhole reports whether a filter of a segment has a query of the whole document, which
// begins with $.
func queriesWhole(segment *spec.Segment) bool {
	return slices.ContainsFunc(segment.Selectors(), func(selector spec.Selector) bool {
		filter, ok := selector.(*spec.FilterSelector)
		return ok && strings.Contains(withoutStrings(filter.String()), "$")
	})
}

// admit counts the values that a segment looks at, and reports whether it may. The segment is
// applied to some of the values of a document of a size.
func (a *overlaying) admit(visited, size int, segment *spec.Segment) bool {
	for _, selector := range segment.Selectors() {
		cost := visited
		if filter, ok := selector.(*spec.FilterSelector); ok {
			cost = filterCost(visited, size, segment.IsDescendant(), filter.String())
		}
		if a.searched += cost; a.searched > maxSearched {
			return false
		}
	}
	return true
}

// filterCost returns about how many values a filter looks at. It looks at the values below each
// value once for each .. that is inside another, and at the whole document for each $. Each comma
// may double what a query selects.
func filterCost(visited, size int, isDescendant bool, filter string) int {
	filter = withoutStrings(filter)
	inner, commas := strings.Count(filter, "$"), strings.Count(filter, ",")
	if descents := strings.Count(filter, ".."); isDescendant {
		inner += descents
	} else {
		inner += max(descents-1, 0)
		visited = size
	}
	cost := visited
	for range inner {
		cost = min(cost*size, maxSearched+1)
	}
	for range commas {
		cost = min(2*cost, maxSearched+1)
	}
	return cost
}

// withoutStrings returns a JSONPath in the form that the library writes, without the content of its
// strings.
func withoutStrings(path string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(path); i++ {
		switch {
		case path[i] == '"':
			quoted = !quoted
		case quoted && path[i] == '\\':
			i++
		case !quoted:
			b.WriteByte(path[i])
		}
	}
	return b.String()
}

// outermost returns the values that are not inside another one. The list has no duplicates.
func outermost(found jsonpath.LocatedNodeList) jsonpath.LocatedNodeList {
	found.Sort()
	var outer jsonpath.LocatedNodeList
	for _, one := range found {
		if len(outer) == 0 || !isBelow(one.Path, outer[len(outer)-1].Path) {
			outer = append(outer, one)
		}
	}
	return outer
}

// isBelow reports whether a normalized path begins with another one.
func isBelow(path, outer spec.NormalizedPath) bool {
	if len(path) < len(outer) {
		return false
	}
	for i, at := range outer {
		if path[i] != at {
			return false
		}
	}
	return true
}

// size returns the number of values in a node. It counts what an alias repeats each time.
func (n *Node) size() int {
	total := 1
	for i := range n.children {
		total += n.children[i].node.size()
	}
	return total
}
