package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// columnsOf returns the values in table columns whose names say that they are secrets. The table is
// CSV or similar, Markdown, or has columns of fixed width. Any line with the name of a secret in a
// cell can be the head of a table. The lines after it with the same number of cells are the rows.
func columnsOf(text string, name Naming) []Span {
	t := tableSearch{text: text, name: name}
	start := 0
	for whole := range strings.Lines(text) {
		t.line(strings.TrimRight(whole, "\r\n"), start)
		start += len(whole)
	}
	return append(t.found, recordsOf(text, name)...)
}

// separators are the characters that may separate the cells of a line.
const separators = "\t;|,^~\x1f"

// The constants limit the length in bytes of the head of a table and of a name in it.
const (
	MaxHead = 10_000
	MaxCell = 60
)

// tableSearch is the state of columnsOf.
type tableSearch struct {
	text  string
	name  Naming
	found []Span
	// separator is the string between cells. A blank means at least two blanks, and an empty string
	// means one blank.
	separator string
	heads     []Span
	// columns are the table's columns that hold secrets. It is nil outside of a table. codes are
	// those of them that may hold codes of post offices, because other columns hold parts of an
	// address.
	columns map[int]Secrecy
	codes   map[int]bool
	// cards are those that hold the short codes of cards.
	cards map[int]bool
	// key and value are the columns of names and of their values. They are the same if the table
	// has none.
	key, value int
}

func (t *tableSearch) line(content string, start int) {
	if t.columns != nil {
		if strings.Trim(content, "-+=|:_ \t") == "" { // The line is part of a frame.
			return
		}
		if t.row(content, start) {
			return
		}
	}
	t.head(content, start)
}

// row adds the secrets in a row. It returns false if the line is not a row of the table.
func (t *tableSearch) row(content string, start int) bool {
	switch t.separator {
	case "":
		cells := wordsOf(content, 1)
		if len(cells) != len(t.heads) || stackFrame.MatchString(strings.TrimSpace(content)) {
			return false
		}
		t.add(cells, start, true)
	case " ":
		cells := wordsOf(content, 2)
		if len(cells) == 0 {
			return false
		}
		for i, says := range t.columns {
			for _, cell := range t.below(cells, i) {
				t.addCell(cell, start, says)
			}
		}
		t.addPair(cells, start)
	default:
		cells := cellsOf(content, t.separator)
		if len(cells) < len(t.heads) && (t.separator == "|" || len(cells) < 2) {
			return false
		}
		if t.separator == "|" && t.named(content, t.separator, cells, start) {
			return true
		}
		t.add(cells, start, false)
		t.addPair(cells, start)
	}
	return true
}

// add adds the cells of a row that are in columns of secrets.
func (t *tableSearch) add(cells []Span, start int, codesOnly bool) {
	for i, cell := range cells {
		says := t.columns[i]
		if codesOnly {
			says = min(says, Likely)
		}
		if content := bareCell(t.text, Span{start + cell.Start, start + cell.End}); says != NoSecret && len(content) <= longestCount && !t.cards[i] && strings.Trim(content, suspect.Digits) == "" {
			continue
		}
		if t.codes[i] && suspect.IsPostalCode(bareCell(t.text, Span{start + cell.Start, start + cell.End})) {
			continue
		}
		t.addCell(cell, start, says)
	}
}

func (t *tableSearch) addCell(cell Span, start int, says Secrecy) {
	s := unquoted(t.text, Span{start + cell.Start, start + cell.End})
	if s.End > s.Start && says.Hides(t.text[s.Start:s.End]) {
		t.found = append(t.found, s)
	}
}

