package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// The constants are keywords with a schema for each of several names.
const (
	propertiesKey     = "properties"
	patternProperties = "patternProperties"
	dependentSchemas  = "dependentSchemas"
)

// pair is a node of the old document and the node of the revised document that it is compared with.
// One of the nodes may be nil.
type pair [2]*document.Node

// pairs returns the children of two nodes in pairs. The two children of a pair have the same name.
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

// pairInOrder pairs items without a name in their order. It leaves out the items that both lists
// have. For example, it pairs a schema of an allOf with its changed version.
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

// identity returns the name by which a child is found among its siblings. It is the child's key or,
// for an item of a list, the URL of a server or a scalar. For any other item, it is the item's
// whole content.
func identity(parent *document.Node, token string, child *document.Node) (name string, named bool) {
	if parent.Kind() != document.Array || parent.Name() == prefixItems { // The order of these items has a meaning.
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

// compareChildren compares the children of two nodes. It ignores the children under some keys.
func (c *comparer) compareChildren(a, b *document.Node, except ...string) []*difference {
	var differences []*difference
	for name, pair := range c.pairs(a, b) {
		if !slices.Contains(except, name) {
			differences = append(differences, c.compareKey(name, pair)...)
		}
	}
	return differences
}

// compareKey compares the two values of a key of OpenAPI, or two items of a list.
func (c *comparer) compareKey(name string, p pair) []*difference {
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
	case name == "$defs" && !holdsAnchors(old) && !holdsAnchors(revised):
		return nil // Components that are used are compared at the references to them.
	case name == "$dynamicRef" && old.Text() == revised.Text():
		return c.compareDynamic(p)
	case name == "const" && old != nil && revised != nil:
		if canonical(old) == canonical(revised) {
			return nil
		}
		return changed(old, revised)
	case slices.Contains(holdersOfNames(), name) || name == required && (isList(old) || isList(revised)):
		// A missing collection means the same as an empty collection.
		var differences []*difference
		for _, named := range c.pairs(old, revised) {
			differences = append(differences, c.compareNamed(named)...)
		}
		return differences
	}
	return c.compareNamed(p)
}

// forPeople returns the keys whose values no message can contradict.
func forPeople() []string {
	return []string{"description", "summary", "title", "example", "examples", "externalDocs", "tags", "$comment", "$anchor", "$schema"}
}

// holdersOfNames returns the keys of mappings whose own keys are names that the document chooses.
func holdersOfNames() []string {
	return []string{
		propertiesKey, "headers", "content", "callbacks", "variables", "encoding", "links", "mapping", "scopes", patternProperties, dependentSchemas,
		"dependentRequired",
	}
}

// compareNamed compares two nodes under a name that the document chooses. If only one document has
// the node, this is one difference, whatever the node contains.
func (c *comparer) compareNamed(p pair) []*difference {
	if p[0] == nil || p[1] == nil {
		return oneSided(p[0], p[1])
	}
	targets := pair{target(p[0]), target(p[1])}
	differences := c.once(targets, func() []*difference { return c.compareTargets(targets[0], targets[1]) })
	if p != targets {
		differences = slices.Concat(differences, c.once(p, func() []*difference { return c.compareBeside(p) }))
	}
	return differences
}

// compareBeside compares the keywords beside the references of two schemas, and beside the
// references that these lead to.
func (c *comparer) compareBeside(p pair) []*difference {
	old, revised := referring(p[0]), referring(p[1])
	var differences []*difference
	for i := range max(len(old), len(revised)) {
		var a, b *document.Node
		if i < len(old) {
			a = old[i]
		}
		if i < len(revised) {
			b = revised[i]
		}
		for name, pair := range childrenOf(a, b) {
			if name != "$ref" {
				differences = append(differences, c.compareKey(name, pair)...)
			}
		}
	}
	return differences
}

// compareDynamic compares the targets of two dynamic references with the same text. If the targets
// depend on the way to the reference, they are compared at their own places instead; see
// [holdsAnchors].
func (c *comparer) compareDynamic(p pair) []*difference {
	old, oldErr := p[0].Parent().Resolve(p[0].Text())
	revised, newErr := p[1].Parent().Resolve(p[1].Text())
	if oldErr != nil || newErr != nil {
		return nil
	}
	return c.compareNamed(pair{old, revised})
}

// referring returns the schemas on the way to the target of a reference that have other keywords
// beside their reference.
func referring(n *document.Node) []*document.Node {
	var found []*document.Node
	for n.IsSchema() && n.Ref() != "" && n.Document().Version() >= document.V31 && !slices.Contains(found, n) {
		if !schema.RefersOnly(n) || n.Get("$id") != nil { // A schema with an $id may have anchors.
			found = append(found, n)
		}
		next, err := n.Resolve(n.Ref())
		if err != nil || n.Target() == nil {
			break
		}
		n = next
	}
	return found
}

// childrenOf returns the values of two objects in pairs, by their names.
func childrenOf(a, b *document.Node) map[string]pair {
	pairs := map[string]pair{}
	for name, child := range a.Fields() {
		pairs[name] = pair{child, nil}
	}
	for name, child := range b.Fields() {
		pairs[name] = pair{pairs[name][0], child}
	}
	return pairs
}

func (c *comparer) compareTargets(old, revised *document.Node) []*difference {
	if old.Kind() == revised.Kind() && !isScalar(old) {
		return c.compareChildren(old, revised)
	}
	if isScalar(old) && isScalar(revised) && jsonvalue.Equal(old.Value(), revised.Value()) {
		return nil
	}
	return changed(old, revised)
}

// changed returns the difference between two values with the same name.
func changed(old, revised *document.Node) []*difference {
	return []*difference{{
		rule: RuleUnclassified, severity: Unclear, old: old, new: revised,
		message: fmt.Sprintf("%s was changed from %s to %s", quote(revised.Name()), quote(shown(old)), quote(shown(revised))),
	}}
}
