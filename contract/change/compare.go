package change

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Compare returns what changed from the old document to the revised one, the worst first, in an order that depends on the documents alone. It
// is empty where nothing did.
func Compare(old, revised *Document) ([]Change, error) {
	changes, err := classify(old, revised)
	if err != nil {
		return nil, err
	}
	known := len(changes)
	for _, d := range newWalker(old, revised).walk() {
		if d.Rule != RuleUnclassified || !explained(d, changes[:known]) {
			changes = append(changes, d)
		}
	}
	sortChanges(changes)
	return changes, nil
}

// explained reports whether one of the changes speaks of a difference that no rule of ours classifies: it stands at the same place, within
// it, or around it.
func explained(difference Change, changes []Change) bool {
	return slices.ContainsFunc(changes, func(c Change) bool {
		oneSided := c.Old.File == "" || c.New.File == ""
		return about(difference.Old, c.Old, oneSided) || about(difference.New, c.New, oneSided)
	})
}

// about reports whether a change at a place is about a difference. What is added or removed is so with all that it holds; what is different is so
// with what stands directly in it.
func about(difference, changed contract.Place, whole bool) bool {
	if difference.File == "" || changed.File == "" || changed.Pointer == "" {
		return false
	}
	inside, found := strings.CutPrefix(difference.Pointer+"/", changed.Pointer+"/")
	if found {
		return whole || strings.Count(inside, "/") <= 1
	}
	return strings.HasPrefix(changed.Pointer, difference.Pointer+"/")
}

// reach collects the operations that a change reaches, each with the statuses that it is about.
type reach map[string]Operation

// add adds an operation. Without statuses, the change is about all of it, whatever was added before.
func (r reach) add(o Operation, statuses ...string) {
	known, found := r[o.key()]
	switch {
	case !found:
		o.Statuses = slices.Clone(statuses)
	case len(known.Statuses) == 0 || len(statuses) == 0:
		o.Statuses = nil
	default:
		o.Statuses = slices.Concat(known.Statuses, statuses)
	}
	slices.Sort(o.Statuses)
	o.Statuses = slices.Compact(o.Statuses)
	r[o.key()] = o
}

func (r reach) sorted() []Operation {
	return slices.SortedFunc(maps.Values(r), func(a, b Operation) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
}
