package edit

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// scanner finds where the nodes are in the text. The YAML library says where each node begins. The
// scanner finds where the node ends.
type scanner struct {
	name     string
	text     []byte
	aliases  []*node
	anchored map[*yaml.Node]*node

	// line, column and offset are the place that was last asked for. Places must be asked for in
	// the order of the text.
	line, column, offset int
}

func newScanner(name string, text []byte) *scanner {
	s := &scanner{name: name, text: text, anchored: map[*yaml.Node]*node{}, line: 1, column: 1}
	if bytes.HasPrefix(text, []byte(byteOrderMark)) {
		s.offset = len(byteOrderMark)
	}
	return s
}

// place returns the offset of a line and column. Both count characters from 1.
func (s *scanner) place(line, column int) int {
	for s.offset < len(s.text) && (s.line < line || s.line == line && s.column < column) {
		if width := breakWidth(s.text, s.offset); width > 0 {
			s.offset, s.line, s.column = s.offset+width, s.line+1, 1
			continue
		}
		_, width := utf8.DecodeRune(s.text[s.offset:])
		s.offset, s.column = s.offset+width, s.column+1
	}
	return s.offset
}

// node finds where a node and all nodes in it are. The block of its parent is indented by indent
// spaces. The indent of the document itself is -1.
func (s *scanner) node(y *yaml.Node, parent *node, indent int) (*node, error) {
	n := &node{yaml: y, parent: parent, indicator: -1}
	n.start = s.place(y.Line, y.Column)
	written, content := n.start, n.start
	if y.Anchor != "" {
		s.anchored[y] = n
	}
	switch {
	case y.Kind == yaml.AliasNode:
		s.aliases = append(s.aliases, n)
		n.end = n.start + 1 + len(y.Value)
		if !bytes.HasPrefix(s.text[n.start:], []byte("*"+y.Value)) {
			return nil, s.lost(y)
		}
		return n, nil
	case y.Kind == yaml.ScalarNode || y.Anchor != "" || y.Style&yaml.TaggedStyle != 0 || n.isFlow():
		written, content = s.skipProperties(n.start)
	}
	var err error
	switch {
	case y.Kind == yaml.ScalarNode:
		n.end, err = s.scalarEnd(y, written, content, indent)
	case n.isFlow():
		err = s.flow(n, content, indent)
	case y.Kind == yaml.MappingNode:
		err = s.blockMapping(n, content)
	default:
		err = s.blockSequence(n, content)
	}
	return n, err
}

// lost returns the error for a node that isn't where the YAML library says it is.
func (s *scanner) lost(y *yaml.Node) error {
	return fmt.Errorf("%s:%d:%d: the end of this value can't be found; write it in another style", s.name, y.Line, y.Column)
}

func (s *scanner) blockMapping(n *node, content int) error {
	content = s.skipSpace(content)
	column := content - lineStart(s.text, content)
	n.end = content
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		before := s.skipSpace(n.end)
		if i == 0 {
			before = content
		}
		key, err := s.node(n.yaml.Content[i], n, column)
		if err != nil {
			return err
		}
		key.explicit = s.at(before, '?') && key.start > before
		if err := s.value(n, key, n.yaml.Content[i+1], column); err != nil {
			return err
		}
	}
	return nil
}

// value adds the value of a key to a mapping.
func (s *scanner) value(n, key *node, y *yaml.Node, indent int) error {
	value, err := s.node(y, n, indent)
	if err != nil {
		return err
	}
	value.key, value.indicator = key, key.end
	if colon := s.skipSpace(key.end); s.at(colon, ':') {
		value.indicator = colon + 1
	} else if !n.isFlow() && !key.explicit {
		return s.lost(y)
	}
	value.unwritten()
	n.children = append(n.children, value)
	n.end = max(value.end, value.indicator)
	return nil
}

// unwritten moves a null that is not written to the end of its indicator.
func (n *node) unwritten() {
	if n.yaml.Kind == yaml.ScalarNode && n.start == n.end {
		n.start, n.end = n.indicator, n.indicator
	}
}

func (s *scanner) blockSequence(n *node, content int) error {
	n.end = s.skipSpace(content)
	column := n.end - lineStart(s.text, n.end)
	for _, y := range n.yaml.Content {
		dash := s.skipSpace(n.end)
		if !s.at(dash, '-') {
			return s.lost(y)
		}
		item, err := s.node(y, n, column)
		if err != nil {
			return err
		}
		item.indicator = dash + 1
		item.unwritten()
		n.children = append(n.children, item)
		n.end = max(item.end, item.indicator)
	}
	return nil
}

func (s *scanner) flow(n *node, content, indent int) error {
	opening, closing := byte('['), byte(']')
	if n.yaml.Kind == yaml.MappingNode {
		opening, closing = '{', '}'
	}
	n.pair = n.yaml.Kind == yaml.MappingNode && (!s.at(content, opening) || len(n.yaml.Content) > 0 && s.peek(n.yaml.Content[0]) == n.start)
	if !n.pair && !s.at(content, opening) {
		return s.lost(n.yaml)
	}
	n.end = content
	if !n.pair {
		n.end++
	}
	for i := 0; i < len(n.yaml.Content); i++ {
		before := s.skipSeparators(n.end)
		child, err := s.node(n.yaml.Content[i], n, indent)
		if err != nil {
			return err
		}
		if n.yaml.Kind == yaml.SequenceNode {
			n.children = append(n.children, child)
			n.end = child.end
			continue
		}
		i++
		child.explicit = s.at(before, '?') && child.start > before
		if err := s.value(n, child, n.yaml.Content[i], indent); err != nil {
			return err
		}
	}
	if n.pair {
		return nil
	}
	if n.end = s.skipSeparators(n.end); !s.at(n.end, closing) {
		return s.lost(n.yaml)
	}
	n.end++
	return nil
}

// peek returns the offset of a node and doesn't move the scanner to it.
func (s *scanner) peek(y *yaml.Node) int {
	ahead := *s
	return ahead.place(y.Line, y.Column)
}

func (s *scanner) at(offset int, c byte) bool { return offset < len(s.text) && s.text[offset] == c }

// skipProperties returns the offsets where a node's anchor and tag end, and where its content
// begins.
func (s *scanner) skipProperties(offset int) (end, content int) {
	for end = offset; s.at(offset, '&') || s.at(offset, '!'); offset = s.skipSpace(end) {
		if bytes.HasPrefix(s.text[offset:], []byte("!<")) { // The address in a verbatim tag ends with >.
			offset += max(0, bytes.IndexByte(s.text[offset:], '>'))
		}
		for offset < len(s.text) && !isBlank(s.text, offset) && strings.IndexByte(",[]{}", s.text[offset]) < 0 {
			offset++
		}
		end = offset
	}
	return end, offset
}

// skipSpace returns the next offset that is in neither white space nor a comment.
func (s *scanner) skipSpace(offset int) int {
	for offset < len(s.text) {
		switch width := breakWidth(s.text, offset); {
		case width > 0:
			offset += width
		case s.text[offset] == ' ' || s.text[offset] == '\t':
			offset++
		case s.text[offset] == '#':
			offset = lineEnd(s.text, offset)
		default:
			return offset
		}
	}
	return offset
}

// skipSeparators is like skipSpace, and also skips commas. It is for places inside brackets.
func (s *scanner) skipSeparators(offset int) int {
	offset = s.skipSpace(offset)
	for s.at(offset, ',') {
		offset = s.skipSpace(offset + 1)
	}
	return offset
}
