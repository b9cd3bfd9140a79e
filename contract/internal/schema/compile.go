package schema

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/slab"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Compiler compiles the schemas of one document. It compiles each schema once, so schemas may refer
// to themselves. It is not safe for concurrent use.
type Compiler struct {
	// Dialect is the dialect of the schemas. [NewCompiler] sets it to that of the document.
	Dialect Dialect
	// Formats says what formats mean. Set it before the first schema is compiled.
	Formats Formats
	// Unchecked has everything that the schemas demand and no validation checks.
	Unchecked []Note
	// Flaws has the mistakes in the schemas that don't prevent a validation.
	Flaws []Note

	document *document.Document
	schemas  slab.Slab[Schema]
	compiled map[place]*Schema
	// fresh has the places that were compiled since the last call of Schema.
	fresh   []place
	known   map[string]*format
	dynamic dynamic
	// Equal parts of schemas are kept once, because documents repeat them.
	equalCounts     map[uint64]*uint64
	equalLimits     map[Limits]*Limits
	equalAssertions map[assertionsKey]*Assertions
	// Equal patterns are read once, and their programs are bounded together.
	expressions map[string]expression
	programs    *programs
}

// place is the place of a schema in the document, and the dynamic scope in which it is compiled.
type place struct {
	node  *document.Node
	scope *scope
}

// Note is a remark about a node of a document.
type Note struct {
	Node *document.Node
	// What is the remark, in one line.
	What string
}

// NewCompiler returns a compiler for the schemas of a document.
func NewCompiler(doc *document.Document) *Compiler {
	c := &Compiler{
		Dialect: dialectOf(doc), document: doc, compiled: map[place]*Schema{}, known: map[string]*format{},
		equalCounts: map[uint64]*uint64{}, equalLimits: map[Limits]*Limits{}, equalAssertions: map[assertionsKey]*Assertions{},
		expressions: map[string]expression{}, programs: &programs{},
	}
	c.declaredDialect(doc.Root(), "jsonSchemaDialect")
	return c
}

// Schema returns the schema at a node, or the schema that the node refers to. It returns nil for a
// nil node. If a reference can't be followed, the schema accepts every value and is listed as
// unchecked.
func (c *Compiler) Schema(node *document.Node) *Schema {
	if node == nil {
		return nil
	}
	unchecked, flaws, wasFull := len(c.Unchecked), len(c.Flaws), c.dynamic.isFull
	c.fresh = c.fresh[:0]
	s := c.schema(node, c.dynamic.enter(nil, node))
	if c.dynamic.isFull && !wasFull {
		c.uncheckedf(node, "the schema is not checked in full, because $dynamicRef has more than %d meanings; use fewer resources with a $dynamicAnchor", maxScopes)
	}
	if c.dynamic.isOn == c.dynamic.isFound {
		return s
	}
	// The first $dynamicRef of the document is among these schemas, so scopes matter from here on.
	for _, p := range c.fresh {
		delete(c.compiled, p)
	}
	c.Unchecked, c.Flaws = c.Unchecked[:unchecked], c.Flaws[:flaws]
	c.dynamic.isOn = true
	return c.Schema(node)
}

// Compiled returns all schemas that were compiled, in no particular order.
func (c *Compiler) Compiled() []*Schema { return slices.Collect(maps.Values(c.compiled)) }

// schema returns the schema at a node in a dynamic scope, or nil for a nil node.
func (c *Compiler) schema(node *document.Node, in *scope) *Schema {
	if node == nil {
		return nil
	}
	target, in := c.target(node, in)
	if target == nil {
		ref := cmp.Or(node.Ref(), node.StringAt(dynamicRefKey))
		c.uncheckedf(node, "the schema is not checked, because its reference %s leads to no schema; correct it", wording.Quote(document.Shown(ref)))
		s := Any()
		s.Node = node
		return s
	}
	at := place{target, in}
	if s, ok := c.compiled[at]; ok {
		return s
	}
	s := c.schemas.New()
	*s = newSchema(target)
	s.dialect = c.Dialect
	c.compiled[at] = s
	if !c.dynamic.isOn {
		c.fresh = append(c.fresh, at)
	}
	(&building{Compiler: c, Schema: s, in: in}).build()
	return s
}

// building is a schema that is being compiled, with the dynamic scope in which it was reached.
type building struct {
	*Compiler
	*Schema

	in *scope
}

// at compiles the schema under a keyword. It returns nil if there is none.
func (b *building) at(keyword string) *Schema { return b.schema(b.Node.Get(keyword), b.in) }

// list compiles the schemas in the list under a keyword.
func (b *building) list(keyword string) []*Schema {
	var all []*Schema
	for node := range b.Node.Get(keyword).Items() {
		all = append(all, b.schema(node, b.in))
	}
	return all
}

func (b *building) build() {
	b.values()
	b.limits()
	b.choice()
	b.objects()
	b.Items = b.at("items")
	b.composition()
	if b.Dialect == JSONSchema202012 {
		b.since202012()
	}
	b.readFormat()
	b.composed = len(b.Refs)+len(b.AllOf)+len(b.AnyOf)+len(b.OneOf)+len(b.DependentSchemas) > 0 || b.If != nil || b.Discriminator != nil
	b.branching = b.composed || b.Not != nil
	b.Assertions = b.shared(b.Assertions)
}

