package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Style says how a report is written.
type Style struct {
	// Color paints severities and the verdict with ANSI escapes, for terminals.
	Color bool
	// Strict makes drift part of the verdict.
	Strict bool
}

// WriteText writes the report for people: the table of operations against statuses, each finding with its places, and one line
// with the verdict. The order of lines depends on the order of [Report.Add] alone. An error is that of w.
func (r *Report) WriteText(w io.Writer, style Style) error {
	var b strings.Builder
	r.writeTable(&b)
	for _, f := range r.findings {
		writeFinding(&b, f, style)
	}
	if len(r.findings) > 0 {
		b.WriteByte('\n')
	}
	r.writeVerdict(&b, style)
	_, err := io.WriteString(w, b.String())
	return err
}

// unseen marks a status that the document lists and no exchange shows; decided one that is not the vendor's word.
const (
	unseen  = "-"
	decided = "*"
)

func (r *Report) writeTable(b *strings.Builder) {
	operations := r.contract.Operations()
	statuses := r.statuses(operations)
	t := table.NewWriter()
	t.SetStyle(tableStyle())
	head := table.Row{"operation", "requests"}
	for _, status := range statuses {
		head = append(head, status)
	}
	t.AppendHeader(head)
	for _, operation := range operations {
		row := table.Row{operation.String(), r.cell(operation.String(), "")}
		for _, status := range statuses {
			row = append(row, r.statusCell(operation, status))
		}
		t.AppendRow(row)
	}
	for line := range strings.Lines(t.Render()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	b.WriteString("\nSeen by whose word: D documented, S sandbox, L live, U unstated; " + unseen + " documented and not seen; " +
		decided + " not the vendor's word\n(x-decision in the document); ! seen and not documented.\n\n")
}

func tableStyle() table.Style {
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Format.Header = text.FormatDefault
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	return style
}

// statuses returns the columns: all statuses that the document lists and all that were seen.
func (r *Report) statuses(operations []contract.Operation) []string {
	all := map[string]bool{}
	for _, operation := range operations {
		for _, response := range operation.Responses {
			all[response.Status] = true
		}
	}
	for key := range r.seen {
		if key.status != "" {
			all[key.status] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func (r *Report) statusCell(operation contract.Operation, status string) string {
	seen := r.cell(operation.String(), status)
	i := slices.IndexFunc(operation.Responses, func(d contract.DocumentedResponse) bool { return d.Status == status })
	switch {
	case i < 0 && seen == "":
		return ""
	case i < 0:
		return seen + "!"
	case seen == "":
		seen = unseen
	}
	if operation.Responses[i].Decision != "" {
		return seen + decided
	}
	return seen
}

// cell returns what was seen, as "D1 S3".
func (r *Report) cell(operation, status string) string {
	seen := r.seen[cell{operation, status}]
	var counts []string
	for _, word := range append(contract.Provenances(), "") {
		if seen[word] > 0 {
			counts = append(counts, fmt.Sprintf("%s%d", letter(word), seen[word]))
		}
	}
	return strings.Join(counts, " ")
}

func letter(word contract.Provenance) string {
	return strings.ToUpper(string(wordOrUnstated(word)[:1]))
}

func wordOrUnstated(word contract.Provenance) contract.Provenance {
	if word == "" {
		return "unstated"
	}
	return word
}

// indent is the width of the column of severities, under which the second line of a finding begins.
const indent = 11

func writeFinding(b *strings.Builder, f contract.Finding, style Style) {
	severity := fmt.Sprintf("%-*s", indent, string(f.Severity))
	if style.Color {
		severity = severityColor(f.Severity).Sprint(severity)
	}
	fmt.Fprintf(b, "%s%s  %s", severity, f.Rule, f.Operation)
	if f.Status != 0 {
		fmt.Fprintf(b, " %d", f.Status)
	}
	fmt.Fprintf(b, "  at %s  %s\n%*s%s", f.At, f.Document, indent, "", f.Message())
	if source := f.Source.String(); source != "" {
		fmt.Fprintf(b, "   (%s)", source)
	}
	b.WriteByte('\n')
}

func severityColor(severity contract.Severity) text.Colors {
	switch severity {
	case contract.Violation:
		return text.Colors{text.FgRed, text.Bold}
	case contract.Drift:
		return text.Colors{text.FgYellow}
	default:
		return text.Colors{text.Faint}
	}
}

func (r *Report) writeVerdict(b *strings.Builder, style Style) {
	words := make([]string, 0, len(r.byWord))
	for _, word := range append(contract.Provenances(), "") {
		if n := r.byWord[word]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, wordOrUnstated(word)))
		}
	}
	counts := map[contract.Severity]int{}
	for _, f := range r.findings {
		counts[f.Severity]++
	}
	verdict, color := "holds", text.Colors{text.FgGreen, text.Bold}
	if !r.Holds(style.Strict) {
		verdict, color = "fails", text.Colors{text.FgRed, text.Bold}
	}
	if style.Color {
		verdict = color.Sprint(verdict)
	}
	fmt.Fprintf(b, "%s: %s (%s), %s, %d rejected, %d drift\n", verdict, count(r.exchanges, "exchange"), strings.Join(words, ", "),
		count(counts[contract.Violation], "violation"), counts[contract.Rejected], counts[contract.Drift])
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
