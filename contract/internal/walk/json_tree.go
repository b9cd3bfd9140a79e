package walk

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// jsonTree is a JSON text parsed into nodes.
type jsonTree struct {
	// nodes are the values and the member names in the order of the text.
	nodes []jsonNode
	// raw is the text. It is nil if the tree is that of a value.
	raw []byte
}

// jsonNode is a value or the name of a member.
type jsonNode struct {
	kind jsontext.Kind
	// start and end are the place in the text.
	start, end int
	// after is the number of the first node after this node and its children.
	after int
	// text is a string without its quotes and escapes, or another scalar as it is.
	text string
	// name is set if the node is the name of a member.
	name *memberName
}

// parseJSON parses a text into a tree. The text may consist of several JSON values in a row.
// parseJSON returns false if the text is not JSON.
func parseJSON(text []byte) (jsonTree, bool) {
	t := jsonTree{raw: text}
	d := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	var containers []int
	for {
		switch kind := d.PeekKind(); kind {
		case '{', '[':
			if _, err := d.ReadToken(); err != nil {
				return t, false
			}
			containers = append(containers, len(t.nodes))
			t.nodes = append(t.nodes, jsonNode{kind: kind, start: int(d.InputOffset()) - 1})
		case '}', ']':
			if _, err := d.ReadToken(); err != nil {
				return t, false
			}
			last := len(containers) - 1
			n := &t.nodes[containers[last]]
			n.end, n.after = int(d.InputOffset()), len(t.nodes)
			containers = containers[:last]
		default:
			value, err := d.ReadValue()
			if errors.Is(err, io.EOF) {
				t.readScalars()
				return t, len(t.nodes) > 0
			}
			if err != nil {
				return t, false
			}
			end := int(d.InputOffset())
			t.nodes = append(t.nodes, jsonNode{kind: value.Kind(), start: end - len(value), end: end, after: len(t.nodes) + 1})
		}
	}
}

// readScalars sets the texts of the scalars. Those without an escape are parts of one string.
func (t *jsonTree) readScalars() {
	all := string(t.raw)
	isUTF8 := utf8.ValidString(all)
	for i := range t.nodes {
		n := &t.nodes[i]
		switch n.kind {
		case '{', '[':
		case '"':
			if n.text = all[n.start+1 : n.end-1]; !isUTF8 || strings.IndexByte(n.text, '\\') >= 0 {
				plain, _ := jsontext.AppendUnquote(nil, t.raw[n.start:n.end]) // An error means broken UTF-8, which the result has replaced.
				n.text = string(plain)
			}
		default:
			n.text = all[n.start:n.end]
		}
	}
}

// treeOf returns the tree of a value.
func treeOf(value any) jsonTree {
	t := jsonTree{nodes: make([]jsonNode, 0, countNodes(value))}
	t.add(value)
	return t
}

// countNodes returns how many nodes the tree of a value has.
func countNodes(value any) int {
	count := 1
	switch value := value.(type) {
	case *jsonvalue.Object:
		for _, m := range value.Members {
			count += 1 + countNodes(m.Value)
		}
	case jsonvalue.Array:
		for _, item := range value {
			count += countNodes(item)
		}
	}
	return count
}

// add adds the nodes of a value.
func (t *jsonTree) add(value any) {
	i := len(t.nodes)
	t.nodes = append(t.nodes, jsonNode{})
	n := &t.nodes[i]
	switch value := value.(type) {
	case *jsonvalue.Object:
		n.kind = '{'
		for _, m := range value.Members {
			t.add(m.Name)
			t.add(m.Value)
		}
	case jsonvalue.Array:
		n.kind = '['
		for _, item := range value {
			t.add(item)
		}
	case string:
		n.kind, n.text = '"', value
	case jsonvalue.Number:
		n.kind, n.text = '0', string(value)
	case bool:
		n.text = strconv.FormatBool(value)
		n.kind = jsontext.Kind(n.text[0])
	default:
		n.kind, n.text = 'n', "null"
	}
	n.after = len(t.nodes)
}

// memberName is the name of members, of which a text has many as a rule.
type memberName struct {
	plain string
	// last is its last word.
	last string
	// isNaming says that members with the name hold a name.
	isNaming bool
}

// nameMembers finds the names of the members.
func (t *jsonTree) nameMembers() {
	known := map[string]*memberName{}
	for i := range t.nodes {
		if t.nodes[i].kind != '{' {
			continue
		}
		for at := i + 1; at < t.nodes[i].after; at = t.nodes[at+1].after {
			plain := t.nodes[at].text
			name := known[plain]
			if name == nil {
				name = &memberName{plain: plain, last: position.LastWord(plain), isNaming: position.IsNaming(plain)}
				known[plain] = name
			}
			t.nodes[at].name = name
		}
	}
}

// members yields each name in an object, with the number of its value.
func (t *jsonTree) members(i int) iter.Seq2[*memberName, int] {
	return func(yield func(*memberName, int) bool) {
		for at := i + 1; at < t.nodes[i].after; at = t.nodes[at+1].after {
			if !yield(t.nodes[at].name, at+1) {
				return
			}
		}
	}
}

// items yields the numbers of the values in an array.
func (t *jsonTree) items(i int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for at := i + 1; at < t.nodes[i].after; at = t.nodes[at].after {
			if !yield(at) {
				return
			}
		}
	}
}

// StringsIn returns the names and strings in a text if it is JSON, but at most those in the first
// values.
func StringsIn(text []byte, values int) []string {
	t, ok := parseJSON(text)
	if !ok {
		return nil
	}
	var all []string
	for _, n := range t.nodes[:min(len(t.nodes), values)] {
		if n.kind == '"' {
			all = append(all, n.text)
		}
	}
	return all
}
