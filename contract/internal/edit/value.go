package edit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// textTag is the tag of strings.
const textTag = "!!str"

// newNode turns a value into a node that is written as it is meant, in brackets or not.
func newNode(value any, flow bool) (*yaml.Node, error) {
	given, ok := value.(*yaml.Node)
	if !ok {
		given = &yaml.Node{}
		if err := given.Encode(value); err != nil {
			return nil, err
		}
		unquote(given)
	}
	return tidy(given, flow), nil
}

// unquote leaves it to the style of the document which quotes texts have.
func unquote(n *yaml.Node) {
	if n.ShortTag() == textTag {
		n.Tag, n.Style = textTag, n.Style&^(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle)
	}
	for _, child := range n.Content {
		unquote(child)
	}
}

// tidy returns a copy of a node. What would be more than one line without being a block scalar is quoted.
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

// maxKey is how many characters the YAML library writes of a key without a question mark before it.
const maxKey = 100

// tidyKey makes a key one that is written on one line.
func tidyKey(key *yaml.Node) {
	if strings.Contains(key.Value, "\n") {
		key.Style = yaml.DoubleQuotedStyle
	}
}

// stringNode returns the node of a string, in quotes of a kind, or where it needs them in those of the document.
func stringNode(text string, quotes yaml.Style) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: textTag, Value: text, Style: quotes & (yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle)}
}

// key writes a new key with the quotes of a sibling.
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
	// In brackets more characters need quotes than elsewhere.
	return d.style.flowValue(stringNode(key, quotes))
}

// isJSONLiteral reports whether a text is a number, a boolean or null in JSON.
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

// writeJSONList writes the content of a node; behind each of its keys or items stands a separator.
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
	if n.Tag == "" && n.Style == 0 && isJSONLiteral(n.Value) { // What it is, its text says, as in YAML.
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
		if c >= 0x7f && c < 0xa0 || c == '\ufeff' || c >= 0xfff0 && c <= 0xffff {
			fmt.Fprintf(out, "\\u%04x", c) // JSON allows it, YAML doesn't, or reads a line break.
			continue
		}
		out.WriteRune(c)
	}
	return nil
}
