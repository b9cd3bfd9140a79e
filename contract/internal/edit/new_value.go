package edit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// textTag is the tag of strings.
const textTag = "!!str"

// InBrackets is a value that an edit writes in brackets, on one line.
type InBrackets struct{ Value any }

// newNode converts a value to a node that can be written. If flow is true, the node can be written
// inside brackets.
func newNode(value any, flow bool) (*yaml.Node, error) {
	given, err := nodeOf(value)
	if err != nil {
		return nil, err
	}
	return tidy(given, flow), nil
}

// nodeOf returns the node of a value.
func nodeOf(value any) (*yaml.Node, error) {
	switch value := value.(type) {
	case *yaml.Node:
		return value, nil
	case InBrackets:
		n, err := nodeOf(value.Value)
		if err != nil {
			return nil, err
		}
		brackets := *n
		brackets.Style |= yaml.FlowStyle
		return &brackets, nil
	case *document.Node:
		written := value.YAML()
		if repeats(written) {
			return nil, errors.New("it has anchors or aliases; write them out")
		}
		return written, nil
	case *jsonvalue.Object:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, m := range value.Members {
			child, err := nodeOf(m.Value)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, stringNode(m.Name, 0), child)
		}
		return n, nil
	case jsonvalue.Array:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		for _, item := range value {
			child, err := nodeOf(item)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, child)
		}
		return n, nil
	case jsonvalue.Number: // JSON and YAML write numbers alike.
		return &yaml.Node{Kind: yaml.ScalarNode, Value: string(value)}, nil
	default:
		n := &yaml.Node{}
		if err := n.Encode(value); err != nil {
			return nil, err
		}
		unquote(n)
		return n, nil
	}
}

// repeats reports whether a node contains an anchor or an alias.
func repeats(n *yaml.Node) bool {
	return n.Kind == yaml.AliasNode || n.Anchor != "" || slices.ContainsFunc(n.Content, repeats)
}

// unquote removes the quotes from strings. The strings then get the quotes that the document uses.
func unquote(n *yaml.Node) {
	if n.ShortTag() == textTag {
		n.Tag, n.Style = textTag, n.Style&^(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle)
	}
	for _, child := range n.Content {
		unquote(child)
	}
}

// tidy returns a copy of a node. In the copy, a string with line breaks is a block scalar, or is in
// quotes if it can't be a block scalar.
func tidy(given *yaml.Node, flow bool) *yaml.Node {
	n := *given
	if flow {
		n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	}
	if n.Kind == yaml.ScalarNode && strings.ContainsAny(n.Value, "\n\r\u0085\u2028\u2029") {
		n.Style = n.Style&yaml.TaggedStyle | yaml.LiteralStyle
		if flow || strings.HasSuffix(n.Value, "\n\n") || strings.Trim(n.Value, " \n") == "" || strings.ContainsAny(n.Value, "\r\u0085\u2028\u2029") {
			n.Style = n.Style&yaml.TaggedStyle | yaml.DoubleQuotedStyle
		}
	}
	n.Content = make([]*yaml.Node, len(given.Content))
	for i, child := range given.Content {
		n.Content[i] = tidy(child, flow || n.Style&yaml.FlowStyle != 0)
		if given.Kind == yaml.MappingNode && i%2 == 0 && child.Kind == yaml.ScalarNode {
			tidyKey(n.Content[i])
		}
	}
	return &n
}

// maxKey is the length in characters of the longest key that the YAML library writes without a
// question mark before it.
const maxKey = 100

// tidyKey changes a key so that it can be written on one line.
func tidyKey(key *yaml.Node) {
	if strings.Contains(key.Value, "\n") {
		key.Style = yaml.DoubleQuotedStyle
	}
}

// stringNode returns the node of a string with these quotes. If quotes is 0, the string is quoted
// only if it needs quotes.
func stringNode(text string, quotes yaml.Style) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: textTag, Value: text, Style: quotes & (yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle)}
}

// key writes a new key, with the same quotes as a sibling.
func (d *Document) key(at *node, key string, sibling *yaml.Node) (string, error) {
	if len(key) > maxKey || strings.ContainsAny(key, "\n\r\u0085\u2028\u2029") {
		return "", d.errorf(at, "the key %s is too long or has more than one line; shorten it", quote(key))
	}
	if d.style.json {
		var out bytes.Buffer
		err := writeJSON(&out, stringNode(key, 0))
		return out.String(), err
	}
	quotes := yaml.Style(0)
	if sibling != nil {
		quotes = sibling.Style
	}
	// Inside brackets, more strings need quotes than elsewhere.
	return d.style.flowValue(stringNode(key, quotes))
}

// isJSONLiteral reports whether a scalar is a number, a boolean or null in JSON.
func isJSONLiteral(text string) bool {
	return text != "" && strings.IndexByte("-0123456789tfn", text[0]) >= 0 && json.Valid([]byte(text))
}

// writeJSON writes a node as JSON on one line.
func writeJSON(out *bytes.Buffer, n *yaml.Node) error {
	switch n.Kind {
	case yaml.MappingNode:
		return writeJSONList(out, n, '{', '}', ':')
	case yaml.SequenceNode:
		return writeJSONList(out, n, '[', ']', ',')
	case yaml.ScalarNode:
		return writeJSONScalar(out, n)
	default:
		return errors.New("JSON has no aliases")
	}
}

// writeJSONList writes the content of a node. The separator is a colon for a mapping and a comma
// for a sequence.
func writeJSONList(out *bytes.Buffer, n *yaml.Node, opening, closing, separator byte) error {
	out.WriteByte(opening)
	for i, child := range n.Content {
		switch {
		case i > 0 && (separator == ',' || i%2 == 0):
			out.WriteByte(',')
		case i > 0:
			out.WriteByte(':')
		}
		if separator == ':' && i%2 == 0 {
			child = stringNode(child.Value, 0)
		}
		if err := writeJSON(out, child); err != nil {
			return err
		}
	}
	out.WriteByte(closing)
	return nil
}

func writeJSONScalar(out *bytes.Buffer, n *yaml.Node) error {
	if n.Tag == "" && n.Style == 0 && isJSONLiteral(n.Value) { // JSON reads an untagged plain scalar as YAML does.
		out.WriteString(n.Value)
		return nil
	}
	var value any
	switch n.ShortTag() {
	case textTag, "!!binary", "!!timestamp":
		value = n.Value
	default:
		if json.Valid([]byte(n.Value)) {
			out.WriteString(n.Value)
			return nil
		}
		if err := n.Decode(&value); err != nil {
			return err
		}
	}
	var written bytes.Buffer
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	for _, c := range strings.TrimSuffix(written.String(), "\n") {
		switch {
		case c > 0xffff && !wording.IsVisible(c):
			first, second := utf16.EncodeRune(c)
			fmt.Fprintf(out, "\\u%04x\\u%04x", first, second)
		case c >= 0xfff0 && c <= 0xffff || !wording.IsVisible(c):
			// YAML forbids it or reads it as a line break, or people can't see it.
			fmt.Fprintf(out, "\\u%04x", c)
		default:
			out.WriteRune(c)
		}
	}
	return nil
}
