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
	choose := func(ref string, branch *document.Node) {
		chosen := b.schema(branch, b.in)
		b.Discriminator.Branches[ref[strings.LastIndexByte(ref, '/')+1:]] = chosen
		for name, target := range node.Get("mapping").Fields() {
			if mapped := target.Mapped(); mapped != nil && (mapped == chosen.Node || mapped == branch.Target()) {
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
	for name, component := range b.document.Find(componentSchemas).SortedFields() {
		if target := component.Target(); target != nil && (target == b.Node || BuildsOn(target, b.Node)) {
			choose("#"+jsonvalue.Pointer(componentSchemas, name), component)
		}
	}
}

// BuildsOn reports whether a schema has the schema base under allOf, at any depth.
func BuildsOn(node, base *document.Node) bool { return buildsOn(node, base, map[*document.Node]bool{}) }

func buildsOn(node, base *document.Node, seen map[*document.Node]bool) bool {
	if node.Get("allOf") == nil || seen[node] {
		return false
	}
	seen[node] = true
	for part := range node.Get("allOf").Items() {
		if part = part.Target(); part == base || buildsOn(part, base, seen) {
			return true
		}
	}
	return false
}
