package contract

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"
)

// Cause identifies a mistake: all findings of one mistake have the same cause. A cause has no line,
// so it stays the same when other parts of the document are edited. A cause has no array index, so
// it is the same for each item of a list.
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

// anyOperation is the operation of the cause that rest returns.
const anyOperation = "*"

// rest returns a cause that stands for all causes with the same rule and place in the document.
func (c Cause) rest() Cause {
	return Cause{Rule: c.Rule, Operation: anyOperation, Document: c.Document, At: Location{In: anywhere}}
}

// Group has the findings with the same cause.
type Group struct {
	Cause Cause
	// Severity is the most serious severity among the findings.
	Severity Severity
	// Count is the number of findings, and Exchanges the number of exchanges that have them. A
	// group whose operation is * combines many causes. It counts an exchange once for each of these
	// causes.
	Count, Exchanges int
	// Severities has the number of findings by severity. Answered has the number of exchanges by
	// provenance. The provenance is empty if the recording doesn't say it.
	Severities map[Severity]int
	Answered   map[Provenance]int
	// Examples has the first findings, in the order of the names of recordings and the indices in
	// them. It has at least one finding and at most [MaxExamples]. Their More is 0.
	Examples []Finding
}

// MaxExamples is the number of findings that a [Group] keeps.
const MaxExamples = 3

// MaxCauses is the number of causes that [Groups] lists separately. A recording with more causes
// usually comes from another API, or uses identifiers as property names.
const MaxCauses = 10_000

// Groups collects findings by cause. The result depends only on the findings. Their order doesn't
// matter, nor whether a finding came from Add or from Merge. The memory depends only on the number
// of causes. Groups lists the first [MaxCauses] causes separately, in the order of [Cause.Compare].
// It combines the findings of all other causes by rule and place in the document, and writes * for
// their operation and location. If a string of a finding is not valid UTF-8, Groups replaces the
// wrong bytes with the replacement character. The zero value is empty and ready to use. Groups is
// not safe for concurrent use.
type Groups struct {
	// apart has a group for each cause that is listed separately. rest has the groups that combine
	// all other causes.
	apart, rest map[Cause]*Group
	// order has the causes of apart, with the last cause on top.
	order lastFirst
}

// Add adds the findings of one exchange.
func (g *Groups) Add(findings []Finding) {
	counted := make(map[Cause]bool, len(findings))
	for _, f := range findings {
		f = f.inUTF8()
		cause := f.Cause()
		group := g.group(cause)
		group.count(f.Severity, f.Count())
		if !counted[cause] {
			counted[cause] = true
			group.Exchanges++
			group.Answered[f.Source.Provenance]++
		}
		f.More = 0
		group.example(f)
	}
}

// Merge adds groups that another Groups returned from List.
func (g *Groups) Merge(groups []Group) {
	for _, other := range groups {
		g.group(other.Cause).include(&other)
	}
}

// group returns the group that counts the findings of a cause.
func (g *Groups) group(cause Cause) *Group {
	if g.apart == nil {
		g.apart, g.rest = map[Cause]*Group{}, map[Cause]*Group{}
	}
	if group := g.apart[cause]; group != nil {
		return group
	}
	switch {
	case cause.Operation == anyOperation:
		return groupIn(g.rest, cause)
	case len(g.apart) < MaxCauses:
	case cause.Compare(g.order[0]) > 0:
		return groupIn(g.rest, cause.rest())
	default:
		last, _ := heap.Pop(&g.order).(Cause)
		groupIn(g.rest, last.rest()).include(g.apart[last])
		delete(g.apart, last)
	}
	heap.Push(&g.order, cause)
	return groupIn(g.apart, cause)
}

func groupIn(groups map[Cause]*Group, cause Cause) *Group {
	group := groups[cause]
	if group == nil {
		group = &Group{Cause: cause, Severities: map[Severity]int{}, Answered: map[Provenance]int{}}
		groups[cause] = group
	}
	return group
}

