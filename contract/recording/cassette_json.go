package recording

import (
	"bufio"
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// json yields the exchanges of a cassette in JSON. It reads the file twice, because the version may
// follow the interactions.
func (r *cassetteReader) json() error {
	first := r.open()
	length := 0
	r.list = interactionsName
	skip := func(int) error {
		length++
		return first.skip()
	}
	lists := map[string]func() error{
		"version":        func() error { return first.value(&r.version) },
		interactionsName: func() error { return first.elements(skip) },
		httpInteractionsName: func() error {
			r.list = httpInteractionsName
			return first.elements(skip)
		},
	}
	if err := first.members(lists); err != nil {
		return err
	}
	if err := first.end(); err != nil {
		return err
	}
	if length == 0 && r.list == interactionsName {
		return r.in.checkVersion(r.version)
	}
	second := r.open()
	each := func(int) error {
		node, err := (&nodeReader{jsonReader: second}).read()
		if err != nil {
			return err
		}
		if err := document.CheckKeys(node); err != nil {
			return r.in.yamlError(err, 0)
		}
		return r.give([]yaml.Node{*node}, 0)
	}
	return second.members(map[string]func() error{r.list: func() error { return second.elements(each) }})
}

// open returns a reader of the cassette in JSON from its beginning.
func (r *cassetteReader) open() *jsonReader {
	in := &input{Reader: bufio.NewReader(bytes.NewReader(r.data)), name: r.in.name}
	return newJSONReader(in, "a cassette", "record it again")
}

// nodeReader reads a JSON value as a node of YAML, as the interactions of other cassettes are. YAML
// doesn't allow all escapes that a string of JSON may have.
type nodeReader struct {
	*jsonReader

	values int
}

func (r *nodeReader) read() (*yaml.Node, error) {
	if r.values++; r.values > maxValues {
		return nil, fmt.Errorf("%s:%s: an interaction has more than %d values; remove it, or record it again", r.in.name, r.at.place(r.InputOffset()), maxValues)
	}
	kind := r.PeekKind()
	if kind != '{' && kind != '[' {
		return r.scalar()
	}
	if _, err := r.ReadToken(); err != nil {
		return nil, r.fail(err)
	}
	node := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: yaml.FlowStyle}
	if kind == '[' {
		node.Kind, node.Tag = yaml.SequenceNode, "!!seq"
	}
	node.Line, node.Column = r.at.lineColumn(r.InputOffset() - 1)
	for next := r.PeekKind(); next != ']' && next != '}'; next = r.PeekKind() {
		item, err := r.read()
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, item)
	}
	return node, r.leave()
}

// scalar reads a value that is not a list or an object.
func (r *nodeReader) scalar() (*yaml.Node, error) {
	value, err := r.ReadValue()
	if err != nil {
		return nil, r.fail(err)
	}
	node := &yaml.Node{Kind: yaml.ScalarNode, Value: string(value)}
	node.Line, node.Column = r.at.lineColumn(r.InputOffset() - int64(len(value)))
	if value.Kind() == '"' {
		text, _ := jsontext.AppendUnquote(nil, value) // The decoder accepted the string.
		node.Value, node.Tag, node.Style = string(text), "!!str", yaml.DoubleQuotedStyle
	}
	return node, nil
}
