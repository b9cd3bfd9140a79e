package walk

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// row walks the values from one node to another. They are the values of an array or of the whole
// text. They may be rows of a table whose head comes first, names that are each followed by a
// value, or the cells of a row.
func (j *jsonWalk) row(c jsonContext, from, to int) {
	r := jsonRow{jsonWalk: j, context: c, first: from, last: -1}
	r.heads = c.heads
	if head, ok := j.firstRow(from, to); ok {
		r.heads = append(slices.Clip(r.heads), head)
	}
	r.heads = j.headsOfItems(from, to, r.heads)
	r.cells = j.cellsOf(from, to, r.heads)
	if command := j.argumentsOf(from, to); command != nil {
		r.cells = command
	}
	r.secret = j.secretOf(from, to, c.isLastSecret)
	r.columns = j.columnsOf(from, to)
	r.isLines = from == 0 && to == len(j.nodes)
	for n, i := 0, from; i < to; n, i = n+1, j.nodes[i].after {
		j.item(n, i, r.contextOf(n, i), r.isLines)
		r.last = i
	}
}

// jsonRow is what a row says about its values.
type jsonRow struct {
	*jsonWalk

	context jsonContext
	heads   []tableHead
	cells   []position.Secrecy
	columns map[string]position.Secrecy
	// first is the number of the first value, last that of the value before, and secret that of the
	// value that is the password of a login.
	first, last, secret int
	// next is what the string before says about the value, as in ["Authorization", "..."].
	next position.Secrecy
	// isLines says that there may be a value on each line, and areHeaders that the values are the
	// names of headers.
	isLines, areHeaders bool
}

// contextOf returns what is known of a value of the row.
func (r *jsonRow) contextOf(n, i int) jsonContext {
	c := r.context
	of := jsonContext{secrecy: max(c.secrecy, r.next), coded: c.coded, about: c.about, listed: c.name != "" && c.secrecy == position.Certain, name: c.name, heads: r.heads, columns: c.columns, within: c.within}
	switch {
	case i == r.secret:
		of.secrecy = position.Certain
	case n < len(r.cells):
		of.secrecy = max(of.secrecy, r.cells[n])
	}
	before := r.next
	r.next = position.NoSecret
	switch text := r.nodes[i].text; r.nodes[i].kind {
	case '[':
		if before != position.NoSecret && c.secrecy == position.NoSecret && r.isSearched(r.last) {
			of.secrecy = position.NoSecret
		}
	case '"':
		if r.areHeaders = r.areHeaders || before == position.Certain && r.isHeaderOfSecret(text); r.areHeaders {
			of.secrecy = c.secrecy
		} else {
			r.next = r.namesNext(text, of)
		}
	case '{':
		r.next = before // The attributes of an element may be between its name and its content.
		r.addOfObject(n, i, &of)
	}
	return of
}

// addOfObject adds what is known of an object of the row.
func (r *jsonRow) addOfObject(n, i int, of *jsonContext) {
	if i > r.first && r.columns != nil {
		of.columns = r.columns
	}
	if r.isLines && r.last >= 0 {
		of.columns = r.afterLine(r.last, i, of.columns)
	}
	if of.secrecy == position.Likely && n >= len(r.cells) && !of.coded { // An object has names of its own.
		of.secrecy = position.NoSecret
	}
}

// item walks a value of a row. A value on a line of its own is no item of an array.
func (j *jsonWalk) item(n, i int, c jsonContext, isLine bool) {
	if isLine {
		j.value(i, c)
		return
	}
	j.path = append(j.path, step{index: n})
	j.value(i, c)
	j.path = j.path[:len(j.path)-1]
}

// isSearched reports whether the string before a list may be a word that somebody looks for. The
// list is then what is proposed.
func (j *jsonWalk) isSearched(i int) bool { return suspect.HasOtherMeaning(j.nodes[i].text) }

// isHeaderOfSecret reports whether a string is written as the name of a header of several words is,
// and the name of a secret.
func (j *jsonWalk) isHeaderOfSecret(text string) bool {
	return headerOfWords.MatchString(text) && j.isCertain(text)
}

var headerOfWords = lazyregexp.New(`^[A-Z][a-z]*(?:-[A-Z][a-z]*)+$`)

// isNameList reports whether an array lists names, none of which is the value of another.
func isNameList(name string) bool {
	last := position.LastWord(name)
	return nameLists[last] || wordLists[last]
}

// namesNext returns what a string in an array says about the next string. A secret says nothing.
func (j *jsonWalk) namesNext(name string, of jsonContext) position.Secrecy {
	if of.secrecy != position.NoSecret || len(name) >= 60 || strings.ContainsAny(name, "=:") || suspect.LooksSecret(name) {
		return position.NoSecret
	}
	says := j.Secrecy(name, true)
	if strings.Contains(name, " ") || isNameList(of.name) || suspect.IsAbout(of.name) {
		says = min(says, position.Likely) // The array may be a list of sentences or of names.
	}
	return says
}
