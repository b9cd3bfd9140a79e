package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

var (
	// insertHead matches a list of columns and the text up to their values. The group is the list.
	insertHead = lazyregexp.Needing(`(?is)\(([^()]+)\)\s*(?:(?:overriding \w+ value\s*)?values?\s*\(|=\s*(?:row\s*)?\(|select\s)`, "value", "select", ")=", ") ", ")\n", ")\r", ")\t")
	// createHead matches a statement that creates a table, up to its columns, and insertAll one that
	// inserts rows without a list of columns. The group is the table.
	createHead = lazyregexp.Needing(`(?i)\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?([^\s(]+)\s*\(`, "create")
	insertAll  = lazyregexp.Needing(`(?i)\binto\s+([^\s(]+)\s+values?\s*\(`, "into")
	// copyHead matches a COPY statement of PostgreSQL up to its data lines. The group is the list
	// of columns.
	copyHead = lazyregexp.Needing(`(?i)\bcopy\s+[^\s(]+\s*\(([^()]+)\)\s+from\s+stdin[^\n]*\n`, "stdin")
	// compared matches a run that is compared with one or more strings. The second group is the
	// beginning of the strings.
	compared = newRunPattern("", `(?i)["`+"`"+`\]]?(?:\s+(?:n?(?:var)?char2?|n?text|string)(?:\s*\(\w+\))?)?\s+(?:not\s+)?(?:i?like|in|=|<>|!=|regexp|similar to)\s*(\(?)\s*[nNeE]?'`)
	// duplicates match error messages of databases about a value that already exists. The groups
	// are the name and the value.
	duplicates = []struct {
		expression  *lazyregexp.Regexp
		name, value int
	}{
		{lazyregexp.Needing(`(?i)duplicate entry '([^\r\n]+?)' for key '([^'\r\n]+)'`, "duplicate entry"), 2, 1},
		{lazyregexp.Needing(`(?i)'([^'\r\n]+)'\s+as\s+["`+"`"+`\[]?([\pL\pN_]+)`, "' ", "'\t", "'\n", "'\r"), 2, 1},
		{lazyregexp.Needing(`(?i)(?:object|constraint|index)\s+'([^'\r\n]+)'[^\r\n]{0,200}?duplicate key value is \(([^\r\n]+?)\)`, "duplicate key value"), 1, 2},
		{lazyregexp.Needing(`(?i)\b(?:password|crypt|sha[0-9_]*|md5|old_password|pgp_sym_encrypt|encrypt|aes_encrypt|hashbytes|pwdencrypt)\(\s*[nN]?'([^'\r\n]+)'`, "password(", "crypt(", "sha", "md5(", "old_password(", "hashbytes("), 0, 1},
	}
	// failingRow matches the values of a row or a key in an error message that doesn't name the
	// columns.
	failingRow = lazyregexp.Needing(`(?i)(?:failing row contains \(|dup key: \{)([^\r\n]*)[)}]`, "failing row", "dup key")
)

// sqlOf returns the secrets in SQL statements and in error messages of databases.
func sqlOf(text string, name Naming, runs []nameRun) []Span {
	found := append(insertedOf(text, name), copiedOf(text, name)...)
	found = append(found, comparedOf(text, runs)...)
	for _, pattern := range duplicates {
		for _, m := range pattern.expression.FindAllStringSubmatchIndex(text, -1) {
			if pattern.name == 0 || name.isCertain(text[m[2*pattern.name]:m[2*pattern.name+1]]) {
				found = append(found, Span{m[2*pattern.value], m[2*pattern.value+1]})
			}
		}
	}
	for _, m := range failingRow.FindAllStringSubmatchIndex(text, -1) {
		found = append(found, shifted(Codes(text[m[2]:m[3]]), m[2])...)
	}
	return found
}

// insertedOf returns the secrets in INSERT and UPDATE statements with lists of columns, and in
// those without, if the table is created in the same text.
func insertedOf(text string, name Naming) []Span {
	var found []Span
	done := 0
	add := func(start, values int, columns map[int]Secrecy) {
		if len(columns) == 0 || start < done {
			return
		}
		for at := values; at < len(text) && (text[at] == '(' || at == values); done = at {
			var cells []Span
			cells, at = sqlRow(text, at+1)
			found = appendColumns(found, text, columns, cells)
			at = skipBlanks(text, at)
			if at < len(text) && text[at] == ',' {
				at = skipBlanks(text, at+1)
			}
		}
	}
	for _, m := range insertHead.FindAllStringSubmatchIndex(text, -1) {
		add(m[0], m[1]-1, columnsNamed(text[m[2]:m[3]], name))
	}
	tables := map[string]map[int]Secrecy{}
	done = 0
	for _, m := range createHead.FindAllStringSubmatchIndex(text, -1) {
		if m[0] < done { // It is in the list of the one before.
			continue
		}
		columns := map[int]Secrecy{}
		var cells []Span
		cells, done = sqlRow(text, m[1])
		for i, cell := range cells {
			column, _, _ := strings.Cut(text[cell.Start:cell.End], " ")
			if says := name(strings.Trim(column, "\"'`[]")); says != NoSecret && i < MaxColumns {
				columns[i] = says
			}
		}
		tables[tableName(text[m[2]:m[3]])] = columns
	}
	if done = 0; len(tables) > 0 {
		for _, m := range insertAll.FindAllStringSubmatchIndex(text, -1) {
			add(m[0], m[1]-1, tables[tableName(text[m[2]:m[3]])])
		}
	}
	return found
}

