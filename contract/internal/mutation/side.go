package mutation

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// The keywords of properties that belong to one side of an exchange only.
const (
	readOnly  = "readOnly"
	writeOnly = "writeOnly"
)

// sided is a property that is readOnly or writeOnly, and the mutant in which it is not.
type sided struct {
	keyword, name string
	property      *yaml.Node
	mutant        int
}

// side makes the mutants without readOnly or writeOnly.
func (g *generator) side(s site, schema *yaml.Node) {
	holder, name := cutLast(s.at)
	if !strings.HasSuffix(holder, "/properties") {
		name = "" // The properties of several names are below it.
	}
	for _, side := range [][2]string{{readOnly, "request"}, {writeOnly, "response"}} {
		if at := edit.Pointer(s.at, side[0]); isTrue(child(schema, side[0])) {
			g.mutant(DropSide, at, "", g.remove(at), "let "+s.name+" be in a "+side[1], "a "+side[1]+" with "+s.name)
			g.sides = append(g.sides, sided{side[0], name, schema, len(g.mutants) - 1})
		}
	}
}

// otherSides finds the mutants to which [OtherSide] applies.
func (g *generator) otherSides() {
	requests, responses := g.reached()
	secrets := map[string]int{}
	for _, s := range g.sides {
		if s.keyword == writeOnly && s.name != "" {
			secrets[s.name]++
		}
	}
	for _, s := range g.sides {
		if s.keyword == readOnly && !requests[s.property] || s.keyword == writeOnly && !responses[s.property] && secrets[s.name] > 1 {
			g.mutants[s.mutant].Equivalent = OtherSide
		}
	}
}

// reached returns the nodes that requests and responses of operations use, directly or by
// reference.
func (g *generator) reached() (requests, responses map[*yaml.Node]bool) {
	requests, responses = map[*yaml.Node]bool{}, map[*yaml.Node]bool{}
	for _, path := range fields(child(g.document.Node(""), "paths")) {
		g.reach(child(path.value, "parameters"), requests)
		for _, operation := range fields(path.value) {
			for _, part := range fields(operation.value) {
				if part.name == "responses" {
					g.reach(part.value, responses)
				} else {
					g.reach(part.value, requests)
				}
			}
		}
	}
	return requests, responses
}

func (g *generator) reach(node *yaml.Node, reached map[*yaml.Node]bool) {
	if node == nil || reached[node] {
		return
	}
	reached[node] = true
	if target := child(node, "$ref"); target != nil {
		g.reach(g.document.Node(strings.TrimPrefix(scalar(target), "#")), reached)
	}
	g.reach(node.Alias, reached)
	for _, inner := range node.Content {
		g.reach(inner, reached)
	}
}
