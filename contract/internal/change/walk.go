package change

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// walker compares two documents node by node, through references, and leaves out what is written for people only.
type walker struct {
	old, revised *Document
	// compared are the differences of two nodes that were compared before, or are being compared: a schema may hold itself.
	compared map[[2]string][]difference
	found    map[string]*found
}

// difference is a place where the documents differ.
type difference struct {
	rule     string
	severity Severity
	message  string
	old, new node
}

type found struct {
	difference

	reach reach
}

// located is a difference as a change.
type located struct {
	Change

	// target is the pointer that a reference leads to, where it is what is in one document only.
	target string
	// requires is the pointer of the property that an item of a schema's required names.
	requires string
	// union says that it is an item of a oneOf or anyOf.
	union bool
}

func newWalker(old, revised *Document) *walker {
	return &walker{old: old, revised: revised, compared: map[[2]string][]difference{}, found: map[string]*found{}}
}

// walk returns all differences. Operations that only one of the documents has are not looked into.
func (w *walker) walk() []located {
	was, is := w.old.operations, w.revised.operations
	every := func(r reach) {
		for _, o := range is {
			r.add(o.Operation)
		}
	}
	w.note(w.pairs(w.old.root, w.revised.root, outsideOperations), every)
	for scheme, pair := range w.pair(w.old.find("/components/securitySchemes"), w.revised.find("/components/securitySchemes")) {
		w.note(w.pairOf(scheme, pair, true), func(r reach) {
			w.old.addUsers(r, escape.Replace(scheme))
			w.revised.addUsers(r, escape.Replace(scheme))
		})
	}
	for key, o := range is {
		before, both := was[key]
		if !both {
			continue
		}
		reached := func(r reach) { r.add(o.Operation) }
		w.note(w.pairs(w.old.resolve(before.item), w.revised.resolve(o.item), append(lowered(methods), "parameters")), reached)
		w.note(w.pairs(before.node, o.node, []string{"responses", "parameters", "security"}), reached)
		w.note(w.compareParameters(before, o), reached)
		w.note(w.compareSecurity(before, o), reached)
		for status, pair := range w.pair(before.node.child("responses"), o.node.child("responses")) {
			w.note(w.pairOf(status, pair, true), func(r reach) { r.add(o.Operation, status) })
		}
	}
	var all []located
	for _, f := range w.found {
		l := located{Change: Change{
			Rule: f.rule, Severity: f.severity, Message: f.message,
			Old: w.old.place(f.old), New: w.revised.place(f.new), Operations: f.reach.sorted(),
		}}
		switch {
		case !f.new.exists():
			l.target = w.old.resolve(f.old).at
			l.requires, l.union = f.old.inList()
		case !f.old.exists():
			l.target = w.revised.resolve(f.new).at
			l.requires, l.union = f.new.inList()
		}
		all = append(all, l)
	}
	return all
}

// required is the keyword of a schema whose list names properties.
const required = "required"

// inList returns what an item of a schema's lists is: the pointer of the property that it requires, or that it is one of several schemas.
func (n node) inList() (requires string, union bool) {
	if n.key != n.value {
		return "", false
	}
	list, _ := cut(n.at)
	schema, keyword := cut(list)
	if keyword == required {
		requires = pointer(schema+"/properties", n.value.Value)
	}
	return requires, keyword == "oneOf" || keyword == "anyOf"
}

// outsideOperations are the keys of a document that say nothing to callers, or are compared elsewhere.
var outsideOperations = []string{"openapi", "info", "paths", "components", "tags", "security"}

func lowered(names []string) []string {
	lower := make([]string, len(names))
	for i, name := range names {
		lower[i] = strings.ToLower(name)
	}
	return lower
}

// note keeps differences, with the operations that they reach.
func (w *walker) note(differences []difference, add func(reach)) {
	for _, d := range differences {
		id := fmt.Sprint(d.rule, d.old.at, " ", d.new.at, " ", d.message)
		if w.found[id] == nil {
			w.found[id] = &found{difference: d, reach: reach{}}
		}
		add(w.found[id].reach)
	}
}

// pair returns the children of two nodes by their names, each with those that it has in both.
func (w *walker) pair(a, b node) map[string][2]node {
	pairs := map[string][2]node{}
	for child := range w.old.resolve(a).children() {
		name, _ := w.old.identity(child)
		pairs[name] = [2]node{child, pairs[name][1]}
	}
	var unpaired []node
	for child := range w.revised.resolve(b).children() {
		name, named := w.revised.identity(child)
		if !named && !pairs[name][0].exists() {
			unpaired = append(unpaired, child)
			continue
		}
		pairs[name] = [2]node{pairs[name][0], child}
	}
	w.pairInOrder(pairs, a, unpaired)
	return pairs
}

// pairInOrder pairs the items without a name that are not the same in both lists: an allOf may hold a schema that changed.
func (w *walker) pairInOrder(pairs map[string][2]node, a node, unpaired []node) {
	for child := range w.old.resolve(a).children() {
		name, named := w.old.identity(child)
		if !named && !pairs[name][1].exists() && len(unpaired) > 0 {
			pairs[name] = [2]node{child, unpaired[0]}
			unpaired = unpaired[1:]
		}
	}
	for _, child := range unpaired {
		pairs[child.at] = [2]node{{}, child}
	}
}

