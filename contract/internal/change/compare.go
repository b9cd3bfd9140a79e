package change

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Compare returns what changed between the old document and the revised document. The worst changes
// come first, and the order depends only on the documents. It returns no changes if nothing
// changed. If the documents can't be compared, it returns an error of one line.
func Compare(old, revised *Document) ([]Change, error) {
	differences, err := newComparer(old, revised).differences()
	if err != nil {
		return nil, err
	}
	if len(differences) > 0 {
		for _, d := range []*Document{old, revised} {
			if err := d.refuseNestedArrays(); err != nil {
				return nil, err
			}
		}
	}
	changes, err := classify(old, revised, differences)
	if err != nil { // Without the rules, the differences are found all the same.
		for _, d := range []*Document{old, revised} {
			d.unjudged(err)
		}
		if differences, err = newComparer(old, revised).differences(); err != nil {
			return nil, err
		}
	}
	rest := placeReferences(changes, differences)
	known := newExplanations(changes)
	for _, l := range rest {
		if l.Rule != RuleUnclassified || !known.explain(l) {
			changes = append(changes, l.Change)
		}
	}
	sortChanges(changes)
	return changes, nil
}

// oneSided reports whether the change adds or removes something.
func (c Change) oneSided() bool { return c.Old.File == "" || c.New.File == "" }

// reach collects the operations that a change affects, each with the statuses that the change is
// about.
type reach map[string]Operation

// add adds an operation. Without statuses, the change is about the whole operation, even if
// statuses were added before.
func (r reach) add(o Operation, statuses ...string) {
	known, found := r[o.key()]
	switch {
	case !found:
		o.Statuses = slices.Compact(slices.Sorted(slices.Values(statuses)))
	case len(known.Statuses) == 0 || len(statuses) == 0:
		o.Statuses = nil
	default:
		o.Statuses = known.Statuses
		for _, status := range statuses {
			if i, isKnown := slices.BinarySearch(o.Statuses, status); !isKnown {
				o.Statuses = slices.Insert(o.Statuses, i, status)
			}
		}
	}
	r[o.key()] = o
}

func (r reach) sorted() []Operation {
	return slices.SortedFunc(maps.Values(r), func(a, b Operation) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
}
