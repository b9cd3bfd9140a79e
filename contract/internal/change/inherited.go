package change

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// compareParameters compares the parameters of an operation, including the parameters of its path
// item.
func (c *comparer) compareParameters(before, after operation) []*difference {
	was, is := before.parameters(), after.parameters()
	var differences []*difference
	for id, old := range was {
		if revised := is[id]; revised != nil {
			// Path parameters are paired by their positions, because their names may differ. No
			// caller sees these names.
			differences = append(differences, c.compareChildren(target(old), target(revised), "name")...)
		} else {
			differences = append(differences, oneSided(old, nil)...)
		}
	}
	for id, revised := range is {
		if was[id] == nil {
			differences = append(differences, oneSided(nil, revised)...)
		}
	}
	return differences
}

// compareSecurity compares the security requirements of an operation. They may come from the whole
// document.
func (c *comparer) compareSecurity(before, after operation) []*difference {
	was, is := c.old.security(before), c.revised.security(after)
	if slices.Equal(requirements(was), requirements(is)) {
		return nil
	}
	return []*difference{{rule: RuleUnclassified, severity: Unclear, old: was, new: is, message: quote("security") + " was changed"}}
}

// requirements returns the alternatives in a list of security requirements, sorted. An empty list
// means the same as a single empty alternative.
func requirements(security *document.Node) []string {
	var all []string
	for requirement := range security.Items() {
		all = append(all, canonical(requirement))
	}
	if len(all) == 0 {
		return []string{"{}"}
	}
	slices.Sort(all)
	return all
}
