package change

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// explanations has the places of changes, to find out which differences they explain.
type explanations struct {
	old, revised changedPlaces
}

// changedPlaces has the places of changes in one document.
type changedPlaces struct {
	// at has the pointer of each place. For a place of a change that adds or removes something, the
	// value is true.
	at map[string]bool
	// sorted has the pointers in their order.
	sorted []string
}

func newExplanations(changes []Change) *explanations {
	e := &explanations{old: changedPlaces{at: map[string]bool{}}, revised: changedPlaces{at: map[string]bool{}}}
	for _, c := range changes {
		e.old.add(c.Old, c.oneSided())
		e.revised.add(c.New, c.oneSided())
	}
	slices.Sort(e.old.sorted)
	slices.Sort(e.revised.sorted)
	return e
}

func (p *changedPlaces) add(place contract.Place, oneSided bool) {
	if place.File != "" && place.Pointer != "" {
		p.at[place.Pointer] = p.at[place.Pointer] || oneSided
		p.sorted = append(p.sorted, place.Pointer)
	}
}

// explain reports whether a change explains the difference. This is so if the change is at the same
// place, around it or inside it. A change of a type also explains the format, and a change that
// adds or removes a property also explains whether the property is required.
func (e *explanations) explain(l located) bool {
	return l.Old.File != "" && e.old.explain(l, l.Old.Pointer) || l.New.File != "" && e.revised.explain(l, l.New.Pointer)
}

func (p *changedPlaces) explain(l located, difference string) bool {
	return p.isAbout(difference) || l.requires != "" && p.at[l.requires]
}

// isAbout reports whether one of the changes is about a difference at the pointer: the difference
// is at the place of the change, directly inside it, or around it.
func (p *changedPlaces) isAbout(difference string) bool {
	parent, token := document.CutLast(difference)
	for _, place := range []string{difference, parent} {
		if _, found := p.at[place]; found && place != "" {
			return true
		}
	}
	if _, found := p.at[parent+"/type"]; found && token == "format" {
		return true
	}
	i, _ := slices.BinarySearch(p.sorted, difference+"/")
	return i < len(p.sorted) && strings.HasPrefix(p.sorted[i], difference+"/")
}
