package suggest

import (
	"cmp"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// shape is which types values have, and the items of arrays.
type shape struct {
	types map[string]bool
	items *shape
}

const null = "null"

func (s *shape) add(value any) {
	if s.types == nil {
		s.types = map[string]bool{}
	}
	s.types[typeOf(value)] = true
	items, ok := value.([]any)
	if !ok {
		return
	}
	if s.items == nil {
		s.items = &shape{}
	}
	for _, item := range items {
		s.items.add(item)
	}
}

func typeOf(value any) string {
	switch value := value.(type) {
	case nil:
		return null
	case bool:
		return openapi3.TypeBoolean
	case string:
		return openapi3.TypeString
	case json.Number:
		if exact, ok := rational(value); ok && exact.IsInt() {
			return openapi3.TypeInteger
		}
		return openapi3.TypeNumber
	case []any:
		return openapi3.TypeArray
	default:
		return openapi3.TypeObject
	}
}

// rational returns the exact number, and false where its exponent is too large to work it out.
func rational(number json.Number) (*big.Rat, bool) {
	if f, err := number.Float64(); err != nil || f > 1e300 || f < -1e300 || f != 0 && f < 1e-300 && f > -1e-300 {
		return nil, false
	}
	return new(big.Rat).SetString(string(number))
}

// names returns the types but null, sorted. An integer is a number where there are other numbers.
func (s *shape) names() []string {
	var names []string
	for name := range s.types {
		if name != null && (name != openapi3.TypeInteger || !s.types[openapi3.TypeNumber]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// String says which types there are.
func (s *shape) String() string {
	names := s.names()
	if s.types[null] {
		names = append(names, null)
	}
	return strings.Join(names, " or ")
}

// schema returns a schema that takes the values, and says no more of them than their types.
func (s *shape) schema() *yaml.Node {
	names := s.names()
	var schema *yaml.Node
	switch len(names) {
	case 0:
		schema = mapping()
	case 1:
		schema = s.of(names[0])
	default:
		var branches []*yaml.Node
		for _, name := range names {
			branches = append(branches, s.of(name))
		}
		schema = mapping("anyOf", &yaml.Node{Kind: yaml.SequenceNode, Content: branches})
	}
	if s.types[null] {
		schema.Content = append(schema.Content, scalar("nullable"), scalar(true))
	}
	return schema
}

func (s *shape) of(name string) *yaml.Node {
	if name != openapi3.TypeArray {
		return mapping("type", name)
	}
	return mapping("type", name, "items", s.items.schema())
}

// maxValues is how many different values are remembered.
const maxValues = 8

// values are those that were found at one place.
type values struct {
	shape

	// distinct are the scalars among them; many says that there are more.
	distinct []any
	many     bool
	// repeated says that a parameter came more than once.
	repeated bool
	// shortest and longest are lengths of strings in characters, fewest and most of arrays in items, least and greatest numbers.
	shortest, longest, fewest, most int
	least, greatest                 json.Number
}

func (v *values) add(value any) {
	first := func(typ string) bool { return !v.types[typ] }
	switch value := value.(type) {
	case string:
		length := utf8.RuneCountInString(value)
		if first(openapi3.TypeString) {
			v.shortest, v.longest = length, length
		}
		v.shortest, v.longest = min(v.shortest, length), max(v.longest, length)
	case []any:
		if first(openapi3.TypeArray) {
			v.fewest, v.most = len(value), len(value)
		}
		v.fewest, v.most = min(v.fewest, len(value)), max(v.most, len(value))
	case json.Number:
		v.addNumber(value)
	}
	v.remember(value)
	v.shape.add(value)
}

func (v *values) addNumber(number json.Number) {
	if v.least == "" || compare(number, v.least) < 0 {
		v.least = number
	}
	if v.greatest == "" || compare(number, v.greatest) > 0 {
		v.greatest = number
	}
}

// isNumber reports whether a text, of a parameter say, is a number as JSON writes it.
func isNumber(text string) bool {
	return json.Valid([]byte(text)) && strings.ContainsAny(text[:1], "-0123456789")
}

func (v *values) remember(value any) {
	switch value.(type) {
	case map[string]any, []any:
		v.many = true
		return
	}
	if v.many || slices.Contains(v.distinct, value) {
		return
	}
	if v.many = len(v.distinct) == maxValues; !v.many {
		v.distinct = append(v.distinct, value)
	}
}

func compare(a, b json.Number) int {
	x, ok := rational(a)
	y, ok2 := rational(b)
	if ok && ok2 {
		return x.Cmp(y)
	}
	f, _ := a.Float64() // An infinity where it is out of range.
	g, _ := b.Float64()
	return cmp.Compare(f, g)
}

// mapping returns a mapping of keys and values, in their order.
func mapping(pairs ...any) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, item := range pairs {
		n.Content = append(n.Content, scalar(item))
	}
	return n
}

// scalar returns the node of a value; a node as it is.
func scalar(value any) *yaml.Node {
	switch value := value.(type) {
	case *yaml.Node:
		return value
	case string:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
	default: // A number, a boolean or null, which JSON and YAML write alike.
		return &yaml.Node{Kind: yaml.ScalarNode, Value: literal(value)}
	}
}

// literal writes a scalar as JSON.
func literal(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return null // Strings, numbers from JSON, booleans and null can be written always.
	}
	return string(text)
}
