package output

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// Align is where the values of a table stand in their columns.
type Align int

// The alignments.
const (
	// Left is for words.
	Left Align = iota
	// Right is for numbers; the first column stays at the left.
	Right
)

// Table returns the rows in columns without borders, each row a line without white space at its
// end. Each field is shown as [Printable] returns it.
func Table(rows [][]string, align Align) string {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	t.SetStyle(style)
	columns := 0
	for _, fields := range rows {
		columns = max(columns, len(fields))
		row := make(table.Row, len(fields))
		for i, field := range fields {
			row[i] = Printable(field)
		}
		t.AppendRow(row)
	}
	if align == Right {
		var configs []table.ColumnConfig
		for i := 1; i < columns; i++ {
			configs = append(configs, table.ColumnConfig{Number: i + 1, Align: text.AlignRight})
		}
		t.SetColumnConfigs(configs)
	}
	var b strings.Builder
	for line := range strings.Lines(t.Render()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}
