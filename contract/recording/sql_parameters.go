package recording

import (
	"maps"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

var (
	// parameterMark matches a parameter of a statement that has no name. The group is its number.
	parameterMark = lazyregexp.New(`\?|%s|[$:](\d{1,3})\b|@[pP](\d{1,3})\b`)
	// comparedMark matches what is before the mark of a parameter: a name that is compared with it.
	comparedMark = lazyregexp.New(`(?i)([\pL_][\pL\pN_.]*)["` + "`" + `\]]?\s*(?:=|<>|!=|\s(?:not\s+)?(?:i?like|in))\s*\(?\s*$`)
	// parameterValues match the value of a parameter in the logs of databases. The groups are its
	// number and the value.
	parameterValues = []*lazyregexp.Regexp{
		lazyregexp.New(`[$:@]p?(\d{1,3})\s*=\s*'([^'\r\n]+)'`),
		lazyregexp.New(`parameter \[(\d{1,3})\][^\r\n]{0,40}-\s*\[([^\]\r\n]+)\]`),
	}
)

// marksOf returns what a statement says about its parameters without names, by their numbers from 0
// on, and how many it has.
func marksOf(statement string, name naming) (says map[int]secrecy, count int) {
	says = map[int]secrecy{}
	marks := parameterMark.FindAllStringSubmatchIndex(statement, -1)
	if len(marks) == 0 || len(marks) > maxColumns {
		return nil, 0
	}
	if m := insertHead.FindStringSubmatchIndex(statement); m != nil && m[1] <= marks[0][0] {
		maps.Copy(says, columnsNamed(statement[m[2]:m[3]], name))
	}
	start := 0
	for n, m := range marks {
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				number, _ := strconv.Atoi(statement[m[group]:m[group+1]]) // It has a few digits.
				n = number - 1
			}
		}
		count = max(count, n+1)
		if compared := comparedMark.FindStringSubmatch(statement[max(start, m[0]-maxCell):m[0]]); compared != nil {
			says[n] = max(says[n], name(compared[1]))
		}
		start = m[1]
	}
	return says, count
}

// parametersIn returns the secrets among the parameters that a log has after a statement.
func parametersIn(text string, name naming) []span {
	if !strings.Contains(text, "parameter") || len(text) > maxHead {
		return nil
	}
	var found []span
	var says map[int]secrecy
	for _, pattern := range parameterValues {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			if says == nil {
				says, _ = marksOf(text[:m[0]], name)
			}
			number, _ := strconv.Atoi(text[m[2]:m[3]]) // It has a few digits.
			if says[number-1].hides(text[m[4]:m[5]]) {
				found = append(found, span{m[4], m[5]})
			}
		}
	}
	return found
}
