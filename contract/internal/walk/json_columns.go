package walk

import (
	"maps"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// columnsFor returns what an object says about members elsewhere in it. The object may name the
// columns of a table, as in {"head": {"c1": "API key"}, "rows": [{"c1": "..."}]}. It may also name
// the parameters of a statement, as in {"query": "...login(password: $p)", "variables": {"p":
// "..."}}.
func (j *jsonWalk) columnsFor(i int) map[string]position.Secrecy {
	columns, ok := j.columns[i]
	if !ok {
		columns = j.columnsOfMembers(i)
		j.columns[i] = columns
	}
	return columns
}

func (j *jsonWalk) columnsOfMembers(i int) map[string]position.Secrecy {
	var columns map[string]position.Secrecy
	for member, value := range j.members(i) {
		var more map[string]position.Secrecy
		switch j.nodes[value].kind {
		case '"':
			if n := j.nodes[value]; len(n.text) <= position.MaxHead && mayHoldPlaceholder(n.text) {
				more = j.placeholders(n.text)
			}
		case '{':
			more = j.headingsOf(value, headWords[member.last])
		case '[':
			more = j.describedColumns(value)
		}
		if len(more) == 0 {
			continue
		}
		if columns == nil {
			columns = map[string]position.Secrecy{}
		}
		maps.Copy(columns, more)
		j.headings[value] = true
	}
	return columns
}

// placeholder matches a parameter in a GraphQL or SQL statement together with the name to which it
// gives a value. The groups are the name and the parameter.
var placeholder = lazyregexp.New(`([\pL_][\pL\pN_.]*)["` + "`" + `\]]?\s*(?::|=|<>|!=|\blike\b)\s*(?:[$:@{]|%\()([A-Za-z_]\w*)`)

// mayHoldPlaceholder reports quickly whether a text may hold a parameter of a statement: a sign
// before a name.
func mayHoldPlaceholder(text string) bool {
	for i := range len(text) - 1 {
		switch next := text[i+1]; text[i] {
		case '$', '@', ':', '{':
			if next == '_' || next|0x20 >= 'a' && next|0x20 <= 'z' {
				return true
			}
		case '%':
			if next == '(' {
				return true
			}
		}
	}
	return false
}

// placeholders returns what a statement says about its parameters.
func (w *Walker) placeholders(statement string) map[string]position.Secrecy {
	if len(statement) > position.MaxHead || !mayHoldPlaceholder(statement) {
		return nil
	}
	var columns map[string]position.Secrecy
	for _, m := range placeholder.FindAllStringSubmatchIndex(statement, -1) {
		if says := w.Secrecy(statement[m[2]:m[3]], true); says != position.NoSecret {
			if columns == nil {
				columns = map[string]position.Secrecy{}
			}
			name := statement[m[4]:m[5]]
			columns[name] = max(columns[name], says)
		}
	}
	return columns
}

// headWords are the last words in the names of objects that hold column heads.
var headWords = suspect.WordSet(`head heads header headers heading headings column columns label labels title titles caption captions names legend fields schema`)

// headingsOf returns what an object says about columns. The object maps the key of a column to the
// name of the column. IsHead says that the object has the name of a table head. Otherwise its keys
// must look like c1.
func (j *jsonWalk) headingsOf(i int, isHead bool) map[string]position.Secrecy {
	var columns map[string]position.Secrecy
	for member, value := range j.members(i) {
		name, n := member.plain, j.nodes[value]
		isColumn := isColumnKey(name)
		if n.kind != '"' || len(n.text) > position.MaxCell || !isHead && !isColumn || len(columns) > position.MaxColumns {
			return nil
		}
		says := j.Secrecy(n.text, true)
		if !isColumn {
			says = min(says, position.Likely) // The value may be a description of another value.
		}
		if columns == nil {
			columns = map[string]position.Secrecy{}
		}
		columns[name] = says
	}
	return columns
}

// The variables are the members of objects that describe the columns of a table. One set has the
// members whose value is the key of the column in the rows. The other set has the members whose
// value is the column's name.
var (
	columnIDs   = suspect.WordSet(`id key field accessor index prop property column code data slug name`)
	columnNames = suspect.WordSet(`label title header head heading caption text name display`)
)

// describedColumns returns what a list of objects says about the columns that the objects describe,
// as in [{"field": "c1", "headerName": "API key"}].
func (j *jsonWalk) describedColumns(i int) map[string]position.Secrecy {
	var columns map[string]position.Secrecy
	count := 0
	for item := range j.items(i) {
		if count++; j.nodes[item].kind != '{' || count > position.MaxColumns {
			return columns
		}
		var id, name string
		for member, value := range j.members(item) {
			n := j.nodes[value]
			if n.kind != '"' || len(n.text) > position.MaxCell {
				continue
			}
			plain := strings.ToLower(member.plain)
			switch {
			case columnNames[plain] && (plain != "name" || id != ""), strings.HasPrefix(plain, "header"):
				name = n.text
			case columnIDs[member.last] && id == "":
				id = n.text
			}
		}
		if says := j.columnSecrecy(id, name); says != position.NoSecret {
			if columns == nil {
				columns = map[string]position.Secrecy{}
			}
			columns[id] = says
		}
	}
	return columns
}

// columnSecrecy returns what a column's name says about the values with the column's id.
func (j *jsonWalk) columnSecrecy(id, name string) position.Secrecy {
	switch {
	case id == "" || name == "" || j.Secrecy(name, true) == position.NoSecret || !headName.MatchString(name):
		return position.NoSecret
	case isColumnKey(id):
		return j.Secrecy(name, true)
	default:
		return min(j.Secrecy(name, true), position.Likely)
	}
}
