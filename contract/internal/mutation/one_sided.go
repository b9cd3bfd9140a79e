package mutation

import "github.com/orgcontract/polytomic-organizations/contract/internal/document"

// The constants are the keywords that mark a property as only for responses or only for requests.
const (
	readOnly  = "readOnly"
	writeOnly = "writeOnly"
)

// oneSided is a property that is readOnly or writeOnly, and the mutant without that keyword.
type oneSided struct {
	// name is empty if the document doesn't give the property a name.
	keyword, name string
	property      *document.Node
	mutant        int
}

// side makes the mutants that remove readOnly or writeOnly.
func (g *generator) side(s site) {
	name := ""
	if s.schema.Parent().Name() == "properties" {
		name = s.schema.Name()
	}
	for _, side := range [][2]string{{readOnly, "request"}, {writeOnly, "response"}} {
		if at := s.pointer(side[0]); s.schema.Get(side[0]).IsTrue() {
			made := g.mutant(DropSide, at, "", g.remove(at), "allow "+s.name+" in a "+side[1], "a "+side[1]+" with "+s.name)
			if made.ID != "" { // Otherwise there are too many mutants.
				g.oneSided = append(g.oneSided, oneSided{side[0], name, s.schema, len(g.mutants) - 1})
			}
		}
	}
}

// otherSides sets the rule [OtherSide] for the mutants that it applies to.
func (g *generator) otherSides() {
	requests, responses := g.reached()
	secrets := map[string]int{}
	for _, s := range g.oneSided {
		if s.keyword == writeOnly && s.name != "" {
			secrets[s.name]++
		}
	}
	for _, s := range g.oneSided {
		if s.keyword == readOnly && !requests[s.property] || s.keyword == writeOnly && !responses[s.property] && secrets[s.name] > 1 {
			g.mutants[s.mutant].Equivalent = OtherSide
		}
	}
}

// reached returns the nodes that the operations' requests lead to, and the nodes that their
// responses lead to. It follows references.
func (g *generator) reached() (requests, responses map[*document.Node]bool) {
	requests, responses = map[*document.Node]bool{}, map[*document.Node]bool{}
	for _, item := range g.tree.Root().Get("paths").Fields() {
		item = item.Target()
		reach(item.Get("parameters"), requests)
		for _, operation := range item.Fields() {
			for part, n := range operation.Fields() {
				if part == "responses" {
					reach(n, responses)
				} else {
					reach(n, requests)
				}
			}
		}
	}
	return requests, responses
}

// reach adds a node, the nodes in it, and the nodes that it refers to.
func reach(n *document.Node, reached map[*document.Node]bool) {
	if n == nil || reached[n] {
		return
	}
	reached[n] = true
	reach(n.Target(), reached)
	for _, child := range n.Entries() {
		reach(child, reached)
	}
}
