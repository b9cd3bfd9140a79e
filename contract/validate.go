package contract

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// mismatch is one way in which a value is not as its schema says.
type mismatch struct {
	schema *schema
	// keyword is that of the schema.
	keyword string
	// name is the property that is missing, or the index of the item that is there twice.
	name string
	// at is the place of the value, depth how many steps it takes to get there.
	at    string
	depth int
	value any
	// closest is, where none of several branches matched, what is wrong with the one that nearly did.
	closest []mismatch
	// matched are the branches of a oneOf that matched, where they are too many.
	matched []int
}

// step is a name or, where that is empty, an index on the way to a value.
type step struct {
	name  string
	index int
	isKey bool
}

// validation holds one value against a schema, and all that is in it.
type validation struct {
	side  Side
	path  []step
	found []mismatch
	// applied are the schemas that are being held against the value at hand, the outermost first.
	applied []*schema
	// trials keeps what came of trying a branch, so that recursive schemas don't try it again at each level.
	trials map[trial][]mismatch
}

type trial struct {
	schema *schema
	value  unsafe.Pointer
}

func (v *validation) mismatch(s *schema, keyword string, value any) *mismatch {
	v.found = append(v.found, mismatch{schema: s, keyword: keyword, at: v.place(), depth: len(v.path), value: value})
	return &v.found[len(v.found)-1]
}

// place returns the JSON pointer of the value at hand, or as much of it as a finding shows.
func (v *validation) place() string {
	if len(v.path) == 0 {
		return ""
	}
	var b strings.Builder
	for _, s := range v.path {
		b.WriteByte('/')
		if s.isKey {
			b.WriteString(pointerEscapes.Replace(s.name))
		} else {
			b.WriteString(strconv.Itoa(s.index))
		}
		if b.Len() > maxPlace {
			break
		}
	}
	return b.String()
}

// child holds a value within the one at hand against its schema.
func (v *validation) child(at step, s *schema, value any) {
	applied := v.applied
	v.path, v.applied = append(v.path, at), nil
	v.visit(s, value)
	v.path, v.applied = v.path[:len(v.path)-1], applied
}

// visit adds each mismatch between a value and a schema; none hides another. That undeclared properties are none of them is
// undeclared's to find.
func (v *validation) visit(s *schema, value any) {
	if slices.Contains(v.applied, s) {
		return // It refers to itself.
	}
	if value == nil && s.Nullable {
		if len(s.enum) > 0 && !contains(s.enum, nil) { // An enum that allows null lists it (OpenAPI 3.0.3, clarification of nullable).
			v.mismatch(s, "enum", nil)
		}
		return
	}
	if s.composed() || s.not != nil {
		v.applied = append(v.applied, s)
		v.composition(s, value)
		v.applied = v.applied[:len(v.applied)-1]
	}
	if !v.hasType(s, value) {
		return
	}
	if len(s.enum) > 0 && !contains(s.enum, value) {
		v.mismatch(s, "enum", value)
	}
	switch value := value.(type) {
	case number:
		v.number(s, value)
	case string:
		v.string(s, value)
	case array:
		v.array(s, value)
	case *object:
		v.object(s, value)
	}
}

// hasType adds a mismatch where a value is of no type that the schema takes: then none of its other keywords is about it.
func (v *validation) hasType(s *schema, value any) bool {
	if value == nil {
		// A schema without a type takes null (OpenAPI 3.0.3, clarification of nullable), but not in the place of its properties or items.
		if s.types == anyKind && len(s.properties) == 0 && s.items == nil {
			return true
		}
		v.mismatch(s, "nullable", value)
		return false
	}
	if s.types&kindOf(value, s.types) == 0 {
		v.mismatch(s, "type", value)
		return false
	}
	return true
}

// kindOf returns the kind of a value that is not null; that of a number depends on which kinds are asked for.
func kindOf(value any, asked kinds) kinds {
	switch value := value.(type) {
	case bool:
		return booleans
	case string:
		return strs
	case array:
		return arrays
	case *object:
		return objects
	case number:
		if asked&numbers == 0 && value.isInteger() {
			return integers
		}
		return numbers
	default:
		return 0
	}
}

func contains(values []any, value any) bool {
	for _, other := range values {
		if equal(other, value) {
			return true
		}
	}
	return false
}

