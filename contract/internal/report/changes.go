package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
)

// Changes is what changed between two documents, to be written as text, JSON or Markdown.
type Changes struct {
	Old, New *change.Document
	// Changes are shown in this order.
	Changes []change.Change
	// Changelog is the name of the changelog in which changes are announced. Where it is empty, nothing is expected to be.
	Changelog string
}

// ChangesKinds returns the kinds that changes can be written in.
func ChangesKinds() []Kind { return []Kind{Text, JSON, Markdown} }

// Holds reports whether there is no change that callers have to look at, but for those that are announced.
func (c *Changes) Holds() bool { return len(c.unannounced()) == 0 }

// unannounced returns the changes that fail.
func (c *Changes) unannounced() []change.Change {
	return slices.DeleteFunc(slices.Clone(c.Changes), func(c change.Change) bool { return !c.Breaks() || c.Announced })
}

// Write writes the changes in a format. The same changes give the same bytes. An error is that of w, or tells that there is no such kind.
func (c *Changes) Write(kind Kind, w io.Writer, style Style) error {
	switch kind {
	case Text:
		return c.writeText(w, style)
	case JSON:
		return c.writeJSON(w)
	case Markdown:
		return c.writeMarkdown(w)
	default:
		return fmt.Errorf("there is no report of changes as %s; the kinds are %s", string(kind), kindNames(ChangesKinds()))
	}
}

// missing returns the ids that an announcement lacks, each once; none where nothing is expected to be announced.
func (c *Changes) missing() []string {
	var ids []string
	for _, found := range c.unannounced() {
		if c.Changelog != "" && !slices.Contains(ids, found.ID()) {
			ids = append(ids, found.ID())
		}
	}
	return ids
}

func (c *Changes) verdict() string {
	if c.Holds() {
		return verdictHolds
	}
	return verdictFails
}

// summary returns how many changes there are, as "1 breaking, 0 unclear, 2 compatible".
func (c *Changes) summary() string {
	if len(c.Changes) == 0 {
		return "nothing changed"
	}
	var parts []string
	for _, severity := range change.Severities() {
		parts = append(parts, fmt.Sprintf("%d %s", c.count(severity), severity))
	}
	return strings.Join(parts, ", ")
}

func (c *Changes) count(severity change.Severity) int {
	n := 0
	for _, found := range c.Changes {
		if found.Severity == severity {
			n++
		}
	}
	return n
}

// documents returns what was compared, with the versions.
func (c *Changes) documents() string {
	return fmt.Sprintf("%s (%s) -> %s (%s)", c.Old.Name(), c.Old.Version(), c.New.Name(), c.New.Version())
}

// places returns where a change stands: one place, or the new one and what it was.
func places(c change.Change) string {
	if c.Old.File != "" && c.New.File != "" {
		return c.New.String() + ", was " + c.Old.String()
	}
	return c.Place().String()
}

// operations returns the operations of a change, each with its statuses.
func (c *Changes) operations(found change.Change, most int) string {
	var names []string
	for _, o := range found.Operations {
		names = append(names, strings.TrimSpace(o.String()+" "+strings.Join(o.Statuses, ", ")))
	}
	if n := len(names); n > most && n == c.New.Operations() {
		return fmt.Sprintf("all %d operations", n)
	}
	return list(names, most)
}

// list joins the first names and counts the others.
func list(names []string, most int) string {
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s; and %d more", strings.Join(names[:most], "; "), more)
	}
	return strings.Join(names, "; ")
}

// aside is a line below a change: what it touches of a kind.
type aside struct{ word, names string }

// asides returns what a change touches, of each kind at most so many by name.
func (c *Changes) asides(found change.Change, most int) []aside {
	var all []aside
	for _, a := range []aside{
		{"in", c.operations(found, most)},
		{"recorded in", list(found.Recordings, most)},
		{"Go", list(found.Identifiers, most)},
	} {
		if a.names != "" {
			all = append(all, a)
		}
	}
	if found.Announced && found.Breaks() {
		all = append(all, aside{"announced", "by " + c.announcement(found)})
	}
	return all
}

// announcement says what announces a change.
func (c *Changes) announcement(found change.Change) string {
	if c.Old.Version() != c.New.Version() {
		return "info.version"
	}
	return c.Changelog + " as " + found.ID()
}
