package edit

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// Insert adds a value at the end of a mapping or a sequence. The pointer's last token is the new
// key of the mapping, or "-" for a sequence.
func (d *Document) Insert(at string, value any) ([]byte, error) {
	n, key, err := d.container(at)
	if err != nil {
		return nil, err
	}
	if len(n.children) == 0 {
		return d.insertFirst(n, key, value)
	}
	return d.insert(n, key, value, n.children[len(n.children)-1], false)
}

// InsertAlike is like [Document.Insert]. If the last value of the mapping or sequence is in
// brackets, it writes the new value in brackets too.
func (d *Document) InsertAlike(at string, value any) ([]byte, error) {
	n, _, err := d.container(at)
	if err != nil {
		return nil, err
	}
	if count := len(n.children); count == 0 || !n.children[count-1].isFlow() {
		return d.Insert(at, value)
	}
	given, err := newNode(value, false)
	if err != nil {
		return nil, d.unwritable(n, err)
	}
	given.Style |= yaml.FlowStyle
	return d.Insert(at, given)
}

// InsertBefore is like [Document.Insert], but it adds the value before the key sibling of the
// mapping, and before the comment that belongs to this key.
func (d *Document) InsertBefore(at, sibling string, value any) ([]byte, error) {
	return d.insertBeside(at, sibling, value, true)
}

// InsertAfter is like [Document.Insert], but it adds the value after the key sibling of the
// mapping.
func (d *Document) InsertAfter(at, sibling string, value any) ([]byte, error) {
	return d.insertBeside(at, sibling, value, false)
}

func (d *Document) insertBeside(at, sibling string, value any, before bool) ([]byte, error) {
	n, key, err := d.container(at)
	if err != nil {
		return nil, err
	}
	beside := n.child(sibling)
	if n.yaml.Kind != yaml.MappingNode || beside == nil {
		return nil, d.errorf(n, "there is no key %s here to insert %s beside", quote(sibling), quote(key))
	}
	return d.insert(n, key, value, beside, before)
}

// insertable returns an error if a collection can't have the new key.
func (d *Document) insertable(n *node, key string) error {
	if n.yaml.Kind == yaml.SequenceNode && key != "-" {
		return d.errorf(n, "%s is not a place to add to a sequence; write - for its end", quote(key))
	}
	if n.yaml.Kind == yaml.MappingNode && n.child(key) != nil {
		return d.errorf(n.child(key).key, "the key %s stands there already; set it instead", quote(key))
	}
	return d.extensible(n)
}

// insertFirst adds a value to an empty collection, which is always written in brackets.
func (d *Document) insertFirst(n *node, key string, value any) ([]byte, error) {
	if err := d.insertable(n, key); err != nil {
		return nil, err
	}
	if n.yaml.Anchor != "" || n.yaml.Style&yaml.TaggedStyle != 0 {
		return nil, d.errorf(n, "an empty value with an anchor or a tag can't be added to; write it without")
	}
	given, err := newNode(value, d.style.json || n.inFlow())
	if err != nil {
		return nil, d.unwritable(n, err)
	}
	if n.yaml.Kind == yaml.SequenceNode {
		return d.set(n, &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{given}})
	}
	return d.set(n, &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{stringNode(key, 0), given}})
}

// insert adds a value to a collection, either before or after one of its children.
func (d *Document) insert(n *node, key string, value any, beside *node, before bool) ([]byte, error) {
	if err := d.insertable(n, key); err != nil {
		return nil, err
	}
	if beside.key != nil && beside.key.explicit {
		return nil, d.errorf(beside.key, "a key that is written with a question mark can't have a new one beside it; write it without")
	}
	given, err := newNode(value, n.isFlow())
	if err != nil {
		return nil, d.unwritable(n, err)
	}
	name := ""
	if beside.key != nil {
		if name, err = d.key(beside.key, key, beside.key.yaml); err != nil {
			return nil, err
		}
	}
	if !n.isFlow() {
		return d.insertBlock(name, given, beside, before)
	}
	return d.insertFlow(n, name, given, beside, before)
}