// below returns the cells of a row that are below a head: the cell that begins or ends at the same
// column of the text as the head, or else the cells nearest to it.
func (t *tableSearch) below(cells []Span, column int) []Span {
	head := t.heads[column]
	around := Span{0, MaxHead}
	if column > 0 {
		around.Start = t.heads[column-1].End
	}
	if column+1 < len(t.heads) {
		around.End = t.heads[column+1].Start
	}
	var found []Span
	for _, cell := range cells {
		switch {
		case cell.Start == head.Start || cell.End == head.End:
			return []Span{cell}
		case cell.Start < around.End && cell.End > around.Start:
			found = append(found, cell)
		}
	}
	return found
}

// identifier matches a name that may be the head of a column, and that is not a secret.
var identifier = lazyregexp.New(`^[\pL_ ]+\d{0,2}$`)

// optionLine matches the line of a help text that describes an option.
var optionLine = lazyregexp.New(`^[ \t]*--?[A-Za-z]`)

// head begins a table if the line names a secret. If the line is a name with its value, as psql
// writes it, head adds the value.
func (t *tableSearch) head(content string, start int) {
	t.columns = nil
	if strings.HasPrefix(content, "=== ") || strings.HasPrefix(content, "--- ") { // A test of Go begins or ends.
		return
	}
	if len(content) > MaxHead || strings.ContainsAny(content, "{}<>=") || optionLine.MatchString(content) {
		return
	}
	for i := range len(separators) {
		separator := separators[i : i+1]
		if !strings.Contains(content, separator) {
			continue
		}
		cells := cellsOf(content, separator)
		if separator == ";" && len(filledOf(content, cells)) < 2 { // The line is a statement of a program.
			continue
		}
		if !t.begin(content, separator, cells) {
			continue
		}
		t.named(content, separator, cells, start)
		return
	}
	if cells := wordsOf(content, 2); len(cells) > 1 && t.begin(content, " ", cells) {
		return
	}
	if cells := wordsOf(content, 1); len(cells) > 1 && len(cells) <= maxWords {
		t.begin(content, "", cells)
	}
}

// named adds the value on a line that is a name and its value. It returns false if the line is
// none.
func (t *tableSearch) named(content, separator string, cells []Span, start int) bool {
	filled := filledOf(content, cells)
	if len(filled) != 2 || t.name(bareCell(content, filled[0])) != Certain {
		return false
	}
	value := bareCell(content, filled[1])
	isValue := separator == "|" && (strings.ContainsAny(value, suspect.Digits) || suspect.JoinsWords(value)) || separator == "\t" && suspect.LooksChosen(value) || Likely.Hides(value) && !identifier.MatchString(value)
	if isValue {
		t.addCell(filled[1], start, Certain)
	}
	return isValue
}

// maxWords limits the columns of a table whose cells have one blank between them. A line with more
// words is a sentence.
const maxWords = 8

// begin begins a table with these cells as its head. It returns false if no cell names a secret.
func (t *tableSearch) begin(content, separator string, cells []Span) bool {
	columns, codes, cards := map[int]Secrecy{}, map[int]bool{}, map[int]bool{}
	hasAddress := false
	for i, cell := range cells {
		if strings.Trim(separator, " ") == "" && (content[cell.End-1] == ':' || i > 0 && content[cells[i-1].End-1] == ':') { // It is the name of the next cell, or the value.
			continue
		}
		if name := bareCell(content, cell); name != "" && len(name) <= MaxCell && !endsSentence(content, cell) && len(strings.Fields(name)) <= MaxNameWords && !strings.ContainsAny(name, "={}<>`\"") && strings.Count(name, "/") < 2 && !strings.Contains(name, "('") && !stackFrame.MatchString(name) {
			says := t.name(name)
			if says == NoSecret && suspect.IsLoginLink(name) {
				says = InLink
			}
			if otherColumns[strings.ToLower(name)] {
				says = min(says, Likely)
			}
			if says != NoSecret {
				columns[i], codes[i], cards[i] = says, suspect.IsPINName(name), cardCodes[LastWord(name)]
			}
			hasAddress = hasAddress || suspect.IsAddressName(name)
		}
	}
	if len(columns) == 0 && (len(cells) != 2 || !NamingWords[strings.ToLower(bareCell(content, cells[0]))] || !ValueWords[strings.ToLower(bareCell(content, cells[1]))]) {
		return false
	}
	if measure.MatchString(content) { // The line is a row.
		return false
	}
	t.separator, t.heads, t.columns, t.codes, t.cards = separator, cells, columns, nil, cards
	if hasAddress {
		t.codes = codes
	}
	t.pairs(content)
	return true
}

