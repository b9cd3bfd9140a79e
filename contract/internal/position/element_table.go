package position

import "github.com/orgcontract/polytomic-organizations/contract/internal/suspect"

// elementTable is a table that is still open.
type elementTable struct {
	row, cell int
	heads     map[int]elementHead
}

// elementHead is a table cell that names a secret.
type elementHead struct {
	row  int
	says Secrecy
}

// maxTables limits the depth of nested tables that the search handles.
const maxTables = 20

// impliedEnds are, for each element, the elements that end when that element begins.
var impliedEnds = map[string]map[string]bool{
	"td": suspect.WordSet("td th"), "th": suspect.WordSet("td th"), "tr": suspect.WordSet("td th tr"), "li": suspect.WordSet("li"), "dt": suspect.WordSet("dt dd"), "dd": suspect.WordSet("dt dd"),
	"option": suspect.WordSet("option"), "p": suspect.WordSet("p"),
}

// enter handles the beginning of a table, a row or a cell.
func (e *elementSearch) enter(name string) {
	for last := len(e.open) - 1; last > 0 && impliedEnds[name][localName(e.open[last].name)]; last-- {
		e.open = e.open[:last]
	}
	t := &e.tables[len(e.tables)-1]
	switch {
	case name == "table":
		if len(e.tables) < maxTables {
			e.tables = append(e.tables, elementTable{})
		}
	case rowElements[name]:
		t.row, t.cell = t.row+1, 0
	case cellElements[name], name == "th":
		t.cell++
	}
}

// rowElements and cellElements are the elements of tables in HTML, and in the documents of offices.
var (
	rowElements  = suspect.WordSet(`tr row table-row`)
	cellElements = suspect.WordSet(`td tc cell table-cell`)
)

// leave handles the end of a table, a row or a cell.
func (e *elementSearch) leave(name string) {
	if name == "table" && len(e.tables) > 1 {
		e.tables = e.tables[:len(e.tables)-1]
	}
}

// head notes what the name of a secret says about the cells below it.
func (e *elementSearch) head(says Secrecy) {
	t := &e.tables[len(e.tables)-1]
	if t.cell == 0 {
		return
	}
	if t.heads == nil {
		t.heads = map[int]elementHead{}
	}
	t.heads[t.cell] = elementHead{t.row, says}
}

// column returns what the head of the column says about a cell.
func (e *elementSearch) column(name string) Secrecy {
	t := &e.tables[len(e.tables)-1]
	if head, ok := t.heads[t.cell]; ok && cellElements[name] && head.row < t.row {
		return head.says
	}
	return NoSecret
}
