package change

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// Report has the changes between two documents. It can be written as text, JSON or Markdown.
type Report struct {
	Old, New *Document
	// Changes has the changes in the order in which they are shown.
	Changes []Change
	// Changelog is the name of the changelog that announces changes. If it is empty, nobody has to
	// announce them.
	Changelog string
}

// Formats returns the formats that a report of changes can be written in.
func Formats() []output.Format { return []output.Format{output.Text, output.JSON, output.Markdown} }

// Holds reports whether there is no change that callers must look at, except announced changes.
func (r *Report) Holds() bool { return len(r.unannounced()) == 0 }

// unannounced returns the changes that callers must look at and that are not announced.
func (r *Report) unannounced() []Change {
	return slices.DeleteFunc(slices.Clone(r.Changes), func(c Change) bool { return !c.Breaks() || c.Announced })
}

// Write writes the changes in a format. The same changes give the same bytes. It returns an error
// if writing to w fails, or if there is no such format.
func (r *Report) Write(format output.Format, w io.Writer, style output.Style) error {
	switch format {
	case output.Text:
		return r.writeText(w, style)
	case output.JSON:
		return r.writeJSON(w)
	case output.Markdown:
		return r.writeMarkdown(w)
	default:
		return fmt.Errorf("there is no report of changes as %s; the kinds are %s", string(format), output.Names(Formats()))
	}
}

// missing returns the ids that the changelog doesn't announce, each once. It returns none without a
// changelog.
func (r *Report) missing() []string {
	var ids []string
	for _, found := range r.unannounced() {
		if r.Changelog != "" && !slices.Contains(ids, found.ID()) {
			ids = append(ids, found.ID())
		}
	}
	return ids
}

// unreadTitle is the title of the lines that [Report.unread] returns.
const unreadTitle = "Not compared by the rules of oasdiff, so changes there are unclear"

// unread returns a line for each part of either document that no rule judges.
func (r *Report) unread() []string {
	var all []string
	for _, d := range []*Document{r.Old, r.New} {
		for _, u := range d.Unread() {
			if line := u.Place.String() + "  " + u.What; !slices.Contains(all, line) {
				all = append(all, line)
			}
		}
	}
	return all
}

func (r *Report) verdict() string {
	if r.Holds() {
		return "holds"
	}
	return "fails"
}

// summary returns the number of changes by severity, such as "1 breaking, 0 unclear, 2 compatible".
func (r *Report) summary() string {
	if len(r.Changes) == 0 {
		return "nothing changed"
	}
	var parts []string
	for _, severity := range Severities() {
		parts = append(parts, fmt.Sprintf("%d %s", r.count(severity), severity))
	}
	return strings.Join(parts, ", ")
}

func (r *Report) count(severity Severity) int {
	n := 0
	for _, found := range r.Changes {
		if found.Severity == severity {
			n++
		}
	}
	return n
}

// documents names the compared documents and their versions.
func (r *Report) documents() string {
	return fmt.Sprintf("%s (%s) -> %s (%s)", r.Old.Name(), r.Old.Version(), r.New.Name(), r.New.Version())
}

// places returns the place of a change. If the change has a place in both documents, it returns
// both, with the new one first.
func places(c Change) string {
	if c.Old.File != "" && c.New.File != "" {
		return c.New.String() + ", was " + c.Old.String()
	}
	return c.Place().String()
}

// operations returns the operations of a change, each with its statuses.
func (r *Report) operations(found Change, most int) string {
	var names []string
	for _, o := range found.Operations {
		names = append(names, strings.TrimSpace(o.String()+" "+strings.Join(o.Statuses, ", ")))
	}
	if n := len(names); n > most && n == r.New.Operations() {
		return fmt.Sprintf("all %d operations", n)
	}
	return output.List(names, most)
}

// aside is a line below a change. It has the word for a kind of thing that the change affects, and
// the names of these things.
type aside struct{ word, names string }

// asides returns the things that a change affects. It returns at most this many names of each kind.
func (r *Report) asides(found Change, most int) []aside {
	var all []aside
	for _, a := range []aside{
		{"in", r.operations(found, most)},
		{"recorded in", output.List(found.Recordings, most)},
		{"Go", output.List(found.Identifiers, most)},
	} {
		if a.names != "" {
			all = append(all, a)
		}
	}
	if found.Announced && found.Breaks() {
		all = append(all, aside{"announced", "by " + r.announcement(found)})
	}
	return all
}

// announcement says what announces a change.
func (r *Report) announcement(found Change) string {
	if r.Old.Version() != r.New.Version() {
		return "info.version"
	}
	return r.Changelog + " as " + found.ID()
}
