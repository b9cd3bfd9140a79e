package edit

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Set replaces the value at a pointer. A comment after the value stays. Comments inside the old
// value are removed.
func (d *Document) Set(at string, value any) ([]byte, error) {
	n, err := d.find(at)
	if err != nil {
		return nil, err
	}
	if err := d.alone(n.start, n.end); err != nil {
		return nil, err
	}
	return d.set(n, value)
}

func (d *Document) set(n *node, value any) ([]byte, error) {
	flow := d.style.json || n.inFlow()
	given, err := newNode(value, flow)
	if err != nil {
		return nil, d.unwritable(n, err)
	}
	switch {
	case flow:
		return d.setFlow(n, given)
	case n.parent == nil:
		return d.setRoot(n, given)
	default:
		return d.setBlock(n, given)
	}
}

func (d *Document) unwritable(n *node, err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return d.errorf(n, "the new value can't be written: %s", line)
}

func (d *Document) setFlow(n *node, value *yaml.Node) ([]byte, error) {
	text, err := d.flow(n, value, n.parent != nil && d.hasLines(n.parent) || n.parent == nil && d.hasLines(n))
	if err != nil {
		return nil, err
	}
	if n.start == n.end && n.indicator >= 0 {
		text = " " + text
		if n.indicator == n.key.end {
			text = ":" + text
		}
	}
	return d.apply(splice{n.start, n.end, text}), nil
}

// flow writes a value for a place inside brackets near a node. If lines is true, JSON is written on
// several lines.
func (d *Document) flow(near *node, value *yaml.Node, lines bool) (string, error) {
	var text string
	var err error
	if d.style.json {
		text, err = d.style.jsonValue(value, lines, d.indentation(near.entry()))
	} else {
		text, err = d.style.flowValue(value)
	}
	if err != nil {
		return "", d.unwritable(near, err)
	}
	return text, nil
}

// hasLines reports whether the entries of a flow collection have their own lines.
func (d *Document) hasLines(n *node) bool {
	for _, child := range n.children {
		if beginsLine(d.text, child.entry()) {
			return child.entry() > 0
		}
	}
	return len(n.children) == 0 && n.parent != nil && d.hasLines(n.parent)
}

// indentation returns the white space at the beginning of the line of an offset.
func (d *Document) indentation(offset int) string {
	start := lineStart(d.text, offset)
	end := start
	for end < offset && (d.text[end] == ' ' || d.text[end] == '\t') {
		end++
	}
	return string(d.text[start:end])
}

func (d *Document) setRoot(n *node, value *yaml.Node) ([]byte, error) {
	lines, err := d.style.dump(d.quoted(value, n.end))
	if err != nil {
		return nil, d.unwritable(n, err)
	}
	start, end, first := n.start, n.end, lines[0]
	if beginsLine(d.text, start) {
		start = lineStart(d.text, start)
	} else if value.Kind != yaml.ScalarNode {
		first = d.style.lineBreak + first
	}
	if n.isBlock() || len(lines) > 1 {
		end = lineEnd(d.text, n.end)
	}
	return d.apply(splice{start, end, first + d.continuation(lines, 0, end)}), nil
}

func (d *Document) setBlock(n *node, value *yaml.Node) ([]byte, error) {
	lines, err := d.behindIndicator(n.key != nil, d.quoted(value, n.end))
	if err != nil {
		return nil, d.unwritable(n, err)
	}
	entry, tail := n.entry(), n.end
	column := entry - lineStart(d.text, entry)
	first := lineEnd(d.text, n.indicator)
	if n.start > first { // The value begins on a later line, after a comment that stays.
		tail = lineEnd(d.text, n.end)
		return d.apply(splice{n.indicator, n.indicator, lines[0]}, splice{first, tail, d.continuation(lines, column, tail)}), nil
	}
	if n.isBlock() {
		tail = lineEnd(d.text, n.end)
	}
	end := lineEnd(d.text, tail)
	return d.apply(splice{n.indicator, tail, lines[0]}, splice{end, end, d.continuation(lines, column, end)}), nil
}

// quoted returns a value that can be written before the end of the line of an offset. If lines of
// white space follow, a block scalar would include them, so the returned value has no block scalar.
func (d *Document) quoted(value *yaml.Node, offset int) *yaml.Node {
	for offset = lineEnd(d.text, offset); offset < len(d.text); {
		start := offset + breakWidth(d.text, offset)
		offset = lineEnd(d.text, start)
		if line := d.text[start:offset]; len(line) > 0 {
			if len(bytes.TrimLeft(line, " \t")) == 0 {
				return tidy(value, true)
			}
			break
		}
	}
	return value
}

// behindIndicator returns the lines of a value that follows an indicator. If key is true, the
// indicator is a key's colon, and otherwise it is a dash. The lines are indented relative to the
// key or dash.
func (d *Document) behindIndicator(key bool, value *yaml.Node) ([]string, error) {
	entry, indicator := &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{value}}, "-"
	if key {
		entry, indicator = &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{stringNode("k", 0), value}}, "k:"
	}
	lines, err := d.style.dump(entry)
	if err != nil {
		return nil, err
	}
	lines[0] = strings.TrimPrefix(lines[0], indicator)
	return lines, nil
}

// continuation returns the lines after the first line, indented by column. They go to an offset at
// the end of a line. At the end of a file without a last line break, it adds a line break, which
// may be part of the value.
func (d *Document) continuation(lines []string, column, offset int) string {
	var text strings.Builder
	for _, line := range lines[1:] {
		text.WriteString(d.style.lineBreak)
		if line != "" {
			text.WriteString(strings.Repeat(" ", column) + line)
		}
	}
	if len(lines) > 1 && offset == len(d.text) {
		text.WriteString(d.style.lineBreak)
	}
	return text.String()
}
