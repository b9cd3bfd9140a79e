package output

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// Align says how the values in the columns of a table are aligned.
type Align int

// The constants are the alignments.
const (
	// Left is for words.
	Left Align = iota
	// Right is for numbers. The first column is still aligned left.
	Right
)

// Table returns rows as a table without borders. Each row is a line without white space at its end.
// Table calls [Printable] for each field.
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
