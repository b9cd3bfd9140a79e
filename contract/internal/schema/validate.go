package schema

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Mismatch is one way in which a value is not as its schema asks.
type Mismatch struct {
	Schema *Schema
	// Keyword is that of the schema.
	Keyword string
	// Name is the property that is missing, or the index of the item that is there twice.
	Name string
	// At is the JSON pointer of the value, or as much of it as [MaxPointer] allows. Depth is how many tokens the whole pointer has.
	At    string
	Depth int
	Value any
	// Closest is, where no branch matched, what is wrong with the one that nearly did.
	Closest []Mismatch
	// Matched are the indices of the branches of a oneOf that matched, where they are too many.
	Matched []int
}

// Node returns where the document asks for what the value is not.
func (m *Mismatch) Node() *document.Node {
	at := m.Schema.Node.Nearest(m.Keyword)
	if m.Keyword == "required" {
		for name := range at.Items() {
			if name.Text() == m.Name {
				return name
			}
		}
	}
	return at
}

// MaxPointer bounds a JSON pointer in a mismatch, in bytes: one into hostile JSON can be as long as its message.
const MaxPointer = 500

// Validation holds one value, and all that is in it, against a schema. It is not safe for concurrent use.
type Validation struct {
	// Side is the half of the exchange that the value stands in.
	Side Side
	// Found are the mismatches.
	Found []Mismatch

	path []step
	// applied are the schemas that are being held against the value at hand, the outermost first.
	applied []*Schema
	// trials keeps what came of trying a branch, so that recursive schemas do not try it again at each level.
	trials map[trial][]Mismatch
	// visited are the composed schemas that were held against the value at hand: where several ways lead to a schema, one is
	// enough. tried is what trials is, for a value that is no object and no array.
	visited map[*Schema]bool
	tried   map[*Schema][]Mismatch
}

// step is a name or an index on the way to a value.
type step struct {
	name   string
	index  int
	isName bool
}

type trial struct {
	schema *Schema
	value  unsafe.Pointer
}

// Validate returns each mismatch between a value and a schema, or nil if there is none. That properties are undeclared is not a
// mismatch; see [Validation.Undeclared].
func Validate(s *Schema, value any, side Side) []Mismatch {
	v := Validation{Side: side}
	v.Validate(s, value)
	return v.Found
}

// Accepts reports whether a value has no mismatch in either half of an exchange.
func (s *Schema) Accepts(value any) bool { return len(Validate(s, value, "")) == 0 }

// Validate adds each mismatch between a value and a schema.
func (v *Validation) Validate(s *Schema, value any) { v.visit(s, value) }

func (v *Validation) mismatch(s *Schema, keyword string, value any) *Mismatch {
	v.Found = append(v.Found, Mismatch{Schema: s, Keyword: keyword, At: v.pointer(), Depth: len(v.path), Value: value})
	return &v.Found[len(v.Found)-1]
}

// pointer returns the JSON pointer of the value at hand, or as much of it as a mismatch holds.
func (v *Validation) pointer() string {
	if len(v.path) == 0 {
		return ""
	}
	var b strings.Builder
	for _, s := range v.path {
		b.WriteByte('/')
		if s.isName {
			b.WriteString(jsonvalue.EscapeToken(s.name))
		} else {
			b.WriteString(strconv.Itoa(s.index))
		}
		if b.Len() > MaxPointer {
			break
		}
	}
	return b.String()
}

// child holds a value within the one at hand against its schema.
func (v *Validation) child(at step, s *Schema, value any) {
	applied, visited, tried := v.applied, v.visited, v.tried
	v.path, v.applied, v.visited, v.tried = append(v.path, at), nil, nil, nil
	v.visit(s, value)
	v.path, v.applied, v.visited, v.tried = v.path[:len(v.path)-1], applied, visited, tried
}

func (v *Validation) visit(s *Schema, value any) {
	if slices.Contains(v.applied, s) {
		return // It refers to itself.
	}
	if value == nil && s.Nullable {
		return // Also where an enum does not list null, as its author means it.
	}
	if s.isComposed() || s.Not != nil {
		if v.visited[s] {
			return
		}
		if v.visited == nil {
			v.visited = map[*Schema]bool{}
		}
		v.visited[s] = true
		v.applied = append(v.applied, s)
		v.composition(s, value)
		v.applied = v.applied[:len(v.applied)-1]
	}
	if !v.hasType(s, value) {
		return
	}
	if len(s.Enum) > 0 && !contains(s.Enum, value) {
		v.mismatch(s, "enum", value)
	}
	switch value := value.(type) {
	case jsonvalue.Number:
		v.number(s, value)
	case string:
		v.string(s, value)
	case jsonvalue.Array:
		v.array(s, value)
	case *jsonvalue.Object:
		v.object(s, value)
	}
}

