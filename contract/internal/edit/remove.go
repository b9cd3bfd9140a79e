package edit

import (
	"go.yaml.in/yaml/v4"
)

// Remove removes a key with its value, or an item of a sequence. It also removes the comments that
// belong to the entry: the comments on the lines right before it with the same indentation, and the
// comment after it on its line. If the collection has no other entry, Remove leaves {} or [].
func (d *Document) Remove(at string) ([]byte, error) {
	n, err := d.find(at)
	switch {
	case err != nil:
		return nil, err
	case n.parent == nil:
		return nil, d.errorf(n, "the document as a whole can't be removed; name a place in it")
	}
	if err := d.alone(n.entry(), n.end); err != nil {
		return nil, err
	}
	switch parent := n.parent; {
	case len(parent.children) == 1:
		empty := &yaml.Node{Kind: parent.yaml.Kind, Style: yaml.FlowStyle}
		if err := d.alone(parent.start, parent.end); err != nil {
			return nil, err
		}
		return d.set(parent, empty)
	case parent.isFlow():
		return d.removeFlow(n), nil
	default:
		return d.removeBlock(n), nil
	}
}

func (d *Document) removeBlock(n *node) []byte {
	head, end := d.head(n), lineEnd(d.text, max(n.end, n.indicator))
	if beginsLine(d.text, head) {
		head = lineStart(d.text, head)
		if end < len(d.text) {
			end += breakWidth(d.text, end)
		}
		if i := n.index(); i > 0 && n.parent.children[i-1].endsInBlockScalar() {
			end = skipEmptyLines(d.text, end)
		}
		return d.apply(splice{head, end, ""})
	}
	// The first entry comes right after a dash, so the next entry moves there, with its comment.
	for end < len(d.text) && isBlank(d.text, end) {
		end += max(1, breakWidth(d.text, end))
	}
	return d.apply(splice{head, end, ""})
}

func (d *Document) removeFlow(n *node) []byte {
	s := &scanner{text: d.text}
	siblings, i := n.parent.children, n.index()
	end := max(n.end, n.indicator)
	if i+1 < len(siblings) {
		end = s.skipSpace(end) + 1
		if d.endsItsLine(end) {
			end = lineEnd(d.text, end)
		}
		for isBlank(d.text, end) {
			end += max(1, breakWidth(d.text, end))
		}
		return d.apply(splice{n.entry(), end, ""})
	}
	// The last entry is removed with the comma before it and with the comments on its lines.
	before := max(siblings[i-1].end, siblings[i-1].indicator)
	comma := s.skipSpace(before)
	from := n.entry()
	for from > comma+1 && isBlank(d.text, from-1) {
		from--
	}
	if next := s.skipSpace(end); d.text[next] == ',' {
		end = next + 1
	}
	if d.endsItsLine(end) {
		end = lineEnd(d.text, end)
	}
	return d.apply(splice{comma, comma + 1, ""}, splice{from, end, ""})
}

// endsInBlockScalar reports whether the node ends in a block scalar. Empty lines after it would be
// part of its text.
func (n *node) endsInBlockScalar() bool {
	for len(n.children) > 0 {
		n = n.children[len(n.children)-1]
	}
	return n.yaml.Kind == yaml.ScalarNode && n.yaml.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
}