func (g *Group) count(severity Severity, n int) {
	if g.Count == 0 || severity.weight() < g.Severity.weight() {
		g.Severity = severity
	}
	g.Count += n
	g.Severities[severity] += n
}

// example keeps a finding as an example if it is among the first findings.
func (g *Group) example(f Finding) {
	full := len(g.Examples) == MaxExamples
	if full && compareFindings(&f, &g.Examples[MaxExamples-1]) >= 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(g.Examples, f, func(a, b Finding) int { return compareFindings(&a, &b) })
	if full {
		g.Examples = g.Examples[:MaxExamples-1]
	}
	g.Examples = slices.Insert(g.Examples, i, f)
}

// include adds the findings of another group.
func (g *Group) include(other *Group) {
	for severity, n := range other.Severities {
		g.count(severity, n)
	}
	g.Exchanges += other.Exchanges
	for provenance, n := range other.Answered {
		g.Answered[provenance] += n
	}
	for _, f := range other.Examples {
		g.example(f)
	}
}

// compareFindings orders findings by their exchanges. The findings of one exchange have the order
// of [Contract.Check]. If two findings compare as equal, every report shows them in the same way.
func compareFindings(f, other *Finding) int {
	a, b := &f.Source, &other.Source
	if order := cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Entry, b.Entry)); order != 0 {
		return order
	}
	return cmp.Or(
		cmp.Compare(f.Severity.weight(), other.Severity.weight()),
		f.Rule.compare(other.Rule),
		f.At.compare(other.At),
		f.Document.Compare(other.Document),
		cmp.Compare(f.Expected, other.Expected),
		cmp.Compare(f.Actual, other.Actual),
		cmp.Compare(f.Document.Pointer, other.Document.Pointer),
		cmp.Compare(f.Operation, other.Operation),
		cmp.Compare(f.Status, other.Status),
		cmp.Compare(f.Side, other.Side),
		cmp.Compare(a.Provenance, b.Provenance),
		cmp.Compare(a.Page, b.Page),
		a.Recorded.Compare(b.Recorded),
		cmp.Compare(a.Version, b.Version),
		cmp.Compare(a.Document, b.Document),
		cmp.Compare(a.Operation, b.Operation),
		cmp.Compare(a.Redaction, b.Redaction),
	)
}

// inUTF8 returns the finding with only valid UTF-8 in its strings, which any format can write.
func (f Finding) inUTF8() Finding {
	for _, text := range []*string{
		&f.Operation, &f.At.Name, &f.At.Pointer, &f.Document.Pointer, &f.Expected, &f.Actual, &f.Source.File, &f.Source.Page, &f.Source.Version, &f.Source.Document,
		&f.Source.Operation, &f.Source.Redaction,
	} {
		*text = strings.ToValidUTF8(*text, "\uFFFD")
	}
	return f
}

// List returns the groups, sorted by severity and then by cause. The most serious severity comes
// first. The caller must not change the maps and slices of the groups.
func (g *Groups) List() []Group {
	groups := make([]Group, 0, len(g.apart)+len(g.rest))
	for _, all := range []map[Cause]*Group{g.apart, g.rest} {
		for _, group := range all {
			groups = append(groups, *group)
		}
	}
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(a.Severity.weight(), b.Severity.weight()), a.Cause.Compare(b.Cause))
	})
	return groups
}

// lastFirst is a heap of causes that has the last cause at the top.
type lastFirst []Cause //nolint:recvcheck // Only Push and Pop change the heap itself.

func (h lastFirst) Len() int           { return len(h) }
func (h lastFirst) Less(i, j int) bool { return h[i].Compare(h[j]) > 0 }
func (h lastFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements [heap.Interface].
func (h *lastFirst) Push(cause any) {
	c, _ := cause.(Cause)
	*h = append(*h, c)
}

// Pop implements [heap.Interface].
func (h *lastFirst) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
