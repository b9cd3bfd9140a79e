package schema

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/orgcontract/polytomic-organizations/contract/internal/capped"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Mismatch is one way in which a value contradicts its schema.
type Mismatch struct {
	Schema *Schema
	// Keyword is the keyword of the schema that the value contradicts.
	Keyword string
	// Name is the name of the missing property, or the index of the duplicate item.
	Name string
	// At is the JSON pointer of the value, cut to [MaxPointer] bytes. Depth is the number of tokens
	// of the whole pointer.
	At    string
	Depth int
	Value any
	// Closest are the mismatches of the closest branch, if no branch matched.
	Closest []Mismatch
	// Matched are the indices of the branches of a oneOf that matched, if several did.
	Matched []int
	// More is the number of mismatches that this one stands for beside itself. They differ from it
	// only in the indices of arrays, or if IsRest is true, in where they are.
	More   int
	IsRest bool
}

// Node returns the node of the keyword that the value contradicts.
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

// MaxPointer limits a JSON pointer in a mismatch, in bytes. A pointer into hostile JSON can be as
// long as its message.
const MaxPointer = 500

// Validation checks a value, and all values in it, against a schema. It is not safe for concurrent
// use.
type Validation struct {
	// Side is the half of the exchange that the value belongs to.
	Side Side
	// Found are the first mismatches found so far; see [Mismatch.More].
	Found []Mismatch

	limit capped.Limit[kind]
	path  []step
	// applied are the schemas that the current value is being checked against, the outermost first.
	applied []*Schema
	// parts are the schemas under allOf that the current value was checked against. Several schemas
	// may build on the same part.
	parts []*Schema
	// trials holds the results of the branches that were tried, so that recursive schemas don't try
	// them again at each level.
	trials map[trial][]Mismatch
	// tried is what trials is, for the current value if that is neither an object nor an array.
	tried map[*Schema][]Mismatch
}

// step is a name or an index that leads to a value.
type step struct {
	name   string
	index  int
	isName bool
}

type trial struct {
	schema *Schema
	value  unsafe.Pointer
}

// Validate returns the mismatches between a value and a schema, or nil if there is none. An
// undeclared property is not a mismatch; see [Validation.Undeclared].
func Validate(s *Schema, value any, side Side) []Mismatch {
	v := Validation{Side: side}
	v.Validate(s, value)
	return v.Found
}

// Accepts reports whether a value is valid in both halves of an exchange.
func (s *Schema) Accepts(value any) bool { return len(Validate(s, value, "")) == 0 }

// Validate adds the mismatches between a value and a schema.
func (v *Validation) Validate(s *Schema, value any) {
	v.parts = nil
	v.visit(s, value)
}

// pointer returns the JSON pointer of the current value, cut to the length that a mismatch holds.
func (v *Validation) pointer() string {
	return v.written(func(index int) string { return strconv.Itoa(index) })
}

// written returns the JSON pointer of the current value with the indices as a function writes them.
func (v *Validation) written(index func(int) string) string {
	if len(v.path) == 0 {
		return ""
	}
	var b strings.Builder
	for _, s := range v.path {
		b.WriteByte('/')
		if s.isName {
			b.WriteString(jsonvalue.EscapeToken(s.name))
		} else {
			b.WriteString(index(s.index))
		}
		if b.Len() > MaxPointer {
			break
		}
	}
	return b.String()
}

// child checks a value inside the current one against its schema.
func (v *Validation) child(at step, s *Schema, value any) {
	applied, parts, tried := v.applied, v.parts, v.tried
	v.path, v.applied, v.parts, v.tried = append(v.path, at), nil, nil, nil
	v.visit(s, value)
	v.path, v.applied, v.parts, v.tried = v.path[:len(v.path)-1], applied, parts, tried
}

func (v *Validation) visit(s *Schema, value any) {
	if slices.Contains(v.applied, s) {
		return // The schema refers to itself.
	}
	if value == nil && s.Nullable {
		return // Even if an enum doesn't list null: its author means to allow it.
	}
	if s.isComposed() || s.Not != nil {
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

// hasType adds a mismatch and returns false if the schema doesn't accept the type of the value.
// Then no other keyword of the schema applies.
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
			v.add(Mismatch{Schema: s, Keyword: "required", Name: name, Value: o})
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

// inside adds a mismatch at a property of the current value.
func (v *Validation) inside(m *jsonvalue.Member, s *Schema, keyword string) {
	v.path = append(v.path, step{name: m.Name, isName: true})
	v.mismatch(s, keyword, m.Value)
	v.path = v.path[:len(v.path)-1]
}

// MayLack reports whether an object may lack a required property, because the property belongs only
// in the other half of an exchange.
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
