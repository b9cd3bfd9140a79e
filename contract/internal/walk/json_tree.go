package walk

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// jsonTree is a JSON text parsed into nodes with their places.
type jsonTree struct {
	raw []byte
	// nodes are the values and the member names in the order of the text.
	nodes []jsonNode
}

// jsonNode is a value or the name of a member.
type jsonNode struct {
	kind       jsontext.Kind
	start, end int
	// after is the number of the first node after this node and its children.
	after int
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

// treeOf returns the tree of a value, and writes its text.
func treeOf(value any) jsonTree {
	var t jsonTree
	t.add(value)
	return t
}

func (t *jsonTree) add(value any) {
	i := len(t.nodes)
	t.nodes = append(t.nodes, jsonNode{start: len(t.raw)})
	switch value := value.(type) {
	case *jsonvalue.Object:
		t.raw = append(t.raw, '{')
		for n, m := range value.Members {
			if n > 0 {
				t.raw = append(t.raw, ',')
			}
			t.add(m.Name)
			t.raw = append(t.raw, ':')
			t.add(m.Value)
		}
		t.raw = append(t.raw, '}')
	case jsonvalue.Array:
		t.raw = append(t.raw, '[')
		for n, item := range value {
			if n > 0 {
				t.raw = append(t.raw, ',')
			}
			t.add(item)
		}
		t.raw = append(t.raw, ']')
	case string:
		t.raw, _ = jsontext.AppendQuote(t.raw, value) // An error means broken UTF-8, which the result has replaced.
	case jsonvalue.Number:
		t.raw = append(t.raw, value...)
	case bool:
		t.raw = strconv.AppendBool(t.raw, value)
	default:
		t.raw = append(t.raw, "null"...)
	}
	n := &t.nodes[i]
	n.kind, n.end, n.after = jsontext.Value(t.raw[n.start:]).Kind(), len(t.raw), len(t.nodes)
}

// plain returns a string without its quotes and escapes. It returns other scalars unchanged.
func (t *jsonTree) plain(n jsonNode) string {
	value := t.raw[n.start:n.end]
	if n.kind != '"' {
		return string(value)
	}
	plain, _ := jsontext.AppendUnquote(nil, value) // An error means broken UTF-8, which the result has replaced.
	return string(plain)
}

// members yields each name in an object, with the number of its value.
func (t *jsonTree) members(i int) iter.Seq2[jsonNode, int] {
	return func(yield func(jsonNode, int) bool) {
		for at := i + 1; at < t.nodes[i].after; at = t.nodes[at+1].after {
			if !yield(t.nodes[at], at+1) {
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
			all = append(all, t.plain(n))
		}
	}
	return all
}
