package contract

import (
	"cmp"
	"slices"
)

// Cause is what the findings that one mistake makes have in common. It names no line, so it stays the same when the document is
// edited elsewhere, and no index of an array, so it is the same for each item of a list.
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

// Compare orders causes by operation, rule, place in the message and place in the document.
func (c Cause) Compare(other Cause) int {
	return cmp.Or(
		cmp.Compare(c.Operation, other.Operation),
		c.Rule.compare(other.Rule),
		c.At.compare(other.At),
		cmp.Compare(c.Document, other.Document),
	)
}

// Group is all findings of one cause.
type Group struct {
	Cause Cause
	// Severity is the worst among the findings.
	Severity Severity
	// Count is how many findings there are; Exchanges is in how many exchanges.
	Count, Exchanges int
	// Examples are the first findings, at most [MaxExamples] and never none.
	Examples []Finding
}

// MaxExamples is how many findings a [Group] keeps.
const MaxExamples = 3

// MaxCauses is how many causes [Groups] tells apart. Recordings with more are of another API, as a rule, or have identifiers for names.
const MaxCauses = 10_000

// Groups collects findings by cause, in memory that depends on the number of causes alone, of which it tells [MaxCauses] apart. Findings of
// later ones are one group for each rule and place in the document, with * for the operation and the place in the message. The zero value is empty
// and ready to use. It is not safe for concurrent use.
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
		group.Count++
		if !counted[group] {
			counted[group] = true
			group.Exchanges++
		}
		if f.Severity.weight() < group.Severity.weight() {
			group.Severity = f.Severity
		}
		if len(group.Examples) < MaxExamples {
			group.Examples = append(group.Examples, f)
		}
	}
}

// Cause returns the cause that the finding is counted under, or will be when it is added next.
func (g *Groups) Cause(f Finding) Cause {
	cause := f.Cause()
	if g.byCause[cause] == nil && len(g.byCause) >= MaxCauses {
		cause.Operation, cause.At = "*", Location{In: anywhere}
	}
	return cause
}

// List returns the groups, the worst severity first and then by cause. The order doesn't depend on that of the findings.
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
