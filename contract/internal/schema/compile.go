package schema

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Compiler compiles the schemas of one document, each once, so schemas may refer to themselves. It
// is not safe for concurrent use.
type Compiler struct {
	document *document.Document
	compiled map[*document.Node]*Schema
	formats  map[string]formatCheck
	// Unchecked is everything that the schemas ask for and that no validation checks.
	Unchecked []Note
	// Flaws are the mistakes in the schemas that don't prevent a validation.
	Flaws []Note
}

// Note is a remark about a node of a document.
type Note struct {
	Node *document.Node
	// What is the remark, in one line.
	What string
}

// NewCompiler returns a compiler for the schemas of a document.
func NewCompiler(doc *document.Document) *Compiler {
	return &Compiler{document: doc, compiled: map[*document.Node]*Schema{}, formats: map[string]formatCheck{}}
}

// Schema returns the schema at a node, or the schema that the node refers to. A reference that leads
// to nothing is a schema without keywords, which accepts every value. Schema returns nil for a nil
// node.
func (c *Compiler) Schema(node *document.Node) *Schema {
	if node == nil {
		return nil
	}
	if target := node.Target(); target != nil {
		node = target
	}
	if s, ok := c.compiled[node]; ok {
		return s
	}
	s := &Schema{Node: node}
	c.compiled[node] = s
	c.values(s)
	c.bounds(s)
	c.subschemas(s)
	c.discriminator(s)
	c.pattern(s)
	c.format(s)
	return s
}

// Compiled returns all schemas that were compiled, in no particular order.
func (c *Compiler) Compiled() []*Schema {
	all := make([]*Schema, 0, len(c.compiled))
	for _, s := range c.compiled {
		all = append(all, s)
	}
	return all
}

// values reads the keywords about a value as a whole.
func (c *Compiler) values(s *Schema) {
	s.Types = kindsOf(s.Node.Get("type"))
	s.Nullable = s.Node.Get("nullable").IsTrue()
	s.ReadOnly, s.WriteOnly = s.Node.Get("readOnly").IsTrue(), s.Node.Get("writeOnly").IsTrue()
	for value := range s.Node.Get("enum").Items() {
		s.Enum = append(s.Enum, value.Value())
	}
	for name := range s.Node.Get("required").Items() {
		s.Required = append(s.Required, name.Text())
	}
	if s.Nullable && len(s.Enum) > 0 && !contains(s.Enum, nil) {
		c.Flaws = append(c.Flaws, Note{
			Node: s.Node.Get("enum"), What: "the schema is nullable, but its enum lacks null; null is accepted, but OpenAPI 3.0.3 requires it in the enum, so add it",
		})
	}
	s.Pattern, s.Format = s.Node.StringAt("pattern"), s.Node.StringAt("format")
}

var kindNames = map[string]Kinds{
	"array": Arrays, "boolean": Booleans, "integer": Integers, "number": Numbers | Integers, "object": Objects, "string": Strings,
}

func kindsOf(node *document.Node) Kinds {
	if kinds, ok := kindNames[node.Text()]; ok {
		return kinds
	}
	return AnyKind
}

// bounds reads the keywords that limit numbers, strings, arrays and objects.
func (c *Compiler) bounds(s *Schema) {
	s.Minimum, s.Maximum, s.MultipleOf = numberAt(s.Node, "minimum"), numberAt(s.Node, "maximum"), numberAt(s.Node, "multipleOf")
	s.ExclusiveMinimum, s.ExclusiveMaximum = s.Node.Get("exclusiveMinimum").IsTrue(), s.Node.Get("exclusiveMaximum").IsTrue()
	s.UniqueItems = s.Node.Get("uniqueItems").IsTrue()
	for keyword, bound := range map[string]*uint64{"minLength": &s.MinLength, "minItems": &s.MinItems, "minProperties": &s.MinProperties} {
		if n := countAt(s.Node, keyword); n != nil {
			*bound = *n
		}
	}
	s.MaxLength, s.MaxItems, s.MaxProperties = countAt(s.Node, "maxLength"), countAt(s.Node, "maxItems"), countAt(s.Node, "maxProperties")
}

