package walk

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// tableHead is the head of a table in JSON that has a column of secrets.
type tableHead struct {
	// node is the number of the array that holds the head.
	node    int
	columns []position.Secrecy
}

// The constants limit the search for tables.
const (
	// maxHeads limits how many heads a row is compared with.
	maxHeads = 8
	// maxHeadDepth limits how deep the head is below the object with the rows, as in {"schema":
	// {"fields": [...]}}.
	maxHeadDepth = 3
)

// headName matches a possible name of a column.
var headName = lazyregexp.New(`^[\pL_@$#][\pL\pM\pN_ .:/-]{0,59}$`)

// head returns an array as the head of a table. The array's items are names, or objects with a
// name.
func (j *jsonWalk) head(i int) (tableHead, bool) {
	found, ok := j.heads[i]
	if !ok {
		found.tableHead, found.isHead = j.headOfItems(i)
		j.heads[i] = found
	}
	return found.tableHead, found.isHead
}

func (j *jsonWalk) headOfItems(i int) (tableHead, bool) {
	head := tableHead{node: i}
	for item := range j.items(i) {
		var says position.Secrecy
		switch n := j.nodes[item]; n.kind {
		case '"':
			name := n.text
			if !headName.MatchString(name) {
				return head, false
			}
			says = j.Secrecy(name, true)
		case '{':
			if j.isPair(item) {
				return head, false
			}
			says = j.namedBy(item).secrecy
		default:
			return head, false
		}
		if head.columns = append(head.columns, says); len(head.columns) > position.MaxColumns {
			return head, false
		}
	}
	return head, slices.ContainsFunc(head.columns, func(s position.Secrecy) bool { return s != position.NoSecret })
}

// isPair reports whether an object is a field with its value, and no column.
func (j *jsonWalk) isPair(i int) bool { return j.hasMember(i, "name") && j.hasMember(i, "value") }

// firstRow returns the first of several arrays as the head of the others. All values from one node
// to the other must be arrays.
func (j *jsonWalk) firstRow(from, to int) (tableHead, bool) {
	if from >= to || j.nodes[from].kind != '[' {
		return tableHead{}, false
	}
	second := j.nodes[from].after
	if second >= to || j.nodes[second].kind != '[' {
		return tableHead{}, false
	}
	head, ok := j.head(from)
	if ok && len(head.columns) == 2 && j.nodes[from+2].kind == '"' && position.Likely.Hides(j.nodes[from+2].text) {
		return head, false // The array is a name with its value.
	}
	return head, ok
}

// headsOfItems returns the table heads that apply to the objects from one node to another. It finds
// heads in the first of these objects and adds them to the heads of the enclosing values.
func (j *jsonWalk) headsOfItems(from, to int, heads []tableHead) []tableHead {
	for n, i := 0, from; i < to && n < maxHeads; n, i = n+1, j.nodes[i].after {
		if j.nodes[i].kind == '{' {
			heads = j.headsAt(i, heads, 1)
		}
	}
	return heads
}

// argumentsOf returns which strings of an array are secrets if the array is a command line. It
// returns nil for other arrays.
func (j *jsonWalk) argumentsOf(from, to int) []position.Secrecy {
	var line strings.Builder
	var ends []int
	for i := from; i < to; i = j.nodes[i].after {
		if j.nodes[i].kind != '"' || len(ends) > position.MaxColumns {
			return nil
		}
		argument := j.nodes[i].text
		if len(ends) == 0 && position.Commands[argument[strings.LastIndexByte(argument, '/')+1:]] == nil {
			program := j.programBeside(argument)
			if program == "" {
				return nil
			}
			line.WriteString(program + " ")
		}
		line.WriteString(blanks.Replace(argument) + " ")
		ends = append(ends, line.Len())
	}
	arguments := make([]position.Secrecy, len(ends))
	for _, found := range position.InCommands(line.String(), func(name string) position.Secrecy { return j.Secrecy(name, true) }) {
		n, _ := slices.BinarySearch(ends, found.Start+1)
		arguments[n] = position.Certain
	}
	return arguments
}

// blanks replaces characters that would end an argument of a command.
var blanks = strings.NewReplacer(" ", "_", "\t", "_", "\n", "_", ";", "_", "'", "_", `"`, "_")

