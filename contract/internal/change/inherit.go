package change

import (
	"slices"
	"strconv"
	"strings"
)

// compareParameters compares the parameters of an operation, whether they stand in it or in its path item.
func (w *walker) compareParameters(before, after operation) []difference {
	was, is := w.old.parameters(before), w.revised.parameters(after)
	var differences []difference
	for id, old := range was {
		if revised, both := is[id]; both {
			// Where the names differ in spite of that, no caller sees them.
			differences = append(differences, w.pairs(w.old.resolve(old), w.revised.resolve(revised), []string{"name"})...)
		} else {
			differences = append(differences, oneSided(old, node{})...)
		}
	}
	for id, revised := range is {
		if _, both := was[id]; !both {
			differences = append(differences, oneSided(node{}, revised)...)
		}
	}
	return differences
}

// parameters returns the parameters of an operation by what they go by: those of the path by their position in it, the others by their name.
func (d *Document) parameters(o operation) map[string]node {
	found := map[string]node{}
	for _, holder := range []node{d.resolve(o.item), o.node} { // Those of the operation take the place of the others.
		for n := range holder.child("parameters").children() {
			parameter := d.resolve(n)
			in, name := parameter.text("in"), parameter.text("name")
			if in == "path" {
				name = strconv.Itoa(strings.Index(o.Path, "{"+name+"}"))
			}
			found[in+" "+name] = n
		}
	}
	return found
}

// compareSecurity compares what an operation asks for, whether it says so itself or the document does for all that don't.
func (w *walker) compareSecurity(before, after operation) []difference {
	was, is := w.old.security(before), w.revised.security(after)
	if slices.Equal(requirements(was), requirements(is)) {
		return nil
	}
	return []difference{{rule: RuleUnclassified, severity: Unclear, old: was, new: is, message: quote("security") + " was changed"}}
}

func (d *Document) security(o operation) node {
	if own := o.node.child("security"); own.exists() {
		return own
	}
	return d.root.child("security")
}

// requirements returns the alternatives of a security, sorted. None are the same as an empty one.
func requirements(security node) []string {
	var all []string
	for requirement := range security.children() {
		all = append(all, canonical(requirement.value))
	}
	if len(all) == 0 {
		return []string{"{}"}
	}
	slices.Sort(all)
	return all
}
