package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// comparer compares two documents node by node, through references, and leaves out what is written
// only for people.
type comparer struct {
	old, revised *Document
	// compared are the differences of two nodes that were compared before, or are being compared: a
	// schema may hold itself.
	compared map[[2]*document.Node][]difference
	found    map[string]*reaching
}

// difference is a place where the documents differ. One of the nodes is nil where only the other
// document has it.
type difference struct {
	rule     string
	severity Severity
	message  string
	old, new *document.Node
}

// reaching is a difference with the operations that it reaches.
type reaching struct {
	difference

	reach reach
}

// located is a difference as a change.
type located struct {
	Change

	// target is the pointer that a reference leads to, where only one document has the reference.
	target string
	// requires is the pointer of the property that an item of a schema's required names.
	requires string
	// union says that it is an item of a oneOf or anyOf.
	union bool
}

func newComparer(old, revised *Document) *comparer {
	return &comparer{old: old, revised: revised, compared: map[[2]*document.Node][]difference{}, found: map[string]*reaching{}}
}

// differences returns all differences. It does not look into operations that only one of the
// documents has.
func (c *comparer) differences() []located {
	was, is := c.old.operations, c.revised.operations
	every := func(r reach) {
		for _, o := range is {
			r.add(o.Operation)
		}
	}
	c.note(c.compareChildren(c.old.root, c.revised.root, outsideOperations()...), every)
	for scheme, pair := range c.pairs(c.old.root.At(components, securitySchemes), c.revised.root.At(components, securitySchemes)) {
		c.note(c.compareNamed(pair), func(r reach) {
			c.old.addUsers(r, scheme)
			c.revised.addUsers(r, scheme)
		})
	}
	for key, o := range is {
		before, both := was[key]
		if !both {
			continue
		}
		reached := func(r reach) { r.add(o.Operation) }
		c.note(c.compareChildren(target(before.item), target(o.item), besideOperations()...), reached)
		c.note(c.compareChildren(before.node, o.node, "responses", "parameters", "security"), reached)
		c.note(c.compareParameters(before, o), reached)
		c.note(c.compareSecurity(before, o), reached)
		for status, pair := range c.pairs(before.node.Get("responses"), o.node.Get("responses")) {
			c.note(c.compareNamed(pair), func(r reach) { r.add(o.Operation, status) })
		}
	}
	var all []located
	for _, f := range c.found {
		all = append(all, f.located())
	}
	return all
}

func (r *reaching) located() located {
	l := located{Change: Change{
		Rule: r.rule, Severity: r.severity, Message: r.message,
		Old: placeOf(r.old), New: placeOf(r.new), Operations: r.reach.sorted(),
	}}
	switch {
	case r.new == nil:
		l.target = target(r.old).Pointer()
		l.requires, l.union = inList(r.old)
	case r.old == nil:
		l.target = target(r.new).Pointer()
		l.requires, l.union = inList(r.new)
	}
	return l
}

const (
	// required is the keyword of a schema whose list names properties.
	required = "required"

	components      = "components"
	securitySchemes = "securitySchemes"
)

// inList returns what an item of a schema's lists is: the pointer of the property that it requires,
// or that it is one of several schemas.
func inList(n *document.Node) (requires string, union bool) {
	if !isItem(n) {
		return "", false
	}
	list := n.Parent()
	if list.Name() == required {
		requires = jsonvalue.Pointer(list.Parent().Pointer(), "properties", n.Text())
	}
	return requires, list.Name() == "oneOf" || list.Name() == "anyOf"
}

// outsideOperations are the keys of a document that say nothing to callers, or are compared
// elsewhere.
func outsideOperations() []string {
	return []string{"openapi", "info", "paths", components, "tags", "security"}
}

// besideOperations are the keys of a path item that are compared elsewhere.
func besideOperations() []string {
	keys := []string{"parameters"}
	for _, method := range methods() {
		keys = append(keys, strings.ToLower(method))
	}
	return keys
}

// note keeps differences, with the operations that they reach.
func (c *comparer) note(differences []difference, add func(reach)) {
	for _, d := range differences {
		id := fmt.Sprint(d.rule, d.old.Pointer(), " ", d.new.Pointer(), " ", d.message)
		if c.found[id] == nil {
			c.found[id] = &reaching{difference: d, reach: reach{}}
		}
		add(c.found[id].reach)
	}
}

// pair is a node of the old document and the one of the revised document that it is compared with.
// One of them may be nil.
type pair [2]*document.Node

// pairs returns the children of two nodes by their names, each with the child of that name in both.
func (c *comparer) pairs(a, b *document.Node) map[string]pair {
	pairs := map[string]pair{}
	old, revised := target(a), target(b)
	for token, child := range old.Entries() {
		name, _ := identity(old, token, child)
		pairs[name] = pair{child, pairs[name][1]}
	}
	var unpaired []*document.Node
	for token, child := range revised.Entries() {
		name, named := identity(revised, token, child)
		if !named && pairs[name][0] == nil {
			unpaired = append(unpaired, child)
			continue
		}
		pairs[name] = pair{pairs[name][0], child}
	}
	pairInOrder(pairs, old, unpaired)
	return pairs
}

