package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/oasdiff/oasdiff/checker"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// comparer compares two documents node by node. It follows references, and ignores text that is
// only for people.
type comparer struct {
	old, revised *Document
	// compared has the comparison of each pair of nodes, and open has those that are not finished.
	compared map[pair]*comparison
	open     []*comparison
	// noted has what was found of each difference, and found has the same by the difference's words
	// and places.
	noted map[*difference]*reaching
	found map[string]*reaching
	// work says how much was done, in steps; see maxWork.
	work int
}

// difference is a place where the documents differ. If only one document has the node, the other
// node is nil.
type difference struct {
	rule     string
	severity Severity
	message  string
	old, new *document.Node
}

// reaching is a difference with the operations that it affects.
type reaching struct {
	*difference

	reach reach
}

// located is a difference in the form of a change.
type located struct {
	Change

	// target is the pointer that a reference leads to. It is set only if one document lacks the
	// reference.
	target string
	// requires is the pointer of a property, if the difference is the name of the property in a
	// list under required.
	requires string
	// union reports whether the difference is an item of a oneOf or anyOf.
	union bool
}

func newComparer(old, revised *Document) *comparer {
	return &comparer{old: old, revised: revised, compared: map[pair]*comparison{}, noted: map[*difference]*reaching{}, found: map[string]*reaching{}}
}

// differences returns all differences. It doesn't compare operations that only one document has. It
// returns an error of one line if there are too many differences.
func (c *comparer) differences() ([]located, error) {
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
	c.compareOperations()
	for key, o := range is {
		before, both := was[key]
		if !both {
			continue
		}
		reached := func(r reach) { r.add(o.Operation) }
		c.note(c.compareChildren(target(before.item), target(o.item), besideOperations()...), reached)
		c.note(c.compareChildren(before.node, o.node, "responses", parameters, "security"), reached)
		c.note(c.compareParameters(before, o), reached)
		c.note(c.compareSecurity(before, o), reached)
		for status, pair := range c.pairs(before.node.Get("responses"), o.node.Get("responses")) {
			c.note(c.compareNamed(pair), func(r reach) { r.add(o.Operation, status) })
		}
	}
	if c.work > maxWork {
		return nil, fmt.Errorf("%s: it differs from %s in too many places and operations to compare them; compare documents with a part of the operations", c.revised.Name(), c.old.Name())
	}
	var all []located
	for _, f := range c.found {
		all = append(all, f.located())
	}
	return all, nil
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
	// required is the keyword whose list names the required properties of a schema.
	required = "required"

	// The keywords have lists of schemas.
	oneOf = "oneOf"
	anyOf = "anyOf"
	allOf = "allOf"

	prefixItems = "prefixItems"

	components      = "components"
	parameters      = "parameters"
	securitySchemes = "securitySchemes"
)

// inList says what an item of a list in a schema is. For an item of required, it returns the
// pointer of the property. For an item of oneOf or anyOf, it returns true for union.
func inList(n *document.Node) (requires string, union bool) {
	if !isItem(n) {
		return "", false
	}
	list := n.Parent()
	if list.Name() == required {
		requires = jsonvalue.Pointer(list.Parent().Pointer(), propertiesKey, n.Text())
	}
	return requires, list.Name() == oneOf || list.Name() == anyOf
}

// outsideOperations returns the keys of a document that say nothing to callers, or that are
// compared elsewhere.
func outsideOperations() []string {
	return []string{"openapi", "info", "paths", components, "tags", "security", "$self", "jsonSchemaDialect"}
}

// besideOperations returns the keys of a path item that are compared elsewhere.
func besideOperations() []string {
	keys := []string{parameters, "query", additionalOperations}
	for _, method := range methods() {
		keys = append(keys, strings.ToLower(method))
	}
	return keys
}

// note records differences with the operations that they affect.
func (c *comparer) note(differences []*difference, add func(reach)) {
	for _, d := range differences {
		if c.work > maxWork {
			return
		}
		affected := c.reachOf(d)
		before := len(affected)
		add(affected)
		c.work += 1 + len(affected) - before
	}
}

// reachOf returns the operations that a difference affects, as far as they are known.
func (c *comparer) reachOf(d *difference) reach {
	if c.noted[d] == nil {
		id := fmt.Sprint(d.rule, d.old.Pointer(), " ", d.new.Pointer(), " ", d.message)
		if c.found[id] == nil {
			c.found[id] = &reaching{difference: d, reach: reach{}}
			c.work += stepsOfDifference
		}
		c.noted[d] = c.found[id]
	}
	return c.noted[d].reach
}

// compareOperations records operations that only one document has and that the rules of oasdiff
// don't report.
func (c *comparer) compareOperations() {
	isJudged := func(o operation) bool {
		return c.old.spec != nil && c.revised.spec != nil && slices.Contains(methods(), o.Method)
	}
	one := func(o operation, d *difference) {
		if !isJudged(o) {
			c.note([]*difference{d}, func(r reach) { r.add(o.Operation) })
		}
	}
	for key, o := range c.old.operations {
		if _, both := c.revised.operations[key]; !both {
			one(o, &difference{checker.APIRemovedWithoutDeprecationId, Breaking, fmt.Sprintf("the operation %s was removed", quote(o.String())), o.node, nil})
		}
	}
	for key, o := range c.revised.operations {
		if _, both := c.old.operations[key]; !both {
			one(o, &difference{checker.EndpointAddedId, Compatible, fmt.Sprintf("the operation %s was added", quote(o.String())), nil, o.node})
		}
	}
}
