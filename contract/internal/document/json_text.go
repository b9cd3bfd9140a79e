package document

import (
	"bytes"
	"errors"
	"io"
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
	if trimmed := bytes.TrimLeft(text, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' && trimmed[0] != '[' {
		return nil, false
	}
	r := &jsonReader{
		Decoder: jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true)),
		text:    text, line: 1,
	}
	root, err := r.node()
	if err != nil {
		return nil, false
	}
	if _, err := r.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, false
	}
	return root, true
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
	start := r.place(n)
	token, err := r.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case jsontext.KindBeginObject, jsontext.KindBeginArray:
		n.Kind, n.Tag, n.Style = yaml.MappingNode, "!!map", yaml.FlowStyle
		if token.Kind() == jsontext.KindBeginArray {
			n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		}
		return n, r.content(n)
	case jsontext.KindString:
		n.Kind, n.Tag, n.Style, n.Value = yaml.ScalarNode, stringTag, yaml.DoubleQuotedStyle, token.String()
		return n, nil
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
	return n, nil
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
