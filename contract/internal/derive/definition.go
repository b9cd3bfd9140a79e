package derive

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// The constants are the types of JSON values.
const (
	stringType  = "string"
	integerType = "integer"
	numberType  = "number"
	booleanType = "boolean"
	arrayType   = "array"
	objectType  = "object"
	nullType    = "null"
)

// The constants are the places of parameters.
const (
	inPath    = "path"
	inQuery   = "query"
	inHeaders = "header"
	inCookie  = "cookie"
)

// source is a schema or a reference to a schema, at the place where it is used.
type source = *document.Node

// types has the types that a schema allows. It is nil if the schema allows all types.
type types []string

// Is reports whether the schema allows only this type.
func (t types) Is(kind string) bool { return slices.Equal(t, types{kind}) }

// allows reports whether the schema allows values of a type.
func (t types) allows(kind string) bool {
	return t == nil || slices.Contains(t, kind) || kind == integerType && slices.Contains(t, numberType)
}

// definition is a schema as the document writes it. It has the keywords of all versions of OpenAPI
// in the same form.
type definition struct {
	node *document.Node
	// never reports whether the schema is false.
	never bool
	Type  types
	// Nullable reports whether the keyword nullable of OpenAPI 3.0 allows null. Null reports
	// whether null is among the types.
	Nullable, Null      bool
	Enum                []any
	Const               *any
	Examples            []any
	Format, Pattern     string
	MinLength, MinItems uint64
	MinProps            uint64
	MaxLength, MaxItems *uint64
	MaxProps            *uint64
	Min, Max            *big.Rat
	ExclusiveMin        *big.Rat
	ExclusiveMax        *big.Rat
	MultipleOf          *big.Rat
	UniqueItems         bool
	ReadOnly, WriteOnly bool
	AllOf, AnyOf, OneOf []source
	Not, If, Then, Else source
	// isComposed reports whether the schema applies other schemas to the same value.
	isComposed        bool
	Items             source
	Prefix            []source
	Contains          source
	MinContains       *uint64
	MaxContains       *uint64
	Required          []string
	Properties        map[string]source
	Patterns          map[string]source
	PropertyNames     source
	DependentRequired map[string][]string
	DependentSchemas  map[string]source
	additionalSchema  source
	isClosed, isOpen  bool
	Discriminator     *document.Node
	// UnevaluatedProps and UnevaluatedItems are the schemas for properties and items that no other
	// keyword evaluates.
	UnevaluatedProps, UnevaluatedItems source
}

// newDefinition reads a schema.
func newDefinition(node *document.Node) *definition {
	p := &definition{node: node, Properties: map[string]source{}}
	if node.Kind() == document.Bool {
		p.never = !node.IsTrue()
		return p
	}
	p.readValues()
	p.readNumbers()
	p.readObject()
	p.readArray()
	p.AllOf, p.AnyOf, p.OneOf = items(node.Get("allOf")), items(node.Get("anyOf")), items(node.Get("oneOf"))
	p.Not, p.Discriminator = node.Get("not"), node.Get("discriminator")
	p.isComposed = len(p.AllOf)+len(p.AnyOf)+len(p.OneOf) > 0 || p.Not != nil
	if is30(node) {
		return p
	}
	for _, key := range []string{"$ref", "$dynamicRef"} { // A reference with keywords beside it adds a schema.
		if target, err := node.Resolve(node.StringAt(key)); err == nil && node.Get(key) != nil {
			p.AllOf = append(p.AllOf, target)
		}
	}
	p.UnevaluatedProps, p.UnevaluatedItems = node.Get(unevaluatedProperties), node.Get(unevaluatedItems)
	p.If, p.Then, p.Else = node.Get("if"), node.Get("then"), node.Get("else")
	p.isComposed = p.isComposed || len(p.AllOf) > 0 || p.If != nil
	return p
}

func is30(node *document.Node) bool { return node.Document().Version() < document.V31 }

// readValues reads the keywords about values of all types, and those about strings.
func (p *definition) readValues() {
	n := p.node
	switch kind := n.Get("type"); kind.Kind() {
	case document.String:
		p.Type = types{kind.Text()}
	case document.Array:
		p.Type = types{}
		for item := range kind.Items() {
			p.Type = append(p.Type, item.Text())
		}
	}
	if i := slices.Index(p.Type, nullType); i >= 0 {
		p.Null, p.Type = true, slices.Delete(p.Type, i, i+1)
	}
	p.Nullable = is30(n) && n.Get("nullable").IsTrue()
	for item := range n.Get("enum").Items() {
		p.Enum = append(p.Enum, plain(item.Value()))
	}
	if value := n.Get("const"); value != nil && !is30(n) {
		constant := plain(value.Value())
		p.Const = &constant
	}
	if value := n.Get("example"); value != nil {
		p.Examples = append(p.Examples, plain(value.Value()))
	}
	for item := range n.Get("examples").Items() {
		p.Examples = append(p.Examples, plain(item.Value()))
	}
	p.Format, p.Pattern = n.StringAt("format"), n.StringAt("pattern")
	p.MinLength, p.MaxLength = atLeast(n, "minLength"), count(n, "maxLength")
	p.ReadOnly, p.WriteOnly = n.Get("readOnly").IsTrue(), n.Get("writeOnly").IsTrue()
}

