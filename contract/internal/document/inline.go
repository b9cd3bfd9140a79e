package document

import (
	"fmt"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// inline replaces a $ref with its target, as if the $ref were an alias. Some authors write a $ref
// where OpenAPI allows none, for instance in place of a list of parameters. What they mean is
// clear.
func (c *classifier) inline(at *child) {
	ref := at.node.Get(refKey)
	target := at.node.Target()
	if target == nil {
		_, err := at.node.Resolve(ref.text)
		if err == nil { // The $ref leads back to itself, or through other references to nothing.
			err = fmt.Errorf("the $ref %s points to nothing; correct it, or add its target", wording.Quote(Shown(ref.text)))
		}
		c.flawf(ref, WrongRef, "%s", err)
		return
	}
	c.inlined[at] = at.node
	at.node = target
	c.document.repeats = true
}

// takeBack replaces the target with its $ref again.
func (c *classifier) takeBack(at *child) {
	if original := c.inlined[at]; original != nil {
		at.node = original
		delete(c.inlined, at)
	}
}

// settle takes back a target that contains its own $ref, because the document must be a tree. It
// also limits how many values the other targets add, as for aliases.
func (c *classifier) settle() {
	if len(c.inlined) == 0 {
		return
	}
	s := settling{classifier: c, open: map[*Node]int{}, weights: map[*Node]weight{}}
	size := 0
	for _, f := range c.document.files {
		size += len(f.text)
		w := s.weigh(f.root)
		if err := w.check(f.name, size); err != nil {
			c.document.invalid = err
		}
		if w.depth > maxDepth {
			c.document.invalid = fmt.Errorf("%s: the references lead to values that are nested more than %d deep; nest them less", f.name, maxDepth)
		}
	}
	for _, original := range c.inlined {
		c.flawf(original.Get(refKey), WrongRef, "OpenAPI %s allows no $ref here; it is followed, but other tools may refuse it; write its target in its place",
			c.grammar.Version)
	}
}

// settling is a walk over all values.
type settling struct {
	*classifier

	// way has the children from the root to the node that is being weighed. open has the nodes of
	// the way, with their depths.
	way     []*child
	open    map[*Node]int
	weights map[*Node]weight
}

// weigh returns the weight of a node.
func (s *settling) weigh(n *Node) weight {
	if w, done := s.weights[n]; done {
		return w
	}
	w := unit
	s.open[n] = len(s.way)
	for i := range n.children {
		at := &n.children[i]
		s.way = append(s.way, at)
		if depth, holds := s.open[at.node]; holds {
			s.cut(s.way[depth:])
		} else {
			w.add(at.token, s.weigh(at.node))
		}
		s.way = s.way[:len(s.way)-1]
	}
	delete(s.open, n)
	s.weights[n] = w
	return w
}

// cut takes back the last inlined target on a way that leads to its own beginning.
func (s *settling) cut(way []*child) {
	for _, at := range slices.Backward(way) {
		if s.inlined[at] != nil {
			s.takeBack(at)
			at.isHidden = true
			ref := at.node.Get(refKey)
			s.flawf(ref, WrongRef, "the $ref %s leads to something that contains the $ref itself; it is not followed; correct it", wording.Quote(Shown(ref.text)))
			return
		}
	}
}
