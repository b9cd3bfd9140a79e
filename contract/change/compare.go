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
	var more []Change
	references := make([][]Change, len(changes))
	for _, d := range newWalker(old, revised).walk() {
		if d.Rule != RuleUnclassified {
			more = append(more, d.Change)
			continue
		}
		explained := false
		for i, c := range changes {
			if d.refersTo(c) {
				references[i] = append(references[i], d.Change)
			}
			explained = explained || d.refersTo(c) || d.explainedBy(c)
		}
		if !explained {
			more = append(more, d.Change)
		}
	}
	for i, found := range references {
		// oasdiff names the component that a reference leads to; the reference is what came or went.
		if len(found) == 1 {
			changes[i].Old, changes[i].New = found[0].Old, found[0].New
		}
	}
	changes = append(changes, more...)
	sortChanges(changes)
	return changes, nil
}

// refersTo reports whether the difference is the reference to what came or went by a change.
func (l located) refersTo(c Change) bool {
	return l.target != "" && l.target == c.Place().Pointer && l.target != l.Place().Pointer && c.oneSided() && (l.Old.File == "") == (c.Old.File == "")
}

// explainedBy reports whether a change speaks of the difference: it stands at the same place, within it, or around it.
func (l located) explainedBy(c Change) bool {
	return about(l.Old, c.Old, c.oneSided()) || about(l.New, c.New, c.oneSided())
}

// oneSided reports whether something came or went.
func (c Change) oneSided() bool { return c.Old.File == "" || c.New.File == "" }

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
