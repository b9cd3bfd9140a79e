package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

// writeText writes the report as text for people. It shows the verdict, the causes with their
// places and the most important first, the known causes, what was not checked, and the table of
// operations and statuses.
func writeText(w io.Writer, m *model, style Style) error {
	var b strings.Builder
	paint := style.Bad
	switch {
	case m.Holds && m.Incomplete:
		paint = style.Warning
	case m.Holds:
		paint = style.Good
	}
	fmt.Fprintf(&b, "%s: %s\n%s\n\n", paint(m.verdict()), output.Printable(summary(m)), heldAgainst(m))
	writeFixes(&b, m.Fixes, style)
	if len(m.KnownFixes) > 0 {
		b.WriteString("Known:\n\n")
		writeFixes(&b, m.KnownFixes, style)
	}
	writeStale(&b, m.Stale, style)
	writeNotes(&b, "Document", m.ShownFlaws, style.All)
	writeNotes(&b, "Not checked", m.Notes, style.All)
	writeTable(&b, m, style.All)
	_, err := io.WriteString(w, b.String())
	return err
}

// writeTable writes a table of the operations that were called, and the number of the other
// operations. If the table is wider than a terminal, it leaves out the column of requests, or else
// the whole table. It also leaves out a table that is longer than a screen, unless all is true.
func writeTable(b *strings.Builder, m *model, all bool) {
	shown := called(m.Operations)
	if len(shown) > maxRows && !all {
		fmt.Fprintf(b, "%s called; --all shows the table of their statuses\n", wereCalled(len(shown), false))
		return
	}
	if len(shown) > 0 {
		table := output.Table(tableOf(shown, m.Stated), output.Left)
		if widest(table) > tableWidth {
			table = output.Table(withoutRequests(tableOf(shown, m.Stated)), output.Left)
		}
		if widest(table) > tableWidth {
			fmt.Fprintf(b, "%s called; the table of their statuses is too wide, --report html=FILE shows it\n", wereCalled(len(shown), false))
			return
		}
		b.WriteString(table)
	}
	if others := len(m.Operations) - len(shown); others > 0 {
		fmt.Fprintf(b, "%s not called\n", wereCalled(others, len(shown) > 0))
	}
	if len(shown) > 0 {
		b.WriteString("\n" + wrapped(legend(m), legendWidth) + "\n")
	}
}

// tableWidth is the number of columns of a terminal.
const tableWidth = 80

// withoutRequests returns the lines of a table without the column of requests. The column is the
// sum of the other columns, unless a request had no answer.
func withoutRequests(lines [][]string) [][]string {
	for i, line := range lines {
		lines[i] = slices.Delete(line, 1, 2)
	}
	return lines
}

// widest returns the number of columns of the longest line.
func widest(text string) int {
	most := 0
	for line := range strings.Lines(text) {
		most = max(most, utf8.RuneCountInString(strings.TrimRight(line, "\n")))
	}
	return most
}

// wereCalled returns the beginning of a sentence: a number of operations and "was" or
// "were".
func wereCalled(n int, others bool) string {
	noun := operationColumn
	if others {
		noun = "other operation"
	}
	if n == 1 {
		return "1 " + noun + " was"
	}
	return output.Count(n, noun) + " were"
}

// legendWidth is the length of the lines of the legend.
const legendWidth = tableWidth

// wrapped breaks a text into lines.
func wrapped(text string, width int) string {
	var b strings.Builder
	length := 0
	for word := range strings.FieldsSeq(text) {
		switch {
		case length == 0:
		case length+1+len(word) > width:
			b.WriteByte('\n')
			length = 0
		default:
			b.WriteByte(' ')
			length++
		}
		b.WriteString(word)
		length += len(word)
	}
	return b.String()
}

// indent is the width of the column of severities. The second line of a group begins after it.
const indent = 11

const (
	// maxHeaviest is how many causes are shown with their share of the findings.
	maxHeaviest = 10
	// maxShown is how many causes are shown altogether.
	maxShown = 30
	// maxSites is how many operations of a cause are shown, if the cause is among the heaviest.
	maxSites = 5
	// maxRejected is how many causes of rejected requests are shown. There is nothing to fix in
	// them, because the server did what it should.
	maxRejected = 3
	// maxRows is how many rows the table has.
	maxRows = 40
	// maxNotes is how many flaws of the document are shown. It also limits the notes about what was
	// not checked.
	maxNotes = 20
)

func writeFixes(b *strings.Builder, fixes []fix, style Style) {
	if len(fixes) == 0 {
		return
	}
	shown, rejected, rest := fixes, []fix(nil), []fix(nil)
	if !style.All {
		shown, rejected = fold(fixes)
		rest = shown[min(len(shown), maxShown):]
		shown = shown[:len(shown)-len(rest)]
	}
	all, heaviest := findingsOf(fixes), len(shown) > maxHeaviest
	if heaviest {
		fmt.Fprintf(b, "The heaviest of %s, with their share of %s:\n\n", output.Count(len(fixes), "cause"), output.Count(all, "finding"))
	}
	for i := range shown {
		if heaviest && i == maxHeaviest {
			b.WriteString("\nThe others:\n\n")
		}
		share := ""
		if heaviest && i < maxHeaviest {
			share = fmt.Sprintf("  %.1f%%", 100*float64(shown[i].Count)/float64(all))
		}
		writeFix(b, &shown[i], share, heaviest && i >= maxHeaviest && !style.All, style)
	}
	if len(rest) > 0 {
		fmt.Fprintf(b, "and %s (%s); --all shows them\n", output.Count(len(rest), "other cause"), output.Count(findingsOf(rest), "finding"))
	}
	if len(rejected) > 0 {
		fmt.Fprintf(b, "%sand %s of requests that were refused as documented (%s); --all shows them\n",
			painted(style.Style, contract.Rejected, string(contract.Rejected)),
			output.Count(len(rejected), "other cause"), output.Count(findingsOf(rejected), "finding"))
	}
	b.WriteByte('\n')
}

