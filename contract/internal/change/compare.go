package change

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Compare returns what changed between the old document and the revised document. The worst changes
// come first, and the order depends only on the documents. It returns no changes if nothing
// changed. If the documents can't be compared, it returns an error of one line.
func Compare(old, revised *Document) ([]Change, error) {
	differences := newComparer(old, revised).differences()
	if len(differences) > 0 {
		for _, d := range []*Document{old, revised} {
			if err := d.refuseNestedArrays(); err != nil {
				return nil, err
			}
		}
	}
	changes, err := classify(old, revised)
	if err != nil { // Without the rules, the differences are found all the same.
		for _, d := range []*Document{old, revised} {
			d.unjudged(err)
		}
		differences = newComparer(old, revised).differences()
	}
	var rest []located
	references := make([][]Change, len(changes))
	for _, l := range differences {
		refers := false
		for i, c := range changes {
			if l.Rule == RuleUnclassified && l.refersTo(c) {
				references[i] = append(references[i], l.Change)
				refers = true
			}
		}
		if !refers {
			rest = append(rest, l)
		}
	}
	for i, found := range references {
		if len(found) == 1 {
			changes[i].Old, changes[i].New = found[0].Old, found[0].New
		}
	}
	known := changes
	for _, l := range rest {
		if l.Rule != RuleUnclassified || !slices.ContainsFunc(known, l.explainedBy) {
			changes = append(changes, l.Change)
		}
	}
	sortChanges(changes)
	return changes, nil
}

// refersTo reports whether a change is about the difference, although oasdiff names another place.
// oasdiff names the component instead of a reference to it that was added or removed. It names the
// operation instead of a oneOf or anyOf with other types.
func (l located) refersTo(c Change) bool {
	if isUnion(c.Rule) {
		return l.union && slices.ContainsFunc(l.Operations, func(o Operation) bool {
			return slices.ContainsFunc(c.Operations, func(other Operation) bool { return o.key() == other.key() })
		})
	}
	return l.target != "" && l.target == c.Place().Pointer && l.target != l.Place().Pointer && c.oneSided() && (l.Old.File == "") == (c.Old.File == "")
}

// isUnion reports whether a rule is about the types in a oneOf or anyOf.
func isUnion(rule string) bool { return strings.Contains(rule, "-list-of-types-") }

// explainedBy reports whether a change explains the difference. This is so if the change is at the
// same place, inside it or around it. A change of a type also explains the format, and a change
// that adds or removes a property also explains whether the property is required.
func (l located) explainedBy(c Change) bool {
	for _, side := range [][2]contract.Place{{l.Old, c.Old}, {l.New, c.New}} {
		difference, changed := side[0], side[1]
		schema, isType := strings.CutSuffix(changed.Pointer, "/type")
		switch {
		case difference.File == "" || changed.File == "":
		case about(difference.Pointer, changed.Pointer),
			isType && difference.Pointer == schema+"/format",
			l.requires != "" && l.requires == changed.Pointer && c.oneSided():
			return true
		}
	}
	return false
}

// oneSided reports whether the change adds or removes something.
func (c Change) oneSided() bool { return c.Old.File == "" || c.New.File == "" }

// about reports whether a change at the pointer changed is about a difference at the pointer
// difference. It is if the difference is at the place of the change, directly inside it, or around
// it.
func about(difference, changed string) bool {
	if changed == "" {
		return false
	}
	if inside, found := strings.CutPrefix(difference+"/", changed+"/"); found {
		return strings.Count(inside, "/") <= 1
	}
	return strings.HasPrefix(changed, difference+"/")
}

// reach collects the operations that a change affects, each with the statuses that the change is
// about.
type reach map[string]Operation

// add adds an operation. Without statuses, the change is about the whole operation, even if
// statuses were added before.
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