// values reads the keywords about a value as a whole.
func (b *building) values() {
	b.Types = b.Dialect.types(b.Node)
	b.Nullable = b.Dialect == OpenAPI30 && b.Node.Get("nullable").IsTrue()
	b.ReadOnly, b.WriteOnly = b.Node.Get("readOnly").IsTrue(), b.Node.Get("writeOnly").IsTrue()
}

// enumeration reads the values that the schema lists.
func (b *building) enumeration() {
	enum := b.Node.Get("enum")
	for value := range enum.Items() {
		b.Enum = append(b.Enum, value.Value())
	}
	b.enum = canonicalTexts(b.Enum)
	if b.Enum == nil && enum.Kind() == document.Array && b.Dialect == JSONSchema202012 {
		b.Enum = []any{} // An enum without values accepts no value.
	}
	if b.Nullable && len(b.Enum) > 0 && !contains(b.Enum, nil) {
		b.flawf(enum,
			"the schema is nullable, but its enum lacks null; null is accepted, but OpenAPI 3.0.3 requires it in the enum, so add it")
	}
}

// The keywords of [Limits], [Choice] and [Composition].
var (
	limitKeywords = []string{
		"exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum",
		"multipleOf", "uniqueItems",
	}
	choiceKeywords      = []string{"enum", "pattern"}
	compositionKeywords = []string{"allOf", "anyOf", "discriminator", "not", "oneOf"}
)

// hasAny reports whether a schema has one of the keywords.
func hasAny(node *document.Node, keywords []string) bool {
	for name := range node.Fields() {
		if slices.Contains(keywords, name) {
			return true
		}
	}
	return false
}

// composition reads the keywords that apply other schemas to the same value.
func (b *building) composition() {
	if !hasAny(b.Node, compositionKeywords) {
		return
	}
	b.Composition = &Composition{}
	b.Not = b.at("not")
	b.AllOf, b.AnyOf, b.OneOf = b.list("allOf"), b.list("anyOf"), b.list("oneOf")
	b.discriminator()
}

// limits reads the keywords that limit numbers, strings, arrays and objects.
func (b *building) limits() {
	if !hasAny(b.Node, limitKeywords) {
		return
	}
	b.Limits = &Limits{}
	b.Minimum, b.Maximum, b.MultipleOf = numberAt(b.Node, "minimum"), numberAt(b.Node, "maximum"), numberAt(b.Node, "multipleOf")
	b.ExclusiveMinimum, b.ExclusiveMaximum = b.exclusive("exclusiveMinimum", b.Minimum), b.exclusive("exclusiveMaximum", b.Maximum)
	b.UniqueItems = b.Node.Get("uniqueItems").IsTrue()
	for keyword, bound := range map[string]*uint64{"minLength": &b.MinLength, "minItems": &b.MinItems, "minProperties": &b.MinProperties} {
		if n := b.countAt(keyword); n != nil {
			*bound = *n
		}
	}
	b.MaxLength, b.MaxItems, b.MaxProperties = b.countAt("maxLength"), b.countAt("maxItems"), b.countAt("maxProperties")
	b.Limits = first(b.equalLimits, *b.Limits, b.Limits)
}

// first returns the first value that was kept under a key. If there is none, it keeps the value.
func first[K comparable, V any](kept map[K]V, key K, value V) V {
	if known, ok := kept[key]; ok {
		return known
	}
	kept[key] = value
	return value
}

// choice reads the keywords that list values or describe them by a pattern.
func (b *building) choice() {
	if !hasAny(b.Node, choiceKeywords) {
		return
	}
	b.Choice = &Choice{}
	b.enumeration()
	if b.Pattern = b.Node.StringAt("pattern"); b.Pattern != "" {
		b.pattern = b.matcher(b.Node.Get("pattern"), b.Pattern)
	}
}

// exclusive returns a bound that a number must not equal. In OpenAPI 3.0, the keyword is a bool. It
// says whether the bound of another keyword is exclusive.
func (b *building) exclusive(keyword string, bound jsonvalue.Number) jsonvalue.Number {
	switch {
	case b.Dialect != OpenAPI30:
		return numberAt(b.Node, keyword)
	case b.Node.Get(keyword).IsTrue():
		return bound
	default:
		return ""
	}
}

func numberAt(node *document.Node, keyword string) jsonvalue.Number {
	number, _ := node.Get(keyword).Value().(jsonvalue.Number)
	return number
}

// countAt returns the natural number under a keyword, which may be written as 1.0. It returns nil
// if there is none. Equal numbers share their memory.
func (b *building) countAt(keyword string) *uint64 {
	number := numberAt(b.Node, keyword)
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
	return first(b.equalCounts, n, &n)
}

// objects reads the keywords about objects that all dialects have.
func (b *building) objects() {
	for name := range b.Node.Get(requiredKey).Items() {
		b.Required = append(b.Required, name.Text())
	}
	if properties := b.Node.Get("properties"); properties.Len() > 0 {
		b.Properties = make(Properties, 0, properties.Len())
		for name, property := range properties.SortedFields() {
			b.Properties = append(b.Properties, Property{Name: name, Schema: b.schema(property, b.in)})
		}
	}
	switch additional := b.Node.Get("additionalProperties"); additional.Kind() {
	case document.Bool:
		b.AdditionalAllowed = &isForbidden
		if additional.IsTrue() {
			b.AdditionalAllowed = &isAllowed
		}
	case document.Object:
		b.Additional = b.schema(additional, b.in)
	}
}