// findingsOf counts the findings of fixes.
func findingsOf(fixes []fix) int {
	n := 0
	for i := range fixes {
		n += fixes[i].Count
	}
	return n
}

// fold returns the fixes to show, and the fixes of rejected requests that are left out because
// there are too many.
func fold(fixes []fix) (shown, folded []fix) {
	rejected := 0
	for _, f := range fixes {
		isRejected := f.Severity == contract.Rejected && f.head().Entry == nil
		if isRejected {
			rejected++
		}
		if isRejected && rejected > maxRejected {
			folded = append(folded, f)
		} else {
			shown = append(shown, f)
		}
	}
	return shown, folded
}

// writeFix writes a fix. The share is the fix's part of all findings. It may be empty. If the
// parameter short is true, writeFix leaves out the operations and the diffs.
func writeFix(b *strings.Builder, f *fix, share string, short bool, style Style) {
	fmt.Fprintf(b, "%s%s%s\n%*s%s%s\n", painted(style.Style, f.Severity, string(f.Severity)), f.headline(), share, indent, "", f.head().message(), f.aside())
	most := maxSites
	if style.All {
		most = 0
	}
	if !short {
		for _, line := range f.sitesShown(most) {
			fmt.Fprintf(b, "%*s%s\n", indent+2, "", line)
		}
	}
	if f.head().Entry != nil {
		fmt.Fprintf(b, "%*s%s\n", indent, "", f.head().known())
	}
	for _, commands := range f.reproductions() {
		for line := range strings.Lines(commands) {
			fmt.Fprintf(b, "%*s%s\n", indent, "", strings.TrimSuffix(line, "\n"))
		}
	}
	for _, s := range f.suggestions() {
		if short {
			fmt.Fprintf(b, "%*s%s; --all shows the edit\n", indent, "", output.Short(s.Title))
		} else {
			writeSuggestion(b, s)
		}
	}
}

func writeSuggestion(b *strings.Builder, s suggest.Suggestion) {
	fmt.Fprintf(b, "%*s%s:\n", indent, "", output.Short(s.Title))
	for line := range strings.Lines(output.ShortDiff(s.Diff)) {
		line = strings.TrimRight(fmt.Sprintf("%*s%s", indent+2, "", output.Printable(strings.TrimSuffix(line, "\n"))), " ")
		b.WriteString(line + "\n")
	}
}

// writeStale writes the entries of the baseline whose finding no longer occurs.
func writeStale(b *strings.Builder, entries []baseline.Entry, style Style) {
	for i, entry := range entries {
		if i == maxStale && !style.All {
			fmt.Fprintf(b, "and %s; --all shows them\n", moreStale(len(entries)))
			break
		}
		fmt.Fprintf(b, "%s%s  %s\n%*s%s\n", painted(style.Style, contract.Violation, "stale"),
			output.Short(cause(entry.Cause)), output.Printable(entry.Place.String()), indent, "", staleMessage)
	}
	if len(entries) > 0 {
		b.WriteByte('\n')
	}
}

// maxStale is how many stale entries the reports for people show.
const maxStale = 100

// shownStale returns the stale entries that a report for people shows.
func shownStale(entries []baseline.Entry) []baseline.Entry {
	return entries[:min(len(entries), maxStale)]
}

// moreStale says how many of the stale entries are not shown. It returns "" if all are.
func moreStale(all int) string {
	if all <= maxStale {
		return ""
	}
	return fmt.Sprintf("%d more that are stale in the baseline", all-maxStale)
}

// staleMessage says what to do about an entry of the baseline whose finding no longer occurs.
const staleMessage = "the baseline accepts this finding, but it was not found; remove the entry"

// cause returns a cause in one line.
func cause(c contract.Cause) string {
	if c.At == (contract.Location{}) {
		return c.Rule.String() + "  " + c.Operation
	}
	return c.Rule.String() + "  " + c.Operation + "  at " + c.At.String()
}

func writeNotes(b *strings.Builder, title string, notes []Note, all bool) {
	if len(notes) == 0 {
		return
	}
	b.WriteString(title + ":\n")
	for i, note := range notes {
		if i == maxNotes && len(notes) > maxNotes+1 && !all {
			fmt.Fprintf(b, "  and %d more; --all shows them\n", len(notes)-maxNotes)
			break
		}
		fmt.Fprintf(b, "  %s  %s\n", output.Printable(note.Place.String()), output.Short(note.Text))
	}
	b.WriteByte('\n')
}