// headsIn adds the heads in an object to the heads of the enclosing values.
func (j *jsonWalk) headsIn(i int, heads []tableHead) []tableHead {
	return j.headsAt(i, heads, maxHeadDepth)
}

// headsAt is headsIn with a limit for the depth.
func (j *jsonWalk) headsAt(i int, heads []tableHead, depth int) []tableHead {
	heads = slices.Clip(heads)
	var look func(i, depth int)
	look = func(i, depth int) {
		for name, value := range j.members(i) {
			switch j.nodes[value].kind {
			case '[':
				if last := name.last; wordLists[last] || position.PathWords[last] {
					continue // It lists what is possible, or where something is.
				}
				if head, ok := j.head(value); ok && len(heads) < maxHeads {
					heads = append(heads, head)
				}
			case '"':
				if head, ok := j.statement(value); ok && len(heads) < maxHeads {
					heads = append(heads, head)
				}
			case '{':
				if depth > 1 {
					look(value, depth-1)
				}
			}
		}
	}
	look(i, depth)
	return heads
}

// mayHoldMark reports quickly whether a text may be a statement with a parameter: the text has
// white space, or what compares a name or calls a function is before the parameter.
func mayHoldMark(text string) bool {
	hasSpace := strings.ContainsAny(text, " \t\r\n\f")
	for i := range len(text) {
		switch text[i] {
		case '?', '$', '@', ':', '%':
			if hasSpace || i > 0 && strings.IndexByte("=>(", text[i-1]) >= 0 {
				return true
			}
		}
	}
	return false
}

// statement returns the parameters of a statement of SQL as the head for their values.
func (j *jsonWalk) statement(i int) (tableHead, bool) {
	head := tableHead{node: i}
	n := j.nodes[i]
	if len(n.text) > position.MaxHead || !mayHoldMark(n.text) {
		return head, false
	}
	says, count := position.Marks(n.text, func(name string) position.Secrecy { return j.Secrecy(name, true) })
	head.columns = make([]position.Secrecy, count)
	for i := range head.columns {
		head.columns[i] = says[i]
	}
	return head, slices.ContainsFunc(head.columns, func(s position.Secrecy) bool { return s != position.NoSecret })
}

// cellsOf returns what the heads say about the values from one node to another. These values must
// be the cells of a row: scalars, or objects with one scalar each.
func (j *jsonWalk) cellsOf(from, to int, heads []tableHead) []position.Secrecy {
	if len(heads) == 0 {
		return nil
	}
	count := 0
	for i := from; i < to; i = j.nodes[i].after {
		n := j.nodes[i]
		if n.kind == '[' || n.kind == '{' && (n.after != i+3 || j.nodes[i+2].kind == '[' || j.nodes[i+2].kind == '{') {
			return nil
		}
		if count++; count > position.MaxColumns {
			return nil
		}
	}
	var cells []position.Secrecy
	for _, head := range heads {
		if len(head.columns) != count || head.node == from-1 {
			continue
		}
		cells = slices.Grow(cells, count)[:count]
		for n, says := range head.columns {
			cells[n] = max(cells[n], says)
		}
	}
	return cells
}

// isColumnKey reports whether the name of a member is the number or letter of a column, as in {"0":
// "id", "1": "name"}: at most six letters before at most three digits, or one or two capitals.
func isColumnKey(name string) bool {
	const mostLetters, mostDigits, mostCapitals = 6, 3, 2
	letters := strings.TrimRight(name, suspect.Digits)
	if digits := len(name) - len(letters); digits > 0 {
		return digits <= mostDigits && len(letters) <= mostLetters && strings.Trim(letters, suspect.Lowers+suspect.Uppers+"_") == ""
	}
	return name != "" && len(name) <= mostCapitals && strings.Trim(name, suspect.Uppers) == ""
}

// columnsOf returns what the first of several objects says about the members of the others. The
// first object must have the names of the columns as its values.
func (j *jsonWalk) columnsOf(from, to int) map[string]position.Secrecy {
	if from >= to || j.nodes[from].kind != '{' || j.nodes[from].after >= to {
		return nil
	}
	columns := map[string]position.Secrecy{}
	for member, value := range j.members(from) {
		name, n := member.plain, j.nodes[value]
		if n.kind != '"' || len(columns) > position.MaxColumns || !isColumnKey(name) || !headName.MatchString(n.text) {
			return nil
		}
		columns[name] = j.Secrecy(n.text, true)
	}
	return columns
}
