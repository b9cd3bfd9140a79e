package mutation

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// legend says what the table counts.
const legend = `Killed: an exchange has another verdict than of the document (a finding more, fewer, or of another severity, rule or place in the message), or an
example of the document contradicts the mutant. Equivalent: no exchange can tell; stillborn: no valid document. The score is of the others.`

// TextOptions say what [Result.WriteText] writes.
type TextOptions struct {
	// Equivalent lists the mutants that are equivalent too, each with the rule that says so.
	Equivalent bool
}

// WriteText writes the result for people: a table by kind, the survivors with their lines and what would kill them, and one line with the
// score. The same result gives the same bytes. An error is that of w.
func (r Result) WriteText(w io.Writer, options TextOptions) error {
	var b strings.Builder
	byKind, all := r.Count()
	writeTable(&b, byKind)
	b.WriteString("\n" + legend + "\n\n")
	if options.Equivalent {
		r.writeList(&b, Equivalent, func(o *Outcome) string { return string(o.Equivalent) + ": " + Rules()[o.Equivalent] })
	}
	r.writeList(&b, Survived, func(o *Outcome) string { return "would be killed by " + o.Killer })
	b.WriteString(summary(all) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func writeTable(b *strings.Builder, byKind map[Kind]Counts) {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Format.Header = text.FormatDefault
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	t.SetStyle(style)
	columns := []State{Killed, KilledByExample, Survived, Equivalent, Stillborn, Untried}
	header := table.Row{"kind", "killed", "by example", "survived", "equivalent", "stillborn", "not tried", "score"}
	t.AppendHeader(header)
	for _, kind := range Kinds() {
		counts := byKind[kind]
		if counts == nil {
			continue
		}
		row := table.Row{string(kind)}
		for _, state := range columns {
			row = append(row, dash(counts[state]))
		}
		t.AppendRow(append(row, counts.percent()))
	}
	configs := make([]table.ColumnConfig, 0, len(header))
	for i := range header[1:] {
		configs = append(configs, table.ColumnConfig{Number: i + 2, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
	for line := range strings.Lines(t.Render()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
}

func dash(count int) string {
	if count == 0 {
		return "-"
	}
	return strconv.Itoa(count)
}

// percent returns the score; - where no mutant counts.
func (c Counts) percent() string {
	if c.Scored() == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", c.Score())
}

func (r Result) writeList(b *strings.Builder, state State, why func(o *Outcome) string) {
	outcomes := r.Of(state)
	for i := range outcomes {
		o := &outcomes[i]
		fmt.Fprintf(b, "%-11s%s  %s  %s\n%11s%s\n", string(state), o.Place, o.Kind, oneLine(o.Description), "", oneLine(why(o)))
	}
	if len(outcomes) > 0 {
		b.WriteByte('\n')
	}
}

// oneLine replaces what would break a line, or do something to a terminal: names in a document may hold anything.
func oneLine(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 {
			return ' '
		}
		return c
	}, s)
}

// summary says the score in one line.
func summary(all Counts) string {
	score := "score"
	if all[Untried] > 0 {
		score = "partial score"
	}
	s := fmt.Sprintf("%s %s: %d of %d mutants killed, %d of them by examples of the document; %d equivalent and %d stillborn don't count",
		score, all.percent(), all.Killed(), all.Scored(), all[KilledByExample], all[Equivalent], all[Stillborn])
	if all[Untried] > 0 {
		s += fmt.Sprintf("; %d not tried", all[Untried])
	}
	return s
}
