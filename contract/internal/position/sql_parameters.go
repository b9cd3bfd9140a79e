package position

import (
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

var (
	// parameterMark matches a parameter of a statement that has no name. The group is its number.
	parameterMark = lazyregexp.New(`\?|%s|[$:](\d{1,3})\b|@[pP](\d{1,3})\b`)
	// comparedMark matches what is before the mark of a parameter: a name that is compared with it.
	comparedMark = lazyregexp.New(`(?i)([\pL_][\pL\pN_.]*)["` + "`" + `\]]?\s*(?:=|<>|!=|\s(?:not\s+)?(?:i?like|in))\s*(?:[a-z_]{0,20}\()?\s*$`)
	// parameterValues match the value of a parameter in the logs of databases. The groups are its
	// number and the value.
	parameterValues = []*lazyregexp.Regexp{
		lazyregexp.Needing(`[$:@]p?(\d{1,3})\s*=\s*'([^'\r\n]+)'`, "='", "= ", "=\t", "=\n"),
		lazyregexp.Needing(`parameter [\[(](\d{1,3})[\])\w:]*[^\r\n]{0,40}-\s*\[([^\]\r\n]+)\]`, "parameter "),
	}
)

// typeOfValue matches the type behind a value in such a list, as in abc(String).
var typeOfValue = lazyregexp.New(`\([A-Za-z]+\)$`)

// parameterList matches the list of the values of all parameters in a log.
var parameterList = lazyregexp.Needing(`(?i)(?:parameters:\s*\[?|[ \t]-- \[|with param(?:eter)?s:? \[)([^\r\n\]]+)`, "parameters:", "--", "with param")

// Marks returns what a statement says about its parameters without names, by their numbers from 0
// on, and how many it has.
func Marks(statement string, name Naming) (says map[int]Secrecy, count int) {
	marks := parameterMark.FindAllStringSubmatchIndex(statement, -1)
	if len(marks) == 0 || len(marks) > MaxColumns {
		return nil, 0
	}
	says = map[int]Secrecy{}
	var columns map[int]Secrecy
	width := 0 // The number of columns, if the parameters are those of an INSERT.
	if m := insertHead.FindStringSubmatchIndex(statement); m != nil && m[1] <= marks[0][0] {
		columns = columnsNamed(statement[m[2]:m[3]], name)
		width = strings.Count(statement[m[2]:m[3]], ",") + 1
	}
	start, before := 0, NoSecret
	for i, m := range marks {
		n := markNumber(statement, m, i)
		count = max(count, n+1)
		between := statement[max(start, m[0]-MaxCell):m[0]]
		switch compared := comparedMark.FindStringSubmatch(between); {
		case compared != nil:
			before = name(compared[1])
		case width > 0:
			before = columns[i%width]
		case strings.Trim(between, ", ") != "": // Otherwise it is in the same list as the one before.
			before = NoSecret
		}
		says[n] = max(says[n], before)
		start = m[1]
	}
	return says, count
}

// markNumber returns the number of a parameter, which is its position if the mark has none.
func markNumber(statement string, m []int, position int) int {
	for group := 2; group < len(m); group += 2 {
		if m[group] >= 0 {
			number, _ := strconv.Atoi(statement[m[group]:m[group+1]]) // It has a few digits.
			return max(0, number-1)
		}
	}
	return position
}

// statementMarks returns what a statement says about its parameters, whose values begin at a place
// of the text. The statement is before them as a rule, and otherwise behind them.
func statementMarks(text string, values int, name Naming) map[int]Secrecy {
	says, count := Marks(text[:values], name)
	if _, behind, found := strings.Cut(text[values:], "STATEMENT:"); found && count == 0 {
		says, _ = Marks(behind, name)
	}
	return says
}

// parametersIn returns the secrets among the parameters that a log has after a statement.
func parametersIn(text string, name Naming) []Span {
	if len(text) > MaxHead || !strings.Contains(text, "arameter") && !strings.Contains(text, "ARAMETER") && !strings.Contains(text, "-- [") && !strings.Contains(text, "params [") {
		return nil
	}
	var found []Span
	add := func(says map[int]Secrecy, n int, value Span) {
		if value = unquoted(text, value); value.End > value.Start && says[n].Hides(text[value.Start:value.End]) {
			found = append(found, value)
		}
	}
	for _, pattern := range parameterValues {
		var says map[int]Secrecy
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			if says == nil {
				says = statementMarks(text, m[0], name)
			}
			number, _ := strconv.Atoi(text[m[2]:m[3]]) // It has a few digits.
			add(says, number-1, Span{m[4], m[5]})
		}
	}
	if m := parameterList.FindStringSubmatchIndex(text); m != nil {
		says := statementMarks(text, m[0], name)
		for n, cell := range shifted(cellsOf(text[m[2]:m[3]], ","), m[2]) {
			if kind := typeOfValue.FindString(text[cell.Start:cell.End]); kind != "" {
				cell.End -= len(kind)
			}
			add(says, n, cell)
		}
	}
	return found
}
