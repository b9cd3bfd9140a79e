package document

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// jsonNodes reads a text that is JSON. It returns the nodes that the YAML reader would return, and
// takes less time. The YAML reader also refuses some JSON, for instance a character outside the
// Basic Multilingual Plane that is written as two escapes. It returns false if the text is not
// JSON.
func jsonNodes(text []byte) (*yaml.Node, bool) {
	r := newJSONReader(text)
	if r == nil {
		return nil, false
	}
	root, err := r.node()
	return root, err == nil && r.isAtEnd()
}

// newJSONReader returns a reader of a text, or nil if the text is no object or array of JSON.
func newJSONReader(text []byte) *jsonReader {
	if trimmed := bytes.TrimLeft(text, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' && trimmed[0] != '[' {
		return nil
	}
	return &jsonReader{
		Decoder: jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true)),
		text:    text, line: 1,
	}
}

// jsonReader makes YAML nodes of JSON tokens.
type jsonReader struct {
	*jsontext.Decoder

	text []byte
	// at is the offset up to which lines and characters are counted. line is the number of the line
	// at this offset. before is the number of characters of that line before the offset.
	at, line, before int
}

// node reads a value.
func (r *jsonReader) node() (*yaml.Node, error) {
	n := &yaml.Node{}
	if err := r.next(n); err != nil || n.Kind == yaml.ScalarNode {
		return n, err
	}
	return n, r.content(n)
}

// next reads a scalar, or the beginning of an object or array.
func (r *jsonReader) next(n *yaml.Node) error {
	start := r.place(n)
	token, err := r.ReadToken()
	if err != nil {
		return err
	}
	switch token.Kind() {
	case jsontext.KindBeginObject, jsontext.KindBeginArray:
		n.Kind, n.Tag, n.Style = yaml.MappingNode, "!!map", yaml.FlowStyle
		if token.Kind() == jsontext.KindBeginArray {
			n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		}
		return nil
	case jsontext.KindString:
		n.Kind, n.Tag, n.Style, n.Value = yaml.ScalarNode, stringTag, yaml.DoubleQuotedStyle, token.String()
		return nil
	}
	n.Kind, n.Value = yaml.ScalarNode, string(r.text[start:r.InputOffset()])
	switch {
	case token.Kind() == jsontext.KindNull:
		n.Tag = nullTag
	case token.Kind() != jsontext.KindNumber:
		n.Tag = boolTag
	case strings.ContainsAny(n.Value, ".eE"):
		n.Tag = floatTag
	default:
		n.Tag = intTag
	}
	return nil
}

// content reads the keys and values of an object, or the items of an array, up to its end.
func (r *jsonReader) content(n *yaml.Node) error {
	for {
		switch r.PeekKind() {
		case jsontext.KindEndObject, jsontext.KindEndArray:
			_, err := r.ReadToken()
			return err
		}
		inner, err := r.node()
		if err != nil {
			return err
		}
		n.Content = append(n.Content, inner)
	}
}

// place sets the line and the column of the next token, and returns its offset. Columns count
// characters, as YAML does.
func (r *jsonReader) place(n *yaml.Node) int {
	start := int(r.InputOffset())
	for start < len(r.text) && strings.IndexByte(" \t\r\n,:", r.text[start]) >= 0 {
		start++
	}
	for {
		length := bytes.IndexByte(r.text[r.at:start], '\n')
		if length < 0 {
			break
		}
		r.at += length + 1
		r.line, r.before = r.line+1, 0
	}
	r.before += utf8.RuneCount(r.text[r.at:start]) // A whole document may be one line.
	r.at = start
	n.Line, n.Column = r.line, 1+r.before
	return start
}
