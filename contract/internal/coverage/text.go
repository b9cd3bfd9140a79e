package coverage

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// WriteText writes the claims by kind and by word, and then those that are stale and those that are unbacked, with their lines.
func (e *Evidence) WriteText(w io.Writer) error {
	var b strings.Builder
	numbers := make([]table.ColumnConfig, len(e.table()[0]))
	for i := range numbers {
		numbers[i] = table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight}
	}
	numbers[0].Align, numbers[0].AlignHeader = text.AlignLeft, text.AlignLeft
	writeTable(&b, e.table(), numbers)
	b.WriteString("\nA column counts the claims that such exchanges bear out. A claim may be in several, so columns are never added up.\n")
	writeClaims(&b, "Stale", e.in(Stale))
	writeClaims(&b, "Unbacked", e.in(Unbacked, Unreachable))
	b.WriteByte('\n')
	for _, note := range e.notes() {
		b.WriteString(note + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeClaims(b *strings.Builder, title string, claims []*Backing) {
	if len(claims) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", title)
	lines := make([][]string, len(claims))
	for i, c := range claims {
		pointer := c.Claim.Place.Pointer
		if c.Claim.Unreachable {
			pointer += " (no operation leads there)"
		}
		lines[i] = []string{"  " + c.Claim.Place.String(), string(c.Claim.Kind), string(c.Claim.Aspect), pointer}
	}
	writeTable(b, lines, nil)
}

func writeTable(b *strings.Builder, lines [][]string, columns []table.ColumnConfig) {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Format.Header = text.FormatDefault
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	t.SetStyle(style)
	t.SetColumnConfigs(columns)
	for _, line := range lines {
		row := make(table.Row, len(line))
		for i, field := range line {
			row[i] = printable(field)
		}
		t.AppendRow(row)
	}
	for line := range strings.Lines(t.Render()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
}