func (v *validation) number(s *schema, n number) {
	if s.Min != nil {
		switch order := n.compare(*s.Min); {
		case order < 0:
			v.mismatch(s, "minimum", n)
		case order == 0 && s.ExclusiveMin.IsTrue():
			v.mismatch(s, "exclusiveMinimum", n)
		}
	}
	if s.Max != nil {
		switch order := n.compare(*s.Max); {
		case order > 0:
			v.mismatch(s, "maximum", n)
		case order == 0 && s.ExclusiveMax.IsTrue():
			v.mismatch(s, "exclusiveMaximum", n)
		}
	}
	if s.MultipleOf != nil && !isMultiple(n, *s.MultipleOf) {
		v.mismatch(s, "multipleOf", n)
	}
	if s.format != nil && !s.format(n) {
		v.mismatch(s, "format", n)
	}
}

func isMultiple(n number, of float64) bool {
	exact, ok := n.rat()
	if !ok || of == 0 {
		return !n.isTiny() // Else too large to tell.
	}
	return exact.Quo(exact, newRat(of)).IsInt()
}

func (v *validation) string(s *schema, text string) {
	if s.MinLength > 0 || s.MaxLength != nil {
		length := uint64(utf8.RuneCountInString(text)) //nolint:gosec // A length is not negative.
		if length < s.MinLength {
			v.mismatch(s, "minLength", text)
		}
		if s.MaxLength != nil && length > *s.MaxLength {
			v.mismatch(s, "maxLength", text)
		}
	}
	if s.pattern != nil && !s.pattern.MatchString(text) {
		v.mismatch(s, "pattern", text)
	}
	if s.format != nil && !s.format(text) {
		v.mismatch(s, "format", text)
	}
}

func (v *validation) array(s *schema, items array) {
	length := uint64(len(items))
	if length < s.MinItems {
		v.mismatch(s, "minItems", items)
	}
	if s.MaxItems != nil && length > *s.MaxItems {
		v.mismatch(s, "maxItems", items)
	}
	if s.UniqueItems {
		if i, ok := repeatedItem(items); ok {
			v.mismatch(s, "uniqueItems", items).name = strconv.Itoa(i)
		}
	}
	if s.items == nil {
		return
	}
	for i, item := range items {
		v.child(step{index: i}, s.items, item)
	}
}

// repeatedItem returns the index of the first item that equals one before it.
func repeatedItem(items array) (int, bool) {
	seen := make(map[string]bool, len(items))
	var key []byte
	for i, item := range items {
		key = appendCanonical(key[:0], item)
		if seen[string(key)] {
			return i, true
		}
		seen[string(key)] = true
	}
	return 0, false
}

func (v *validation) object(s *schema, o *object) {
	length := uint64(len(o.members))
	if length < s.MinProps {
		v.mismatch(s, "minProperties", o)
	}
	if s.MaxProps != nil && length > *s.MaxProps {
		v.mismatch(s, "maxProperties", o)
	}
	for _, name := range s.Required {
		if _, ok := o.get(name); !ok && !v.otherSideOnly(s, name) {
			v.mismatch(s, "required", o).name = name
		}
	}
	closed := s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has
	for i := range o.members {
		m := &o.members[i]
		property, declared := s.properties[m.name]
		switch {
		case declared:
			v.property(property, m)
		case s.additional != nil:
			v.property(s.additional, m)
		case closed:
			v.inside(m, s, "additionalProperties")
		}
	}
}

func (v *validation) property(s *schema, m *member) {
	switch {
	case v.side == RequestSide && s.ReadOnly:
		v.inside(m, s, "readOnly")
	case v.side == ResponseSide && s.WriteOnly:
		v.inside(m, s, "writeOnly")
	}
	v.child(step{name: m.name, isKey: true}, s, m.value)
}

// inside adds a mismatch at a property of the value at hand.
func (v *validation) inside(m *member, s *schema, keyword string) {
	v.path = append(v.path, step{name: m.name, isKey: true})
	v.mismatch(s, keyword, m.value)
	v.path = v.path[:len(v.path)-1]
}

// otherSideOnly reports whether a property belongs in the other half of an exchange alone, so that this one may lack it though it is
// required.
func (v *validation) otherSideOnly(s *schema, name string) bool {
	seen := map[*schema]bool{}
	var declares func(s *schema) bool
	declares = func(s *schema) bool {
		if seen[s] {
			return false
		}
		seen[s] = true
		if property := s.properties[name]; property != nil && (v.side == RequestSide && property.ReadOnly || v.side == ResponseSide && property.WriteOnly) {
			return true
		}
		return slices.ContainsFunc(s.allOf, declares)
	}
	return declares(s) || slices.ContainsFunc(v.applied, declares)
}