// hasType adds a mismatch where a value is of no type that the schema accepts: then none of its other keywords is about it.
func (v *Validation) hasType(s *Schema, value any) bool {
	if value == nil {
		if s.Types == AnyKind { // A schema without a type accepts null (OpenAPI 3.0.3, clarification of nullable).
			return true
		}
		v.mismatch(s, "nullable", value)
		return false
	}
	if s.Types&KindOf(value, s.Types) == 0 {
		v.mismatch(s, "type", value)
		return false
	}
	return true
}

func contains(values []any, value any) bool {
	return slices.ContainsFunc(values, func(other any) bool { return jsonvalue.Equal(other, value) })
}

func (v *Validation) number(s *Schema, n jsonvalue.Number) {
	if s.Minimum != "" {
		switch order := n.Compare(s.Minimum); {
		case order < 0:
			v.mismatch(s, "minimum", n)
		case order == 0 && s.ExclusiveMinimum:
			v.mismatch(s, "exclusiveMinimum", n)
		}
	}
	if s.Maximum != "" {
		switch order := n.Compare(s.Maximum); {
		case order > 0:
			v.mismatch(s, "maximum", n)
		case order == 0 && s.ExclusiveMaximum:
			v.mismatch(s, "exclusiveMaximum", n)
		}
	}
	if s.MultipleOf != "" && !n.IsMultipleOf(s.MultipleOf) {
		v.mismatch(s, "multipleOf", n)
	}
	if s.format != nil && !s.format(n) {
		v.mismatch(s, "format", n)
	}
}

func (v *Validation) string(s *Schema, text string) {
	if s.MinLength > 0 || s.MaxLength != nil {
		length := uint64(utf8.RuneCountInString(text)) //nolint:gosec // A length is not negative.
		if length < s.MinLength {
			v.mismatch(s, "minLength", text)
		}
		if s.MaxLength != nil && length > *s.MaxLength {
			v.mismatch(s, "maxLength", text)
		}
	}
	if s.pattern != nil && !s.pattern(text) {
		v.mismatch(s, "pattern", text)
	}
	if s.format != nil && !s.format(text) {
		v.mismatch(s, "format", text)
	}
}

func (v *Validation) array(s *Schema, items jsonvalue.Array) {
	length := uint64(len(items))
	if length < s.MinItems {
		v.mismatch(s, "minItems", items)
	}
	if s.MaxItems != nil && length > *s.MaxItems {
		v.mismatch(s, "maxItems", items)
	}
	if s.UniqueItems {
		if i, ok := jsonvalue.RepeatedItem(items); ok {
			v.mismatch(s, "uniqueItems", items).Name = strconv.Itoa(i)
		}
	}
	if s.Items == nil {
		return
	}
	for i, item := range items {
		v.child(step{index: i}, s.Items, item)
	}
}

func (v *Validation) object(s *Schema, o *jsonvalue.Object) {
	length := uint64(len(o.Members))
	if length < s.MinProperties {
		v.mismatch(s, "minProperties", o)
	}
	if s.MaxProperties != nil && length > *s.MaxProperties {
		v.mismatch(s, "maxProperties", o)
	}
	for _, name := range s.Required {
		if _, ok := o.Get(name); !ok && !v.MayLack(s, name) {
			v.mismatch(s, "required", o).Name = name
		}
	}
	for i := range o.Members {
		m := &o.Members[i]
		property, declared := s.Properties[m.Name]
		switch {
		case declared:
			v.property(property, m)
		case s.Additional != nil:
			v.property(s.Additional, m)
		case s.IsClosed():
			v.inside(m, s, "additionalProperties")
		}
	}
}

func (v *Validation) property(s *Schema, m *jsonvalue.Member) {
	switch {
	case v.Side == Request && s.ReadOnly:
		v.inside(m, s, "readOnly")
	case v.Side == Response && s.WriteOnly:
		v.inside(m, s, "writeOnly")
	}
	v.child(step{name: m.Name, isName: true}, s, m.Value)
}

// inside adds a mismatch at a property of the value at hand.
func (v *Validation) inside(m *jsonvalue.Member, s *Schema, keyword string) {
	v.path = append(v.path, step{name: m.Name, isName: true})
	v.mismatch(s, keyword, m.Value)
	v.path = v.path[:len(v.path)-1]
}

// MayLack reports whether an object may lack a property though it is required, because the property belongs in the other half of
// an exchange alone.
func (v *Validation) MayLack(s *Schema, name string) bool {
	seen := map[*Schema]bool{}
	var declares func(s *Schema) bool
	declares = func(s *Schema) bool {
		if seen[s] {
			return false
		}
		seen[s] = true
		if property := s.Properties[name]; property != nil && property.forbids(v.Side) {
			return true
		}
		return slices.ContainsFunc(s.AllOf, declares)
	}
	return declares(s) || slices.ContainsFunc(v.applied, declares)
}
