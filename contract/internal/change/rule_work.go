package change

import (
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// maxRuleWork is how much work oasdiff may have. A unit is about what it takes to compare two
// values of an enum. It was measured: this many units take oasdiff about ten seconds.
const maxRuleWork = 200_000_000

// The constants say how many units oasdiff needs.
const (
	// unitsOfBranches is for two schemas in a oneOf, anyOf or allOf. oasdiff compares each schema
	// of the old list with each schema of the new list.
	unitsOfBranches = 500
	// keysOfUnit is for two keys of an object, because each key is compared with all others when
	// the object is read.
	keysOfUnit = 4
	// fewKeys is how many keys take no time.
	fewKeys = 1000
	// unitsOfReport is for one difference in one operation.
	unitsOfReport = 1000
	// operationsOfUnit is for two security requirements in this many operations.
	operationsOfUnit = 20
	// unitsOfCopy is for one difference that oasdiff copies to compare the items of a prefixItems
	// list. It copies a difference for each way to it.
	unitsOfCopy = 700
	// unitsOfWay is for one way to a difference in one operation, if there are several.
	unitsOfWay = 30
)

// refuseMuchWork returns an error of one line if oasdiff would work too long on a document. The
// work of oasdiff grows with the square of the length of some lists, and doubles with each allOf
// that names a schema twice. Nothing can stop it.
func (d *Document) refuseMuchWork(differences []located) error {
	w := ruleWork{ways: map[*document.Node]float64{}, changed: map[*document.Node]bool{}, copies: map[*document.Node]float64{}}
	reports := 0
	for _, l := range differences {
		reports += 1 + len(l.Operations)
		w.changed[d.tree.Find(l.Old.Pointer)], w.changed[d.tree.Find(l.New.Pointer)] = true, true
	}
	most := 1.0
	for n := range d.root.All() {
		w.add(n, d)
		most = max(most, w.waysTo(n))
	}
	if most > 1 {
		w.total += float64(reports) * most * unitsOfWay
	}
	if w.total += float64(reports) * unitsOfReport; w.total <= maxRuleWork {
		return nil
	}
	if w.worst == nil {
		return fmt.Errorf("there are too many differences for the rules: %d, in all operations together", reports)
	}
	return fmt.Errorf("it is too large for the rules; most work is %s with %d items at %s", w.worst.Name(), w.worst.Len(), w.worst.Place())
}

type ruleWork struct {
	total float64
	// worst is the list with the most work.
	worst *document.Node
	most  float64
	// ways has the number of ways from a schema through allOf, oneOf, anyOf and not.
	ways map[*document.Node]float64
	// changed has the nodes that differ. copies has the number of ways from a schema to them.
	changed map[*document.Node]bool
	copies  map[*document.Node]float64
}

// add adds the work for a node, if it is a list or an object.
func (w *ruleWork) add(n *document.Node, d *Document) {
	pairs := float64(n.Len()) * float64(n.Len())
	switch {
	case n.Kind() == document.Object && n.Len() > fewKeys:
		pairs /= keysOfUnit
	case n.Kind() != document.Array:
		return
	case n.Name() == "enum", n.Name() == parameters:
	case n.Name() == prefixItems:
		pairs = w.branches(n) + w.copiesOf(n.Parent())*unitsOfCopy
	case n.Name() == oneOf, n.Name() == anyOf, n.Name() == allOf:
		pairs = w.branches(n)
	case n.Name() == "security":
		if n.Parent() == d.root { // It holds for all operations without their own.
			pairs *= 1 + float64(len(d.operations))/operationsOfUnit
		}
	default:
		return
	}
	w.total += pairs
	if pairs > w.most {
		w.most, w.worst = pairs, n
	}
}

// branches returns the work to compare each schema in a list with each one in the list of the other
// document. The values of their enums are compared too.
func (w *ruleWork) branches(list *document.Node) float64 {
	values := 0.0
	for branch := range list.Items() {
		for n := range branch.All() {
			if n.Name() == "enum" {
				values += float64(n.Len())
			}
		}
	}
	return float64(list.Len())*float64(list.Len())*unitsOfBranches + values*values
}

// waysTo returns the number of ways from a schema through allOf, oneOf, anyOf and not to other
// schemas.
func (w *ruleWork) waysTo(n *document.Node) float64 {
	if known, found := w.ways[n]; found {
		return known
	}
	if n.Get(oneOf) == nil && n.Get(anyOf) == nil && n.Get(allOf) == nil && n.Get("not") == nil {
		return 1 // A document has very many such nodes, so they are not remembered.
	}
	w.ways[n] = 1 // The schema may contain itself.
	sum := 0.0
	for _, keyword := range []string{oneOf, anyOf, allOf} {
		for branch := range n.Get(keyword).Items() {
			sum += w.waysTo(target(branch))
		}
	}
	if not := n.Get("not"); not.Kind() == document.Object {
		sum += w.waysTo(target(not))
	}
	w.ways[n] = max(1, sum)
	return w.ways[n]
}

// copiesOf returns the number of ways from a node to nodes that differ.
func (w *ruleWork) copiesOf(n *document.Node) float64 {
	if known, found := w.copies[n]; found {
		return known
	}
	w.copies[n] = 0 // The schema may contain itself.
	sum := 0.0
	for inner := range n.All() {
		if w.changed[inner] {
			sum++
		}
		if inner.Ref() != "" {
			sum += w.copiesOf(target(inner))
		}
	}
	w.copies[n] = sum
	return sum
}
