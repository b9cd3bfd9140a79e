package watch

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// State says whether and why a difference is accepted.
type State string

const (
	// StateNew is a difference that nobody has accepted. It makes the report fail.
	StateNew State = "new"
	// StateExpired is a difference whose entry in the baseline has expired. It makes the report
	// fail.
	StateExpired State = "expired"
	// StateDecided is a difference for which an x-decision of the document gives a reason.
	StateDecided State = "decided"
	// StateKnown is a difference that the baseline accepts.
	StateKnown State = "known"
)

// States returns all states, in the order of reports.
func States() []State { return []State{StateNew, StateExpired, StateDecided, StateKnown} }

// Report has the results of comparing published definitions with one document. It can be written as
// text, JSON or Markdown.
type Report struct {
	ours        *Definition
	comparisons []*Comparison
	entries     map[contract.Cause]baseline.Entry
	states      map[contract.Cause]State
	stale       []baseline.Entry
}

// NewReport returns a report about comparisons with the same document. There must be at least one
// comparison. The baseline accepts each of its differences until the last day of the entry. If
// known is nil, no difference is accepted.
func NewReport(comparisons []*Comparison, known *baseline.Baseline, now time.Time) *Report {
	r := &Report{ours: comparisons[0].Ours, comparisons: comparisons, entries: map[contract.Cause]baseline.Entry{}, states: map[contract.Cause]State{}}
	found := known.Apply(groups(comparisons), now)
	for _, match := range found.Known {
		r.entries[match.Entry.Cause], r.states[match.Entry.Cause] = match.Entry, StateKnown
	}
	for _, match := range found.Expired {
		r.entries[match.Entry.Cause], r.states[match.Entry.Cause] = match.Entry, StateExpired
	}
	r.stale = found.Stale
	return r
}

// Update returns a baseline that accepts all differences without an x-decision; see
// [baseline.Baseline.Update].
func Update(comparisons []*Comparison, known *baseline.Baseline, now time.Time) *baseline.Baseline {
	return known.Update(groups(comparisons), func(contract.Group) bool { return true }, now)
}

// groups returns the differences without a decision, each once, in the form that a baseline needs.
func groups(comparisons []*Comparison) []contract.Group {
	var all []contract.Group
	var causes []contract.Cause
	for _, c := range comparisons {
		for _, d := range c.Differences {
			if cause := d.Cause(); d.Decision == "" && !slices.Contains(causes, cause) {
				causes = append(causes, cause)
				all = append(all, contract.Group{Cause: cause})
			}
		}
	}
	return all
}

// state returns the state of a difference.
func (r *Report) state(d Difference) State {
	switch state := r.states[d.Cause()]; {
	case d.Decision != "":
		return StateDecided
	case state == "":
		return StateNew
	default:
		return state
	}
}

// Holds reports whether there is no new difference, and no expired or stale entry in the baseline.
func (r *Report) Holds() bool { return r.count(StateNew)+r.count(StateExpired)+len(r.stale) == 0 }

func (r *Report) count(state State) int {
	n := 0
	for _, c := range r.comparisons {
		n += len(r.in(c, state))
	}
	return n
}

// in returns the differences of a comparison that are in a state.
func (r *Report) in(c *Comparison, state State) []Difference {
	return slices.DeleteFunc(slices.Clone(c.Differences), func(d Difference) bool { return r.state(d) != state })
}

// Formats returns the formats that a report can be written in.
func Formats() []output.Format { return []output.Format{output.Text, output.JSON, output.Markdown} }

// Write writes the report in a format. The same differences give the same bytes. Write returns an
// error if writing to w fails, or if there is no such format.
func (r *Report) Write(format output.Format, w io.Writer, style output.Style) error {
	switch format {
	case output.Text:
		return r.writeText(w, style)
	case output.JSON:
		return r.writeJSON(w)
	case output.Markdown:
		return r.writeMarkdown(w)
	default:
		return fmt.Errorf("there is no report of differences as %s; the kinds are %s", string(format), output.Names(Formats()))
	}
}

func (r *Report) verdict() string {
	if r.Holds() {
		return "holds"
	}
	return "fails"
}

// summary returns the number of differences in each state, such as "1 new, 2 decided differently".
func (r *Report) summary() string {
	parts := []string{fmt.Sprintf("%d new", r.count(StateNew))}
	for _, part := range []struct {
		n     int
		words string
	}{
		{r.count(StateExpired), "expired"},
		{len(r.stale), "gone from the definition"},
		{r.count(StateDecided), "decided differently"},
		{r.count(StateKnown), "known"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.words))
		}
	}
	return strings.Join(parts, ", ")
}

// title names the two documents of a comparison.
func title(c *Comparison) string {
	return fmt.Sprintf("%s (%s) compared with %s (%s): %d of %s in both",
		c.Published.Name(), c.Published.Version(), c.Ours.Name(), c.Ours.Version(),
		c.Compared, output.Count(len(c.Ours.operations), "operation"))
}

// heading returns the heading that reports show above the differences in a state.
func heading(state State) string {
	switch state {
	case StateNew:
		return "Not in our document"
	case StateExpired:
		return "Known, but the last day is over"
	case StateDecided:
		return "Decided differently"
	default:
		return "Known"
	}
}

// places returns the places of a difference in both documents.
func places(d Difference) string {
	return d.Published.String() + ", ours " + d.Ours.String()
}

// reason returns why a difference is accepted. It returns an empty string if it is not.
func (r *Report) reason(d Difference) string {
	if d.Decision != "" {
		return d.Decision
	}
	entry, known := r.entries[d.Cause()]
	if !known {
		return ""
	}
	return fmt.Sprintf("%s (until %s)", entry.Reason, entry.Expires.Format(time.DateOnly))
}

// staleTitle is the heading above the stale entries of the baseline.
const staleTitle = "No longer different; remove these entries from the baseline"

// staleLine describes a stale entry in one line.
func staleLine(e baseline.Entry) string {
	return fmt.Sprintf("%s  %s %s %s %s", e.Place, e.Cause.Rule, e.Cause.Operation, e.Cause.Document, e.Cause.At)
}
