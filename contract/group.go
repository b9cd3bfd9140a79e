package contract

import (
	"cmp"
	"slices"
)

// Cause is what all findings of one mistake have in common. It holds no line, so it stays the same
// when other parts of the document are edited. It holds no array index, so it is the same for each
// item of a list.
type Cause struct {
	Rule      Rule   `json:"rule"`
	Operation string `json:"operation"`
	// Document is the JSON pointer of the place in the document.
	Document string `json:"document"`
	// At is the location in the message, with * for each index of an array.
	At Location `json:"at"`
}

// Cause returns the cause of a finding.
func (f Finding) Cause() Cause {
	return Cause{Rule: f.Rule, Operation: f.Operation, Document: f.Document.Pointer, At: f.At.withoutIndices()}
}

// Compare orders causes by operation, rule, location in the message and place in the document.
func (c Cause) Compare(other Cause) int {
	return cmp.Or(
		cmp.Compare(c.Operation, other.Operation),
		c.Rule.compare(other.Rule),
		c.At.compare(other.At),
		cmp.Compare(c.Document, other.Document),
	)
}

// Group is the findings that have the same cause.
type Group struct {
	Cause Cause
	// Severity is the most serious severity among the findings.
	Severity Severity
	// Count is the number of findings, and Exchanges the number of exchanges that have them.
	Count, Exchanges int
	// Examples are the first findings: at least one, and at most [MaxExamples]. They stand for no
	// others: More is 0.
	Examples []Finding
}

// MaxExamples is the number of findings that a [Group] keeps.
const MaxExamples = 3

// MaxCauses is the number of causes that [Groups] tells apart. A recording with more causes is
// usually of another API, or has identifiers in the place of property names.
const MaxCauses = 10_000

// Groups collects findings by cause. Its memory depends only on the number of causes, of which it
// tells [MaxCauses] apart. After that, it collects the findings of new causes by rule and place in
// the document, with * for the operation and the location in the message. The zero value is empty
// and ready to use. Groups is not safe for concurrent use.
type Groups struct {
	byCause map[Cause]*Group
}

// Add adds the findings of one exchange.
func (g *Groups) Add(findings []Finding) {
	if g.byCause == nil {
		g.byCause = map[Cause]*Group{}
	}
	counted := map[*Group]bool{}
	for _, f := range findings {
		cause := g.Cause(f)
		group := g.byCause[cause]
		if group == nil {
			group = &Group{Cause: cause, Severity: f.Severity}
			g.byCause[cause] = group
		}
		group.Count += f.Count()
		if !counted[group] {
			counted[group] = true
			group.Exchanges++
		}
		if f.Severity.weight() < group.Severity.weight() {
			group.Severity = f.Severity
		}
		if len(group.Examples) < MaxExamples {
			f.More = 0
			group.Examples = append(group.Examples, f)
		}
	}
}

// Cause returns the cause that the finding is counted under, or would be counted under if it were
// added next.
func (g *Groups) Cause(f Finding) Cause {
	cause := f.Cause()
	if g.byCause[cause] == nil && len(g.byCause) >= MaxCauses {
		cause.Operation, cause.At = "*", Location{In: anywhere}
	}
	return cause
}

// List returns the groups, the most serious severity first and then by cause. The order doesn't
// depend on the order in which findings were added.
func (g *Groups) List() []Group {
	groups := make([]Group, 0, len(g.byCause))
	for _, group := range g.byCause {
		groups = append(groups, *group)
	}
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(a.Severity.weight(), b.Severity.weight()), a.Cause.Compare(b.Cause))
	})
	return groups
}
