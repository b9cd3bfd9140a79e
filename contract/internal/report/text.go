package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
)

// WriteText writes the report for people: the table of operations against statuses, the findings of each cause with their places, those
// that are known, what was not checked, and one line with the verdict. The same exchanges in the same order give the same bytes. An
// error is that of w.
func (r *Report) WriteText(w io.Writer, style Style) error {
	return writeText(w, r.model(style.Strict), style)
}

func writeText(w io.Writer, m *model, style Style) error {
	var b strings.Builder
	writeTable(&b, m.Operations)
	writeGroups(&b, m.New, style)
	if len(m.Accepted) > 0 {
		b.WriteString("Known:\n\n")
		writeGroups(&b, m.Accepted, style)
	}
	writeStale(&b, m.Stale, style)
	writeNotes(&b, m.Notes)
	fmt.Fprintf(&b, "%s: %s\n", style.verdict(m), summary(m))
	_, err := io.WriteString(w, b.String())
	return err
}

// indent is the width of the column of severities, under which the second line of a group begins.
const indent = 11

func writeGroups(b *strings.Builder, groups []group, style Style) {
	shown, folded := fold(groups)
	for i := range shown {
		writeGroup(b, &shown[i], style)
	}
	writeFolded(b, folded, style)
	if len(groups) > 0 {
		b.WriteByte('\n')
	}
}

// maxRejected is how many causes of rejection are shown: both sides behaved, so that there is nothing to mend.
const maxRejected = 3

// fold returns the groups to show, and those of rejected requests that are too many.
func fold(groups []group) (shown, folded []group) {
	rejected := 0
	for _, g := range groups {
		if g.Severity == contract.Rejected {
			rejected++
		}
		if g.Severity == contract.Rejected && rejected > maxRejected && g.Entry == nil {
			folded = append(folded, g)
		} else {
			shown = append(shown, g)
		}
	}
	return shown, folded
}

// writeFolded says what of rejected requests is not shown.
func writeFolded(b *strings.Builder, folded []group, style Style) {
	if len(folded) == 0 {
		return
	}
	findings := 0
	for _, g := range folded {
		findings += g.Count
	}
	rejected := style.severity(contract.Rejected, fmt.Sprintf("%-*s", indent, string(contract.Rejected)))
	fmt.Fprintf(b, "%sand %s of requests that were refused as documented (%s); the other kinds of report show them\n", rejected, count(len(folded), "other cause"), count(findings, "finding"))
}

func writeGroup(b *strings.Builder, g *group, style Style) {
	severity := style.severity(g.Severity, fmt.Sprintf("%-*s", indent, string(g.Severity)))
	fmt.Fprintf(b, "%s%s\n%*s%s%s\n", severity, g.headline(), indent, "", printable(g.first().Message()), g.aside())
	if g.Entry != nil {
		fmt.Fprintf(b, "%*s%s\n", indent, "", printable(g.known()))
	}
	for _, s := range g.Suggestions {
		writeSuggestion(b, s)
	}
}

func writeSuggestion(b *strings.Builder, s Suggestion) {
	fmt.Fprintf(b, "%*s%s:\n", indent, "", printable(s.Title))
	for line := range strings.Lines(s.Diff) {
		line = strings.TrimRight(fmt.Sprintf("%*s%s", indent+2, "", printable(strings.TrimSuffix(line, "\n"))), " ")
		b.WriteString(line + "\n")
	}
}

// writeStale writes the entries of the baseline of which nothing was found.
func writeStale(b *strings.Builder, entries []baseline.Entry, style Style) {
	for _, entry := range entries {
		stale := style.severity(contract.Violation, fmt.Sprintf("%-*s", indent, "stale"))
		fmt.Fprintf(b, "%s%s  %s\n%*s%s\n", stale, printable(cause(entry.Cause)), printable(entry.Place.String()), indent, "", staleMessage)
	}
	if len(entries) > 0 {
		b.WriteByte('\n')
	}
}

// staleMessage says what to do about an entry of the baseline of which nothing was found.
const staleMessage = "the baseline knows it and nothing like it was found; remove the entry"

// cause returns a cause in one line.
func cause(c contract.Cause) string {
	if c.At == (contract.Location{}) {
		return c.Rule.String() + "  " + c.Operation
	}
	return c.Rule.String() + "  " + c.Operation + "  at " + c.At.String()
}

func writeNotes(b *strings.Builder, notes []Note) {
	if len(notes) == 0 {
		return
	}
	b.WriteString("Not checked:\n")
	for _, note := range notes {
		fmt.Fprintf(b, "  %s  %s\n", note.Place, printable(note.Text))
	}
	b.WriteByte('\n')
}