// tableName returns the name of a table without its schema and its quotes.
func tableName(quoted string) string {
	return strings.Trim(quoted[strings.LastIndexByte(quoted, '.')+1:], "\"'`[]")
}

// copiedOf returns the secrets in the data lines of a COPY statement of PostgreSQL.
func copiedOf(text string, name Naming) []Span {
	var found []Span
	for _, m := range copyHead.FindAllStringSubmatchIndex(text, -1) {
		columns := columnsNamed(text[m[2]:m[3]], name)
		for start := m[1]; len(columns) > 0 && start < len(text); {
			line, _, _ := strings.Cut(text[start:], "\n")
			if strings.HasPrefix(line, `\.`) || strings.TrimSpace(line) == "" || copyHead.MatchString(line+"\n") {
				break
			}
			found = appendColumns(found, text, columns, shifted(cellsOf(line, "\t"), start))
			start += len(line) + 1
		}
	}
	return found
}

// comparedOf returns the strings that are compared with a column of secrets.
func comparedOf(text string, runs []nameRun) []Span {
	var found []Span
	done := 0
	for _, run := range runs {
		if run.Start < done || run.says != Certain || run.End == len(text) || !mayPrecedeValue(text[run.End]) {
			continue
		}
		m := compared.FindStringSubmatchIndex(text[run.Start:])
		if m == nil {
			continue
		}
		start := run.Start + m[1]
		cells := []Span{{start, closingQuote(text, start-1)}}
		if m[4] < m[5] {
			cells, done = sqlRow(text, start-1)
		}
		for _, cell := range cells {
			found = append(found, Span{cell.Start, cell.Start + len(strings.TrimRight(text[cell.Start:cell.End], "%"))})
		}
	}
	return found
}

// shifted returns the parts moved by an offset.
func shifted(parts []Span, by int) []Span {
	for i := range parts {
		parts[i].Start += by
		parts[i].End += by
	}
	return parts
}

// columnsNamed returns what each name in a list of columns says.
func columnsNamed(list string, name Naming) map[int]Secrecy {
	columns := map[int]Secrecy{}
	for i, column := range strings.Split(list, ",") {
		if says := name(strings.Trim(column, " \t\r\n\"'`[]")); says != NoSecret {
			columns[i] = says
		}
	}
	return columns
}

// appendColumns appends those cells of a row that are in columns of secrets.
func appendColumns(found []Span, text string, columns map[int]Secrecy, cells []Span) []Span {
	for i, cell := range cells {
		if cell = unquoted(text, cell); columns[i].Hides(text[cell.Start:cell.End]) && cell.End > cell.Start {
			found = append(found, cell)
		}
	}
	return found
}

// sqlRow returns the values of a list that begins at a byte, without their quotes. It also returns
// the byte after the closing parenthesis.
func sqlRow(text string, at int) (cells []Span, next int) {
	depth, start := 0, at
	add := func(end int) {
		s := Span{start, end}
		s.Start += len(text[s.Start:s.End]) - len(strings.TrimLeft(text[s.Start:s.End], " \t\r\n"))
		s.End = s.Start + len(strings.TrimSpace(text[s.Start:s.End]))
		cells = append(cells, unquoted(text, s))
	}
	for ; at < len(text); at++ {
		switch c := text[at]; {
		case c == '\'' || c == '"':
			at = closingQuote(text, at)
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ')', c == ';':
			add(at)
			return cells, at + 1
		case c == ',' && depth == 0:
			add(at)
			start = at + 1
		}
	}
	add(len(text))
	return cells, at
}

// closingQuote returns the end of an SQL string, or the end of the text. A doubled or escaped quote
// doesn't end the string.
func closingQuote(text string, at int) int {
	quote := text[at]
	for at++; at < len(text); at++ {
		switch {
		case text[at] == '\\':
			at++
		case text[at] == quote && at+1 < len(text) && text[at+1] == quote:
			at++
		case text[at] == quote:
			return at
		}
	}
	return len(text)
}

func skipBlanks(text string, at int) int {
	for at < len(text) && strings.IndexByte(" \t\r\n", text[at]) >= 0 {
		at++
	}
	return at
}