// identity is what a node goes by among its siblings: its key, or for the item of a list its server or text. An item that has no such name
// goes by all that it says.
func (d *Document) identity(n node) (name string, named bool) {
	if n.key != n.value {
		return n.name(), true
	}
	target := d.resolve(n)
	switch {
	case target.value.Kind == yaml.ScalarNode:
		return target.value.Value, true
	case target.text("url") != "":
		return target.text("url"), true
	default:
		return canonical(n.value), false
	}
}

// pairs compares what two nodes hold, but for some keys.
func (w *walker) pairs(a, b node, except []string) []difference {
	var differences []difference
	for name, pair := range w.pair(a, b) {
		if !slices.Contains(except, name) {
			differences = append(differences, w.pairOf(name, pair, false)...)
		}
	}
	return differences
}

// pairOf compares two nodes of a name. The names of some are given by the document, and mean nothing to us.
func (w *walker) pairOf(name string, pair [2]node, given bool) []difference {
	old, revised := pair[0], pair[1]
	switch {
	case given || pair[0].key == pair[0].value && pair[1].key == pair[1].value:
	case slices.Contains(forPeople, name):
		return nil
	case name == "x-invariants":
		return compareInvariants(old, revised)
	case name == "x-decision":
		return compareDecisions(old, revised)
	case name == "servers":
		return w.compareServers(old, revised)
	case strings.HasPrefix(name, "x-"):
		return compareExtensions(old, revised)
	case slices.Contains(namesGiven, name) || name == required && (isList(old) || isList(revised)):
		// To have none of them is the same as to have an empty collection.
		var differences []difference
		for name, pair := range w.pair(old, revised) {
			differences = append(differences, w.pairOf(name, pair, true)...)
		}
		return differences
	}
	return w.compare(old, revised)
}

// forPeople are the keys under which nothing stands that a message could contradict.
var forPeople = []string{"description", "summary", "title", "example", "examples", "externalDocs", "tags"}

// namesGiven are the keys of mappings whose keys are names that the document gives.
var namesGiven = []string{"properties", "headers", "content", "callbacks", "variables", "encoding", "links", "mapping", "scopes"}

// compare compares two nodes; one that is in one document only is one difference, whatever it holds.
func (w *walker) compare(a, b node) []difference {
	if !a.exists() || !b.exists() {
		return oneSided(a, b)
	}
	old, revised := w.old.resolve(a), w.revised.resolve(b)
	key := [2]string{old.at, revised.at}
	if known, ok := w.compared[key]; ok {
		return known
	}
	w.compared[key] = nil
	differences := w.compareResolved(old, revised)
	w.compared[key] = differences
	return differences
}

func (w *walker) compareResolved(old, revised node) []difference {
	if old.value.Kind == revised.value.Kind && old.value.Kind != yaml.ScalarNode {
		return w.pairs(old, revised, nil)
	}
	if old.value.Kind == revised.value.Kind && old.value.Value == revised.value.Value {
		return nil
	}
	return []difference{{
		rule: RuleUnclassified, severity: Unclear, old: old, new: revised,
		message: fmt.Sprintf("%s was changed from %s to %s", quote(revised.name()), quote(shown(old)), quote(shown(revised))),
	}}
}

// oneSided is the difference of something that only one of the documents has. To write out what is the default anyway is none.
func oneSided(old, revised node) []difference {
	n, word := old, "removed"
	if !old.exists() {
		n, word = revised, "added"
	}
	if n.value.Kind == yaml.ScalarNode && n.key != n.value {
		standard := "false"
		if n.name() == "additionalProperties" {
			standard = "true"
		}
		if n.value.Value == standard {
			return nil
		}
	}
	return []difference{{
		rule: RuleUnclassified, severity: Unclear, old: old, new: revised,
		message: fmt.Sprintf("%s was %s", n.words(), word),
	}}
}

// words returns what to call something that came or went.
func (n node) words() string {
	list, _ := cut(n.at)
	switch scalar := n.value.Kind == yaml.ScalarNode; {
	case n.key != n.value && scalar:
		return quote(n.name() + ": " + n.value.Value)
	case n.key != n.value:
		return quote(n.name())
	case scalar:
		return fmt.Sprintf("the item %s of %s", quote(n.value.Value), quote(node{at: list}.name()))
	default:
		return "an item of " + quote(node{at: list}.name())
	}
}

func isList(n node) bool { return n.exists() && n.value.Kind == yaml.SequenceNode }

// shown returns a scalar, or what kind of thing stands there.
func shown(n node) string {
	switch n.value.Kind {
	case yaml.ScalarNode:
		return n.value.Value
	case yaml.SequenceNode:
		return "a list"
	default:
		return "an object"
	}
}

func quote(s string) string { return "`" + s + "`" }
