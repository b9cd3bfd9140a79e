package recording

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// shortestNumber is the number of digits from which a number is a secret if its name says so. A
// shorter number is usually a count of something.
const shortestNumber = 4

// json goes over the strings and numbers of one JSON value or several in a row, names included. It
// returns false if the text is not JSON.
func (w *walker) json(text []byte) ([]byte, bool) {
	t, ok := parseJSON(text)
	if !ok {
		return nil, false
	}
	j := &jsonWalk{walker: w, jsonTree: t, headings: map[int]bool{}}
	j.row(jsonContext{}, 0, len(t.nodes))
	return append(j.changed, text[j.copied:]...), true
}

// jsonWalk is the work on one JSON text.
type jsonWalk struct {
	*walker
	jsonTree

	changed []byte
	copied  int
	// headings are the numbers of the values that name columns. They hold no cells.
	headings map[int]bool
}

// jsonContext is what the position of a value says about it.
type jsonContext struct {
	secrecy secrecy
	// about says that the value is a text about a secret.
	about bool
	// name is that of the value, if it is in an object.
	name string
	// columns has what the first of several objects says about the members of the others.
	columns map[string]secrecy
	// within has what an object around this one says about members at other places in it.
	within map[string]secrecy
	// heads are those of the tables that the value may be a row of.
	heads []tableHead
}

func (j *jsonWalk) value(i int, c jsonContext) {
	switch n := j.nodes[i]; n.kind {
	case '{':
		j.object(i, c)
	case '[':
		j.row(c, i+1, n.after)
	default:
		j.scalar(n, c)
	}
}

// scalar copies the text up to a value, and what stands in the place of the value.
func (j *jsonWalk) scalar(n jsonNode, c jsonContext) {
	switch {
	case n.kind == '0' && countsTokens(c.name), c.secrecy == noSecret && !c.about:
	case c.secrecy.hides(j.plain(n)):
		j.put(n, secretText)
		return
	case c.about:
		j.put(n, aboutText)
		return
	}
	if j.private {
		j.put(n, privateText)
	} else {
		j.put(n, plainText)
	}
}

// countsTokens reports whether a name is that of a number of tokens, such as max_tokens.
func countsTokens(name string) bool { return strings.HasSuffix(strings.ToLower(name), "tokens") }

func (j *jsonWalk) put(n jsonNode, kind textKind) {
	value := jsontext.Value(j.raw[n.start:n.end])
	replacement := j.jsonScalar(value, kind)
	j.changed = append(j.changed, j.raw[j.copied:n.start]...)
	j.changed = append(j.changed, replacement...)
	j.copied = n.end
}

// jsonScalar returns the replacement of a string or a number, or the value itself if nothing
// changes.
func (w *walker) jsonScalar(value jsontext.Value, kind textKind) []byte {
	switch value.Kind() {
	case '"':
		plain, _ := jsontext.AppendUnquote(nil, value) // Broken UTF-8 is an error, and replaced.
		if changed := w.text(string(plain), kind); changed != string(plain) {
			quoted, _ := jsontext.AppendQuote(nil, changed) // As above.
			return quoted
		}
	case '0':
		if kind == privateText || len(value) < shortestNumber {
			return value
		}
		if changed := []byte(w.text(string(value), kind)); jsontext.Value(changed).IsValid() {
			return changed
		}
	}
	return value
}

// object goes over an object.
func (j *jsonWalk) object(i int, c jsonContext) {
	named := j.namedBy(i)
	heads := j.headsIn(i, c.heads)
	isKey := j.isKey(i)
	columns := j.columnsFor(i)
	if columns == nil {
		columns = c.within
	}
	for name, value := range j.members(i) {
		j.put(name, nameText)
		plain := j.plain(name)
		of := jsonContext{name: plain, heads: heads, columns: columns, within: columns}
		if c.secrecy == certain {
			of.secrecy = certain
		}
		if plain != "" {
			of.secrecy = max(of.secrecy, j.secrecy(plain, false))
		}
		if isKey && keyMembers[strings.TrimSuffix(plain, "_value")] {
			of.secrecy = certain
		}
		of.secrecy = max(of.secrecy, c.columns[plain])
		if j.headings[value] {
			of.columns, of.within = nil, nil
		}
		named.apply(&of)
		j.value(value, of)
	}
}

// keyMembers are the members of a JSON web key that are private (RFC 7518, section 6).
var keyMembers = map[string]bool{"d": true, "p": true, "q": true, "dp": true, "dq": true, "qi": true, "oth": true, "k": true}

// isKey reports whether an object is a JSON web key.
func (j *jsonWalk) isKey(i int) bool {
	for name := range j.members(i) {
		if string(j.raw[name.start:name.end]) == `"kty"` {
			return true
		}
	}
	return false
}

// row goes over the values from one node to another: those in an array, or those of the whole text.
// They may be rows of a table of which the first is the head, names with a value after each, or the
// cells of a row.
func (j *jsonWalk) row(c jsonContext, from, to int) {
	heads := c.heads
	if head, ok := j.firstRow(from, to); ok {
		heads = append(slices.Clip(heads), head)
	}
	heads = j.headsOfItems(from, to, heads)
	cells := j.cellsOf(from, to, heads)
	if command := j.argumentsOf(from, to); command != nil {
		cells = command
	}
	columns, first := j.columnsOf(from, to), from
	next := noSecret // What the string before says about the one that follows, as in ["Authorization", "..."].
	for n, i := 0, from; i < to; n, i = n+1, j.nodes[i].after {
		of := jsonContext{secrecy: max(c.secrecy, next), about: c.about, name: c.name, heads: heads, columns: c.columns, within: c.within}
		if n < len(cells) {
			of.secrecy = max(of.secrecy, cells[n])
		}
		before := next
		next = noSecret
		switch j.nodes[i].kind {
		case '"':
			if of.secrecy == noSecret {
				next = j.namesNext(j.plain(j.nodes[i]))
			}
		case '{':
			if i > first && columns != nil {
				of.columns = columns
			}
			next = before                                // The attributes of an element may be between its name and its content.
			if of.secrecy == likely && n >= len(cells) { // An object has names of its own.
				of.secrecy = noSecret
			}
		}
		j.value(i, of)
	}
}

// namesNext returns what a string in an array says about the one that follows it.
func (j *jsonWalk) namesNext(name string) secrecy {
	if len(name) >= 60 || strings.ContainsAny(name, "=:") || suspect.LooksSecret(name) {
		return noSecret
	}
	says := j.secrecy(name, true)
	if strings.Contains(name, " ") {
		says = min(says, likely) // It may be a list of sentences.
	}
	return says
}
