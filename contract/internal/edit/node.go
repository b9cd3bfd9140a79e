package edit

import (
	"strconv"

	"go.yaml.in/yaml/v4"
)

// node is a node of the document with its place in the text.
type node struct {
	yaml   *yaml.Node
	parent *node
	// start is the offset where the node begins, including its anchor and tag. end is the offset
	// right after it. If the value is missing, the node is null. Then it begins and ends at the end of
	// its indicator.
	start, end int
	// indicator is the end of the colon before a mapping's value, or of the dash before a block
	// sequence's item. If a key in a flow mapping has no colon, indicator is the end of the key. It
	// is -1 if neither comes before the node.
	indicator int
	// key is the key of the node, if the node is a value of a mapping.
	key *node
	// explicit reports whether the node is a key with a question mark before it.
	explicit bool
	// pair reports whether the node is a single pair in a flow sequence, written without braces.
	pair bool
	// children has the values of a mapping or the items of a sequence.
	children []*node
}

func (n *node) isCollection() bool {
	return n.yaml.Kind == yaml.MappingNode || n.yaml.Kind == yaml.SequenceNode
}

// isFlow reports whether a collection is written in brackets.
func (n *node) isFlow() bool { return n.yaml.Style&yaml.FlowStyle != 0 }

// isBlock reports whether the node is a collection whose entries have their own lines.
func (n *node) isBlock() bool { return n.isCollection() && !n.isFlow() }

// inFlow reports whether the node is within brackets.
func (n *node) inFlow() bool { return n.parent != nil && n.parent.isFlow() }

func (n *node) child(token string) *node {
	switch n.yaml.Kind {
	case yaml.MappingNode:
		for _, value := range n.children {
			if value.key.yaml.Kind == yaml.ScalarNode && value.key.yaml.Value == token {
				return value
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.children) && strconv.Itoa(i) == token {
			return n.children[i]
		}
	}
	return nil
}

// index returns the index of a child among its siblings.
func (n *node) index() int {
	for i, sibling := range n.parent.children {
		if sibling == n {
			return i
		}
	}
	return -1
}

// entry returns the offset where a node's entry in its collection begins. It is the offset of the
// key or the dash, or of the node if it has neither.
func (n *node) entry() int {
	switch {
	case n.key != nil:
		return n.key.start
	case n.indicator >= 0:
		return n.indicator - 1
	default:
		return n.start
	}
}