func numberAt(node *document.Node, keyword string) jsonvalue.Number {
	number, _ := node.Get(keyword).Value().(jsonvalue.Number)
	return number
}

// countAt returns the natural number under a keyword, which may be written as 1.0. It returns nil
// if there is none.
func countAt(node *document.Node, keyword string) *uint64 {
	number := numberAt(node, keyword)
	if number == "" || !number.IsInteger() {
		return nil
	}
	n, err := strconv.ParseUint(string(number), 10, 64)
	if err != nil {
		if number.Float() < 0 {
			return nil
		}
		n = uint64(number.Float())
	}
	return &n
}

// subschemas compiles the schemas inside a schema.
func (c *Compiler) subschemas(s *Schema) {
	s.Items, s.Not = c.Schema(s.Node.Get("items")), c.Schema(s.Node.Get("not"))
	s.AllOf, s.AnyOf, s.OneOf = c.all(s.Node.Get("allOf")), c.all(s.Node.Get("anyOf")), c.all(s.Node.Get("oneOf"))
	if properties := s.Node.Get("properties"); properties.Len() > 0 {
		s.Properties = make(map[string]*Schema, properties.Len())
		for name, property := range properties.SortedFields() {
			s.Properties[name] = c.Schema(property)
		}
	}
	switch additional := s.Node.Get("additionalProperties"); additional.Kind() {
	case document.Bool:
		allowed := additional.IsTrue()
		s.AdditionalAllowed = &allowed
	case document.Object:
		s.Additional = c.Schema(additional)
	}
}

func (c *Compiler) all(list *document.Node) []*Schema {
	var all []*Schema
	for node := range list.Items() {
		all = append(all, c.Schema(node))
	}
	return all
}

// componentSchemas is the JSON pointer of the schemas that others refer to by name.
const componentSchemas = "/components/schemas"

// discriminator finds the schemas that a discriminator can choose: the alternatives beside it or,
// if there are none, the components that build on its schema. It can choose them by the names in
// its mapping and by the names of the components.
func (c *Compiler) discriminator(s *Schema) {
	node := s.Node.Get("discriminator")
	if node == nil {
		return
	}
	s.Discriminator = &Discriminator{Property: node.StringAt("propertyName"), Branches: map[string]*Schema{}}
	choose := func(ref string, branch *Schema) {
		s.Discriminator.Branches[ref[strings.LastIndexByte(ref, '/')+1:]] = branch
		for name, target := range node.Get("mapping").Fields() {
			if branch != nil && target.Mapped() == branch.Node {
				s.Discriminator.Branches[name] = branch
			}
		}
	}
	alternatives := 0
	for _, keyword := range []string{"oneOf", "anyOf"} {
		for branch := range s.Node.Get(keyword).Items() {
			alternatives++
			if ref := branch.Ref(); ref != "" {
				choose(ref, c.Schema(branch))
			}
		}
	}
	if alternatives > 0 {
		return
	}
	for name, component := range c.document.Find(componentSchemas).SortedFields() {
		if target := component.Target(); target != nil && (target == s.Node || BuildsOn(target, s.Node)) {
			choose("#"+jsonvalue.Pointer(componentSchemas, name), c.Schema(component))
		}
	}
}

// BuildsOn reports whether a schema has another under allOf, at any depth.
func BuildsOn(node, base *document.Node) bool {
	return buildsOn(node, base, map[*document.Node]bool{})
}

// buildsOn looks at each schema once, because several may build on the same one.
func buildsOn(node, base *document.Node, seen map[*document.Node]bool) bool {
	if seen[node] {
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

func (c *Compiler) pattern(s *Schema) {
	if s.Pattern == "" {
		return
	}
	compiled, err := compilePattern(s.Pattern)
	if err != nil {
		message := wording.FirstLine(err.Error())
		c.Unchecked = append(c.Unchecked, Note{
			Node: s.Node.Get("pattern"),
			What: fmt.Sprintf("the pattern %s is not checked: %s", wording.Quote(s.Pattern), strings.TrimPrefix(message, "error parsing regexp: ")),
		})
		return
	}
	s.pattern = compiled
}