// pairInOrder pairs the items without a name that are not the same in both lists: an allOf may hold
// a schema that changed.
func pairInOrder(pairs map[string]pair, old *document.Node, unpaired []*document.Node) {
	for token, child := range old.Entries() {
		name, named := identity(old, token, child)
		if !named && pairs[name][1] == nil && len(unpaired) > 0 {
			pairs[name] = pair{child, unpaired[0]}
			unpaired = unpaired[1:]
		}
	}
	for _, child := range unpaired {
		pairs[child.Pointer()] = pair{nil, child}
	}
}

// identity returns the name by which a child is found among its siblings: its key or, for the item
// of a list, its server or its scalar. An item that has no such name is known by all that it says.
func identity(parent *document.Node, token string, child *document.Node) (name string, named bool) {
	if parent.Kind() != document.Array {
		return token, true
	}
	switch found := target(child); {
	case isScalar(found):
		return found.Text(), true
	case found.StringAt("url") != "":
		return found.StringAt("url"), true
	default:
		return canonical(child), false
	}
}

// compareChildren compares what two nodes hold, without some keys.
func (c *comparer) compareChildren(a, b *document.Node, except ...string) []difference {
	var differences []difference
	for name, pair := range c.pairs(a, b) {
		if !slices.Contains(except, name) {
			differences = append(differences, c.compareKey(name, pair)...)
		}
	}
	return differences
}

// compareKey compares two values of a key of OpenAPI, or two items of a list.
func (c *comparer) compareKey(name string, p pair) []difference {
	old, revised := p[0], p[1]
	switch {
	case isItem(old) || isItem(revised):
	case slices.Contains(forPeople(), name):
		return nil
	case name == "x-invariants":
		return compareInvariants(old, revised)
	case name == "x-decision":
		return compareDecisions(old, revised)
	case name == "servers":
		return c.compareServers(old, revised)
	case strings.HasPrefix(name, "x-"):
		return compareExtensions(old, revised)
	case slices.Contains(holdersOfNames(), name) || name == required && (isList(old) || isList(revised)):
		// To have none of them is the same as to have an empty collection.
		var differences []difference
		for _, named := range c.pairs(old, revised) {
			differences = append(differences, c.compareNamed(named)...)
		}
		return differences
	}
	return c.compareNamed(p)
}

// forPeople are the keys whose values no message can contradict.
func forPeople() []string {
	return []string{"description", "summary", "title", "example", "examples", "externalDocs", "tags"}
}

// holdersOfNames are the keys of mappings whose keys the document chooses.
func holdersOfNames() []string {
	return []string{"properties", "headers", "content", "callbacks", "variables", "encoding", "links", "mapping", "scopes"}
}

// compareNamed compares two nodes under a name that the document chooses. What only one document
// has is one difference, whatever it holds.
func (c *comparer) compareNamed(p pair) []difference {
	if p[0] == nil || p[1] == nil {
		return oneSided(p[0], p[1])
	}
	key := [2]*document.Node{target(p[0]), target(p[1])}
	if known, isKnown := c.compared[key]; isKnown {
		return known
	}
	c.compared[key] = nil
	differences := c.compareTargets(key[0], key[1])
	c.compared[key] = differences
	return differences
}

func (c *comparer) compareTargets(old, revised *document.Node) []difference {
	if old.Kind() == revised.Kind() && !isScalar(old) {
		return c.compareChildren(old, revised)
	}
	if isScalar(old) && isScalar(revised) && jsonvalue.Equal(old.Value(), revised.Value()) {
		return nil
	}
	return []difference{{
		rule: RuleUnclassified, severity: Unclear, old: old, new: revised,
		message: fmt.Sprintf("%s was changed from %s to %s", quote(revised.Name()), quote(shown(old)), quote(shown(revised))),
	}}
}

// oneSided returns the difference of something that only one of the documents has; none where it
// writes out what is the default anyway.
func oneSided(old, revised *document.Node) []difference {
	n, word := old, "removed"
	if old == nil {
		n, word = revised, "added"
	}
	if n.Kind() == document.Bool && !isItem(n) && n.IsTrue() == (n.Name() == "additionalProperties") {
		return nil
	}
	return []difference{{
		rule: RuleUnclassified, severity: Unclear, old: old, new: revised,
		message: fmt.Sprintf("%s was %s", describe(n), word),
	}}
}

// describe returns what to call something that was added or removed.
func describe(n *document.Node) string {
	switch {
	case !isItem(n) && isScalar(n):
		return quote(n.Name() + ": " + shown(n))
	case !isItem(n):
		return quote(n.Name())
	case isScalar(n):
		return fmt.Sprintf("the item %s of %s", quote(shown(n)), quote(n.Parent().Name()))
	default:
		return "an item of " + quote(n.Parent().Name())
	}
}

func isList(n *document.Node) bool { return n.Kind() == document.Array }

// shown returns a scalar, or what kind of thing stands there.
func shown(n *document.Node) string {
	switch n.Kind() {
	case document.Null:
		return "null"
	case document.Array:
		return "a list"
	case document.Object:
		return "an object"
	default:
		return n.Text()
	}
}

func quote(s string) string { return "`" + s + "`" }
