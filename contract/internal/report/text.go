package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

// writeText writes the report for people: the table of operations against statuses, the findings of
// each cause with their places, those that are known, what was not checked, and one line with the
// verdict.
func writeText(w io.Writer, m *model, style output.Style) error {
	var b strings.Builder
	b.WriteString(output.Table(tableOf(m.Operations), output.Left) + "\n" + legend + "\n\n")
	writeGroups(&b, m.New, style)
	if len(m.Accepted) > 0 {
		b.WriteString("Known:\n\n")
		writeGroups(&b, m.Accepted, style)
	}
	writeStale(&b, m.Stale, style)
	writeNotes(&b, "Document", m.ShownFlaws)
	writeNotes(&b, "Not checked", m.Notes)
	paint := style.Bad
	if m.Holds {
		paint = style.Good
	}
	fmt.Fprintf(&b, "%s: %s\n", paint(m.verdict()), output.Printable(summary(m)))
	_, err := io.WriteString(w, b.String())
	return err
}

// indent is the width of the column of severities, under which the second line of a group begins.
const indent = 11

func writeGroups(b *strings.Builder, groups []group, style output.Style) {
	shown, folded := fold(groups)
	for i := range shown {
		writeGroup(b, &shown[i], style)
	}
	writeFolded(b, folded, style)
	if len(groups) > 0 {
		b.WriteByte('\n')
	}
}

// maxRejected is how many causes of rejection are shown: both sides behaved, so there is nothing to
// fix.
const maxRejected = 3

// fold returns the groups to show, and the groups of rejected requests that are too many to show.
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

// writeFolded says how many rejected requests are not shown.
func writeFolded(b *strings.Builder, folded []group, style output.Style) {
	if len(folded) == 0 {
		return
	}
	findings := 0
	for _, g := range folded {
		findings += g.Count
	}
	fmt.Fprintf(b, "%sand %s of requests that were refused as documented (%s); the other kinds of report show them\n",
		painted(style, contract.Rejected, string(contract.Rejected)), output.Count(len(folded), "other cause"), output.Count(findings, "finding"))
}

func writeGroup(b *strings.Builder, g *group, style output.Style) {
	fmt.Fprintf(b, "%s%s\n%*s%s%s\n", painted(style, g.Severity, string(g.Severity)), g.headline(), indent, "", g.message(), g.aside())
	if g.Entry != nil {
		fmt.Fprintf(b, "%*s%s\n", indent, "", g.known())
	}
	for _, s := range g.Suggestions {
		writeSuggestion(b, s)
	}
}

func writeSuggestion(b *strings.Builder, s suggest.Suggestion) {
	fmt.Fprintf(b, "%*s%s:\n", indent, "", output.Short(s.Title))
	for line := range strings.Lines(s.Diff) {
		line = strings.TrimRight(fmt.Sprintf("%*s%s", indent+2, "", output.Printable(strings.TrimSuffix(line, "\n"))), " ")
		b.WriteString(line + "\n")
	}
}

// writeStale writes the entries of the baseline whose finding is gone.
func writeStale(b *strings.Builder, entries []baseline.Entry, style output.Style) {
	for _, entry := range entries {
		fmt.Fprintf(b, "%s%s  %s\n%*s%s\n", painted(style, contract.Violation, "stale"),
			output.Short(cause(entry.Cause)), output.Printable(entry.Place.String()), indent, "", staleMessage)
	}
	if len(entries) > 0 {
		b.WriteByte('\n')
	}
}

// staleMessage says what to do about a stale entry of the baseline.
const staleMessage = "the baseline accepts this finding, but it was not found; remove the entry"

// cause returns a cause in one line.
func cause(c contract.Cause) string {
	if c.At == (contract.Location{}) {
		return c.Rule.String() + "  " + c.Operation
	}
	return c.Rule.String() + "  " + c.Operation + "  at " + c.At.String()
}

func writeNotes(b *strings.Builder, title string, notes []Note) {
	if len(notes) == 0 {
		return
	}
	b.WriteString(title + ":\n")
	for _, note := range notes {
		fmt.Fprintf(b, "  %s  %s\n", output.Printable(note.Place.String()), output.Short(note.Text))
	}
	b.WriteByte('\n')
}
