package edit

import (
	"strconv"

	"go.yaml.in/yaml/v4"
)

// node is a node of the document with its place in the text.
type node struct {
	yaml   *yaml.Node
	parent *node
	// start and end are the first byte of it, its anchor and tag included, and the first one after
	// it. A null that is not written at all is at the end of its indicator.
	start, end int
	// indicator is the end of what introduces it: of the colon of a mapping's value, of the dash of
	// a block sequence's item. It is that of the key where a flow mapping's key has no colon. It is
	// -1 where there is no indicator.
	indicator int
	// key is that of a mapping's value.
	key *node
	// explicit says of a key that a question mark is before it.
	explicit bool
	// pair says of a mapping that it is a pair in a flow sequence, without braces.
	pair bool
	// children are the values of a mapping or the items of a sequence.
	children []*node
}

func (n *node) isCollection() bool {
	return n.yaml.Kind == yaml.MappingNode || n.yaml.Kind == yaml.SequenceNode
}

// isFlow says of a collection that it is written in brackets.
func (n *node) isFlow() bool { return n.yaml.Style&yaml.FlowStyle != 0 }

// isBlock says that it is a collection whose entries have lines of their own.
func (n *node) isBlock() bool { return n.isCollection() && !n.isFlow() }

// inFlow says that it stands within brackets.
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

// index returns the place of a child among its siblings.
func (n *node) index() int {
	for i, sibling := range n.parent.children {
		if sibling == n {
			return i
		}
	}
	return -1
}

// entry returns the start of what makes up the child of a collection: of the key, of the dash, or
// of the item.
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