// examplesOf returns the examples of a parameter, a header or a media type.
func examplesOf(node *document.Node) []any {
	var all []any
	if value := node.Get("example"); value != nil {
		all = append(all, plain(value.Value()))
	}
	for _, each := range node.Get("examples").SortedFields() {
		if value := each.Target().Get("value"); value != nil {
			all = append(all, plain(value.Value()))
		}
	}
	return all
}

// readNumbers reads the keywords about numbers. In OpenAPI 3.0, another keyword beside a bound says
// whether the bound is exclusive.
func (p *definition) readNumbers() {
	n := p.node
	p.Min, p.Max, p.MultipleOf = number(n.Get("minimum")), number(n.Get("maximum")), number(n.Get("multipleOf"))
	if !is30(n) {
		p.ExclusiveMin, p.ExclusiveMax = number(n.Get("exclusiveMinimum")), number(n.Get("exclusiveMaximum"))
		return
	}
	if n.Get("exclusiveMinimum").IsTrue() {
		p.ExclusiveMin = p.Min
	}
	if n.Get("exclusiveMaximum").IsTrue() {
		p.ExclusiveMax = p.Max
	}
}

// readObject reads the keywords about objects.
func (p *definition) readObject() {
	n := p.node
	p.Required = texts(n.Get("required"))
	p.MinProps, p.MaxProps = atLeast(n, "minProperties"), count(n, "maxProperties")
	p.Properties = fields(n.Get("properties"))
	switch more := n.Get("additionalProperties"); {
	case more.Kind() == document.Bool:
		p.isOpen, p.isClosed = more.IsTrue(), !more.IsTrue()
	case more.Kind() == document.Object:
		p.additionalSchema = more
	}
	if is30(n) {
		return
	}
	p.Patterns, p.PropertyNames = fields(n.Get("patternProperties")), n.Get("propertyNames")
	p.DependentSchemas, p.DependentRequired = fields(n.Get("dependentSchemas")), map[string][]string{}
	for name, list := range n.Get("dependentRequired").Fields() {
		p.DependentRequired[name] = texts(list)
	}
}

// readArray reads the keywords about arrays.
func (p *definition) readArray() {
	n := p.node
	p.Items, p.UniqueItems = n.Get("items"), n.Get("uniqueItems").IsTrue()
	p.MinItems, p.MaxItems = atLeast(n, "minItems"), count(n, "maxItems")
	if is30(n) {
		return
	}
	p.Prefix, p.Contains = items(n.Get("prefixItems")), n.Get("contains")
	p.MinContains, p.MaxContains = count(n, "minContains"), count(n, "maxContains")
}

// target follows references as long as a schema consists only of a reference.
func target(node *document.Node) *document.Node {
	if node == nil || is30(node) {
		return node.Target()
	}
	const longest = 100 // The limit ends a loop of references.
	for range longest {
		only := node.Len() == 1 && (node.Get("$ref") != nil || node.Get("$dynamicRef") != nil)
		if !only {
			return node
		}
		next, err := node.Resolve(node.StringAt("$ref") + node.StringAt("$dynamicRef"))
		if err != nil {
			return nil
		}
		node = next
	}
	return nil
}

func items(node *document.Node) []source { return slices.Collect(node.Items()) }

func fields(node *document.Node) map[string]source {
	return maps.Collect(node.Fields())
}

func texts(node *document.Node) []string {
	var all []string
	for item := range node.Items() {
		all = append(all, item.Text())
	}
	return all
}

// number returns the exact number of a node. It returns nil if the node is not a number, or if the
// number is very long.
func number(node *document.Node) *big.Rat {
	if node.Kind() != document.Number || len(node.Text()) > maxLiteral {
		return nil
	}
	return exact(json.Number(node.Text()))
}

// count returns the number under a key, or nil without the key.
func count(node *document.Node, key string) *uint64 {
	n := number(node.Get(key))
	if n == nil || !n.IsInt() || !n.Num().IsUint64() {
		return nil
	}
	whole := n.Num().Uint64()
	return &whole
}

// atLeast returns the number under a key, or 0 without the key.
func atLeast(node *document.Node, key string) uint64 {
	if n := count(node, key); n != nil {
		return *n
	}
	return 0
}

// Plain returns the value of a node in the form that cases use. It consists of maps, slices and
// literals of numbers.
func Plain(node *document.Node) any { return plain(node.Value()) }

// plain returns a JSON value that consists of maps, slices and literals of numbers.
func plain(value any) any {
	switch value := value.(type) {
	case jsonvalue.Number:
		return json.Number(value)
	case float64:
		return json.Number(strconv.FormatFloat(value, 'g', -1, 64))
	case jsonvalue.Array:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = plain(item)
		}
		return items
	case *jsonvalue.Object:
		object := make(map[string]any, len(value.Members))
		for _, m := range value.Members {
			object[m.Name] = plain(m.Value)
		}
		return object
	default:
		return value
	}
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// pointer adds tokens to a JSON pointer (RFC 6901).
func pointer(base string, tokens ...string) string {
	var b strings.Builder
	b.WriteString(base)
	for _, token := range tokens {
		b.WriteByte('/')
		b.WriteString(pointerEscapes.Replace(token))
	}
	return b.String()
}
