package mutation

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// legend explains what the table counts.
const legend = `Killed: for some exchange the mutant has other findings than the document, or an
example of the document contradicts the mutant. Equivalent: no exchange can show the
difference. Stillborn: the mutant is not a valid document. The score counts the others.`

// TextOptions says what [Result.WriteText] writes.
type TextOptions struct {
	// Equivalent makes WriteText list the equivalent mutants too, each with the rule that applies
	// to it.
	Equivalent bool
}

// WriteText writes the result for people. It writes a table by kind, the survivors with their lines
// and with what would kill them, and one line with the score. The same result gives the same bytes.
// It returns an error only if writing to w fails.
func (r Result) WriteText(w io.Writer, options TextOptions) error {
	var b strings.Builder
	byKind, all := r.Count()
	b.WriteString(output.Table(tableOf(byKind), output.Right) + "\n" + legend + "\n\n")
	if options.Equivalent {
		r.writeList(&b, Equivalent, func(o *Outcome) string { return string(o.Equivalent) + ": " + Rules()[o.Equivalent] })
	}
	r.writeList(&b, Survived, func(o *Outcome) string { return "would be killed by " + o.Killer })
	b.WriteString(summary(all, r.IsLeast()) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func tableOf(byKind map[Kind]Counts) [][]string {
	rows := [][]string{{"kind", "killed", "by example", "survived", "equivalent", "stillborn", "not tried", "score"}}
	for _, kind := range Kinds() {
		counts := byKind[kind]
		if counts == nil {
			continue
		}
		row := []string{string(kind)}
		for _, state := range []State{Killed, KilledByExample, Survived, Equivalent, Stillborn, Untried} {
			row = append(row, dash(counts[state]))
		}
		rows = append(rows, append(row, counts.percent()))
	}
	return rows
}

func dash(count int) string {
	if count == 0 {
		return "-"
	}
	return strconv.Itoa(count)
}

// percent returns the score, or - if no mutant counts.
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
		fmt.Fprintf(b, "%-11s%s  %s  %s\n%11s%s\n", string(state),
			output.Printable(o.Place.String()), o.Kind, output.Short(o.Description), "", output.Short(why(o)))
	}
	if len(outcomes) > 0 {
		b.WriteByte('\n')
	}
}

// summary returns a line with the score. If isLeast is true, even more mutants were not tried.
func summary(all Counts, isLeast bool) string {
	score := "score"
	if all[Untried] > 0 {
		score = "partial score"
	}
	s := fmt.Sprintf("%s %s: %d of %d mutants killed, %d of them by examples of the document; %d equivalent and %d stillborn don't count",
		score, all.percent(), all.Killed(), all.Scored(), all[KilledByExample], all[Equivalent], all[Stillborn])
	if all[Untried] > 0 {
		s += "; "
		if isLeast {
			s += "at least "
		}
		s += fmt.Sprintf("%d not tried", all[Untried])
	}
	return s
}