// endsSentence reports whether a cell is a sentence of a log, as in "Session opened for ann.".
func endsSentence(content string, cell Span) bool {
	text := strings.TrimSpace(content[cell.Start:cell.End])
	return strings.HasSuffix(text, ".") && strings.Contains(text, " ")
}

// pairs looks for columns of names and of their values in the head of a table. There, key is not
// the name of a secret.
func (t *tableSearch) pairs(content string) {
	t.key, t.value = 0, 0
	key, value := -1, -1
	for i, cell := range t.heads {
		switch name := strings.ToLower(bareCell(content, cell)); {
		case name == keyWord, key < 0 && NamingWords[name]:
			key = i
		case ValueWords[name]:
			value = i
		}
	}
	if key >= 0 && value >= 0 {
		delete(t.columns, key)
		t.key, t.value = key, value
	}
}

// addPair adds the value of a row whose key is the name of a secret.
func (t *tableSearch) addPair(cells []Span, start int) {
	if t.key == t.value || max(t.key, t.value) >= len(cells) {
		return
	}
	key := cells[t.key]
	t.addCell(cells[t.value], start, t.name(bareCell(t.text, Span{start + key.Start, start + key.End})))
}

// longestCount is the maximum number of digits of a number that counts something, as in a column
// named failed_passwords. cardCodes are the last words of the names of columns with codes that are
// as short.
const longestCount = 3

var cardCodes = suspect.WordSet(`cvv cvv2 cvc cvc2 csc code`)

// otherColumns are heads that are names of secrets, and more often of something else.
var otherColumns = suspect.WordSet(`key keys session sessions`)

// recordsOf returns the values in columns of secrets of a CSV table. A quoted cell may go over
// several lines (RFC 4180).
func recordsOf(text string, name Naming) []Span {
	if strings.Count(text, "\"") < 2 {
		return nil
	}
	t := tableSearch{text: text, name: name}
	for start := 0; start < len(text); {
		line, _, _ := strings.Cut(text[start:], "\n")
		separator := t.separator
		if t.columns == nil {
			at := strings.IndexAny(line, "\t;,")
			if at < 0 || len(line) > MaxHead {
				start += len(line) + 1
				continue
			}
			separator = line[at : at+1]
		}
		cells, next := record(text, start, separator)
		switch {
		case t.columns != nil && len(cells) >= 2:
			t.add(cells, 0, false)
		case t.columns == nil && !t.begin(text, separator, cells):
			next = start + len(line) + 1 // The line is not a head, and it may not be a complete record.
		case len(cells) < 2:
			t.columns = nil
		}
		start = next
	}
	return t.found
}

// record returns the cells of the record that begins at a byte, and the start of the next record.
func record(text string, start int, separator string) (cells []Span, next int) {
	for at := start; ; {
		cell := Span{at, at}
		if at < len(text) && text[at] == '"' {
			for at++; at < len(text); at++ {
				if text[at] == '"' {
					if at+1 == len(text) || text[at+1] != '"' {
						at++
						break
					}
					at++
				}
			}
		}
		for at < len(text) && text[at] != '\n' && text[at] != separator[0] {
			at++
		}
		cell.End = at
		cells = append(cells, cell)
		if at >= len(text) || text[at] == '\n' {
			return cells, at + 1
		}
		at++
	}
}

// MaxColumns limits the columns of a table.
const MaxColumns = 1_000
