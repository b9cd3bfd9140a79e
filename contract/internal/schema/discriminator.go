package schema

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// componentSchemas is the JSON pointer of the schemas that others refer to by name.
const componentSchemas = "/components/schemas"

// discriminator finds the schemas that a discriminator can choose. They are the alternatives beside
// it. If there are none, they are the components whose allOf has its schema. It can choose them by
// the names in its mapping and by the names of the components.
func (b *building) discriminator() {
	node := b.Node.Get("discriminator")
	if node.Kind() != document.Object {
		return
	}
	b.Discriminator = &Discriminator{Property: node.StringAt("propertyName"), Branches: map[string]*Schema{}}
	names := map[*document.Node][]string{} // The names in the mapping, by their schemas.
	for name, target := range node.Get("mapping").Fields() {
		if mapped := target.Mapped(); mapped != nil {
			names[mapped] = append(names[mapped], name)
		}
	}
	choose := func(ref string, branch *document.Node) {
		chosen := b.schema(branch, b.in)
		b.Discriminator.Branches[ref[strings.LastIndexByte(ref, '/')+1:]] = chosen
		for _, mapped := range []*document.Node{chosen.Node, branch.Target()} {
			for _, name := range names[mapped] {
				b.Discriminator.Branches[name] = chosen
			}
		}
	}
	alternatives := 0
	for _, keyword := range []string{"oneOf", "anyOf"} {
		for branch := range b.Node.Get(keyword).Items() {
			alternatives++
			if ref := branch.Ref(); ref != "" {
				choose(ref, branch)
			}
		}
	}
	if alternatives > 0 {
		return
	}
	buildsOn := BuildersOn(b.Node)
	for name, component := range b.document.Find(componentSchemas).SortedFields() {
		if target := component.Target(); target != nil && (target == b.Node || buildsOn(target)) {
			choose("#"+jsonvalue.Pointer(componentSchemas, name), component)
		}
	}
}

// BuildersOn returns a function that reports whether a schema has the schema base under allOf, at
// any depth. The function remembers what it has seen, so that it takes no longer to ask about all
// schemas of a document than to read them once. It is not safe for concurrent use.
func BuildersOn(base *document.Node) func(node *document.Node) bool {
	b := &builders{base: base, known: map[*document.Node]bool{}}
	return b.has
}

type builders struct {
	base *document.Node
	// known says of each schema that was visited whether it builds on the base. visited has those of
	// the last question.
	known   map[*document.Node]bool
	visited []*document.Node
}

func (b *builders) has(node *document.Node) bool {
	b.visited = b.visited[:0]
	found := b.visit(node)
	if found {
		for _, n := range b.visited {
			if !b.known[n] { // The schema may have met one whose answer was not known yet.
				delete(b.known, n)
			}
		}
	}
	return found
}

func (b *builders) visit(node *document.Node) bool {
	if found, isKnown := b.known[node]; isKnown {
		return found
	}
	if node.Get("allOf") == nil {
		return false
	}
	b.known[node] = false
	b.visited = append(b.visited, node)
	for part := range node.Get("allOf").Items() {
		if part = part.Target(); part == b.base || b.visit(part) {
			b.known[node] = true
			return true
		}
	}
	return false
}
