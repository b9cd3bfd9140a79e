package watch

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// schemaView has what a schema says. It is the same however the schema is written, for instance
// with references and allOf, in OpenAPI 3.0 or later.
type schemaView struct {
	// node is the schema that references lead to.
	node *document.Node
	// parts has the nodes that together are the schema: the reference, its target, and the members
	// of allOf.
	parts []*document.Node
	// types has the types, sorted. It includes null. It is empty if any type is allowed.
	types    []string
	nullable bool
	// keywords has the keywords that are compared by their values. schemas has the keywords with
	// one schema.
	keywords map[string]keyword
	schemas  map[string]*document.Node
	// lists has the keywords with a list of schemas.
	lists map[string][]*document.Node
	// properties has the schemas of the properties by their names. required has the required
	// properties.
	properties map[string]*document.Node
	required   map[string]*document.Node
}

// keyword is the value of a keyword, with its place.
type keyword struct {
	node  *document.Node
	value string
}

const (
	propertiesKey = "properties"
	requiredKey   = "required"
	typeKey       = "type"
	null          = "null"
)

// view reads a schema. If the schema is missing, the view is empty.
func view(n *document.Node) *schemaView {
	v := &schemaView{
		node: target(n), keywords: map[string]keyword{}, schemas: map[string]*document.Node{}, lists: map[string][]*document.Node{},
		properties: map[string]*document.Node{}, required: map[string]*document.Node{},
	}
	v.add(n)
	if v.nullable && len(v.types) > 0 && !slices.Contains(v.types, null) {
		v.types = append(v.types, null)
	}
	slices.Sort(v.types)
	return v
}

// add adds what a schema says to the view. If the view already has a keyword, the earlier value
// stays.
func (v *schemaView) add(n *document.Node) {
	if n == nil || slices.Contains(v.parts, n) {
		return
	}
	v.parts = append(v.parts, n)
	if n.Kind() == document.Bool && !n.IsTrue() {
		v.keywords["not"] = keyword{n, "any value"}
		return
	}
	version := n.Document().Version()
	if ref := n.Ref(); ref != "" {
		if next, err := n.Resolve(ref); err == nil {
			v.add(next)
		}
		if version < document.V31 {
			return // The fields beside the reference mean nothing.
		}
	}
	for name, child := range n.Fields() {
		if !isForPeople(name) {
			v.addKeyword(name, child, version)
		}
	}
}

// isForPeople reports whether a keyword is only for readers, so that no message can contradict it.
func isForPeople(name string) bool {
	switch name {
	case "$ref", "$defs", "$id", "$schema", "$anchor", "$comment", "description", "title", "example", "examples", "externalDocs", "xml", "discriminator":
		return true
	default:
		return strings.HasPrefix(name, "x-")
	}
}

func (v *schemaView) addKeyword(name string, child *document.Node, version document.Version) {
	switch name {
	case "allOf":
		for member := range child.Items() {
			v.add(member)
		}
	case "anyOf", "oneOf":
		v.addAlternatives(name, child)
	case typeKey:
		v.addTypes(child)
	case "nullable":
		v.nullable = v.nullable || version == document.V30 && child.IsTrue()
	case propertiesKey:
		for property, schema := range child.Fields() {
			setOnce(v.properties, property, schema)
		}
	case requiredKey:
		for item := range child.Items() {
			setOnce(v.required, item.Text(), item)
		}
	case "items", "not", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains", "propertyNames", "if", "then", "else":
		setOnce(v.schemas, name, child)
	case "prefixItems":
		for item := range child.Items() {
			v.lists[name] = append(v.lists[name], item)
		}
	case "patternProperties", "dependentSchemas":
		for key, schema := range child.Fields() {
			setOnce(v.schemas, name+" "+quote(key), schema)
		}
	case "const":
		setOnce(v.keywords, "enum", keyword{child, "[" + shown(child) + "]"})
	case "exclusiveMinimum", "exclusiveMaximum", "minimum", "maximum":
		v.addBound(name, child)
	default:
		if child.Kind() != document.Bool || child.IsTrue() { // False means the same as leaving the keyword out.
			setOnce(v.keywords, name, keyword{child, shown(child)})
		}
	}
}

// addBound adds a bound for numbers. In OpenAPI 3.0, a bool beside it says whether the bound itself
// is excluded.
func (v *schemaView) addBound(name string, n *document.Node) {
	if n.Kind() == document.Bool {
		return
	}
	exclusive := "exclusive" + strings.ToUpper(name[:1]) + name[1:]
	if n.Parent().Get(exclusive).IsTrue() {
		name = exclusive
	}
	setOnce(v.keywords, name, keyword{n, shown(n)})
}

// addAlternatives adds the members of an anyOf or oneOf. If the members are one type and null, it
// adds the type with null.
func (v *schemaView) addAlternatives(name string, list *document.Node) {
	var others []*document.Node
	for member := range list.Items() {
		if t := target(member); t.Len() == 1 && t.StringAt(typeKey) == null {
			v.nullable = true
		} else {
			others = append(others, member)
		}
	}
	if len(others) == 1 {
		v.add(others[0])
		return
	}
	v.lists[name] = append(v.lists[name], others...)
}

func (v *schemaView) addTypes(n *document.Node) {
	if len(v.types) > 0 {
		return
	}
	if n.Kind() == document.String {
		v.types = []string{n.Text()}
	}
	for item := range n.Items() {
		v.types = append(v.types, item.Text())
	}
}

// isAny reports whether the schema allows any value.
func (v *schemaView) isAny() bool {
	return len(v.types)+len(v.keywords)+len(v.schemas)+len(v.lists)+len(v.properties)+len(v.required) == 0
}

// decision returns the first x-decision of the nodes and of what they refer to.
func decision(nodes ...*document.Node) string {
	for _, n := range nodes {
		for _, at := range []*document.Node{n, target(n)} {
			if text := at.StringAt("x-decision"); text != "" {
				return strings.Join(strings.Fields(text), " ")
			}
		}
	}
	return ""
}

func setOnce[T any](of map[string]T, name string, value T) {
	if _, known := of[name]; !known {
		of[name] = value
	}
}
