package change

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// compareParameters compares the parameters of an operation, whether they stand in it or in its
// path item.
func (c *comparer) compareParameters(before, after operation) []difference {
	was, is := before.parameters(), after.parameters()
	var differences []difference
	for id, old := range was {
		if revised := is[id]; revised != nil {
			// Where the names differ in spite of that, no caller sees them.
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

// compareSecurity compares what an operation asks for, which the document may say for all
// operations.
func (c *comparer) compareSecurity(before, after operation) []difference {
	was, is := c.old.security(before), c.revised.security(after)
	if slices.Equal(requirements(was), requirements(is)) {
		return nil
	}
	return []difference{{rule: RuleUnclassified, severity: Unclear, old: was, new: is, message: quote("security") + " was changed"}}
}

// requirements returns the alternatives of a security, sorted. None are the same as an empty one.
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
