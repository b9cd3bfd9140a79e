package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteText writes the report for people: the table of operations against statuses, the findings of each cause with their places, what
// was not checked, and one line with the verdict. The same exchanges in the same order give the same bytes. An error is that of w.
func (r *Report) WriteText(w io.Writer, style Style) error {
	m := r.model(style.Strict)
	var b strings.Builder
	writeTable(&b, m.Operations)
	for i := range m.Groups {
		writeGroup(&b, &m.Groups[i], style)
	}
	if len(m.Groups) > 0 {
		b.WriteByte('\n')
	}
	writeNotes(&b, m.Notes)
	writeVerdict(&b, m, style)
	_, err := io.WriteString(w, b.String())
	return err
}

// indent is the width of the column of severities, under which the second line of a group begins.
const indent = 11

func writeGroup(b *strings.Builder, g *group, style Style) {
	severity := style.severity(g.Severity, fmt.Sprintf("%-*s", indent, string(g.Severity)))
	fmt.Fprintf(b, "%s%s\n%*s%s%s\n", severity, headline(g), indent, "", printable(g.first().Message()), aside(g))
	for _, s := range g.Suggestions {
		writeSuggestion(b, s)
	}
}

// headline says what rule was broken where: in the API, in the message and in the document.
func headline(g *group) string {
	first := g.first()
	at := ""
	if first.At != "" {
		at = "  at " + first.At
	}
	return printable(fmt.Sprintf("%s  %s%s  %s", first.Rule, answered(g), at, first.Document))
}

// answered returns the operation and, where there was an answer, its status.
func answered(g *group) string {
	first := g.first()
	if first.Status == 0 {
		return first.Operation
	}
	return fmt.Sprintf("%s %d", first.Operation, first.Status)
}

// aside says in parentheses how many findings there are and in which exchanges.
func aside(g *group) string {
	places := g.places()
	if g.Count == 1 {
		if len(places) == 0 {
			return ""
		}
		return printable(fmt.Sprintf("   (%s)", places[0]))
	}
	more := fmt.Sprintf("   (and %d more like it, in %s", g.Count-1, exchanges(g.Exchanges))
	if len(places) > 0 {
		more += "; first in " + places[0]
	}
	if len(places) > 1 {
		more += ", then " + strings.Join(places[1:], ", ")
	}
	return printable(more + ")")
}

// exchanges returns a tally as "3 exchanges: 1 sandbox, 2 live".
func exchanges(t tally) string {
	return count(t.Total, "exchange") + ": " + words(t)
}

// words returns a tally as "1 sandbox, 2 live".
func words(t tally) string {
	var words []string
	for _, s := range t.shares() {
		words = append(words, fmt.Sprintf("%d %s", s.Count, s.Word))
	}
	return strings.Join(words, ", ")
}

func writeSuggestion(b *strings.Builder, s Suggestion) {
	fmt.Fprintf(b, "%*s%s:\n", indent, "", printable(s.Title))
	for line := range strings.Lines(s.Diff) {
		line = strings.TrimRight(fmt.Sprintf("%*s%s", indent+2, "", printable(strings.TrimSuffix(line, "\n"))), " ")
		b.WriteString(line + "\n")
	}
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

func writeVerdict(b *strings.Builder, m *model, style Style) {
	fmt.Fprintf(b, "%s: %s\n", style.verdict(m.Holds), summary(m))
}

// summary returns what the verdict stands on: the exchanges by whose word they are, and the findings by severity.
func summary(m *model) string {
	summary := count(m.Exchanges.Total, "exchange")
	if m.Exchanges.Total > 0 {
		summary += " (" + words(m.Exchanges) + ")"
	}
	summary += ", " + found(m.Findings)
	if len(m.Groups) > 0 {
		summary += ", " + count(len(m.Groups), "cause")
	}
	return summary
}

func found(s severities) string {
	return fmt.Sprintf("%s, %d rejected, %d drift", count(s.Violation, "violation"), s.Rejected, s.Drift)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// printable escapes what could split a line or move a terminal's cursor: what comes from a message may hold anything.
func printable(s string) string {
	if strings.IndexFunc(s, isUnprintable) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isUnprintable(r) {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isUnprintable(r rune) bool { return !strconv.IsGraphic(r) }