func (d *Document) insertBlock(name string, value *yaml.Node, beside *node, before bool) ([]byte, error) {
	if !before {
		value = d.quoted(value, max(beside.end, beside.indicator))
	}
	lines, err := d.behindIndicator(beside.key != nil, value)
	if err != nil {
		return nil, d.unwritable(beside, err)
	}
	indicator := "-"
	if beside.key != nil {
		indicator = name + ":"
	}
	lines[0] = indicator + lines[0]
	entry := beside.entry()
	column := entry - lineStart(d.text, entry)
	if !before {
		end := lineEnd(d.text, max(beside.end, beside.indicator))
		return d.apply(splice{end, end, d.continuation(append([]string{""}, lines...), column, end)}), nil
	}
	head := d.head(beside)
	if beginsLine(d.text, head) {
		head = lineStart(d.text, head)
		lines[0] = strings.Repeat(" ", column) + lines[0]
		return d.apply(splice{head, head, lines[0] + d.continuation(lines, column, 0) + d.style.lineBreak}), nil
	}
	return d.apply(splice{head, head, lines[0] + d.continuation(lines, column, 0) + d.style.lineBreak + strings.Repeat(" ", column)}), nil
}

// head returns the offset where an entry of a block collection begins. The entry includes the
// comments on the lines right before it that have the same indentation. The comments before the
// first key of a file belong to the file.
func (d *Document) head(n *node) int {
	entry := n.entry()
	head := entry
	if !beginsLine(d.text, entry) || n.parent.parent == nil && n.index() == 0 {
		return head
	}
	column := entry - lineStart(d.text, entry)
	for start := lineStart(d.text, entry); start > 0; head = start + column {
		previous := lineStart(d.text, start-breakBefore(d.text, start))
		line := d.text[previous:start]
		if leading(line) != column || len(line) <= column || line[column] != '#' {
			return head
		}
		start = previous
	}
	return head
}

func (d *Document) insertFlow(n *node, name string, value *yaml.Node, beside *node, before bool) ([]byte, error) {
	lines := d.hasLines(n)
	text, err := d.flow(beside, value, lines)
	if err != nil {
		return nil, err
	}
	if name != "" {
		text = name + d.colon() + text
	}
	space := d.comma()
	if lines {
		space = d.style.lineBreak + d.indentation(beside.entry())
	}
	entry, end := beside.entry(), max(beside.end, beside.indicator)
	if before {
		return d.apply(splice{entry, entry, text + "," + space}), nil
	}
	next := (&scanner{text: d.text}).skipSpace(end)
	if d.text[next] == ',' { // The new value also gets a comma, even at the end.
		next++
		if lines && d.endsItsLine(next) {
			next = lineEnd(d.text, next)
			return d.apply(splice{next, next, space + text + ","}), nil
		}
		return d.apply(splice{next, next, space + text + ","}), nil
	}
	if lines && d.endsItsLine(end) { // A comment may follow on the line.
		line := lineEnd(d.text, end)
		return d.apply(splice{end, end, ","}, splice{line, line, space + text}), nil
	}
	return d.apply(splice{end, end, "," + space + text}), nil
}

// endsItsLine reports whether only white space and a comment follow an offset on its line.
func (d *Document) endsItsLine(offset int) bool {
	end := lineEnd(d.text, offset)
	next := (&scanner{text: d.text}).skipSpace(offset)
	return next >= end
}

// colon returns the text between a key in brackets and its value.
func (d *Document) colon() string {
	if d.style.json && d.style.compact {
		return ":"
	}
	return ": "
}

// comma returns the white space after a comma in a list on one line.
func (d *Document) comma() string {
	if d.style.json && d.style.compact {
		return ""
	}
	return " "
}
