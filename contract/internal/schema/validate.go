package schema

import (
	"cmp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/capped"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Mismatch is one way in which a value contradicts its schema.
type Mismatch struct {
	Schema *Schema
	// Keyword is the keyword of the schema that the value contradicts.
	Keyword string
	// Name is the name of the missing or wrong property, or the index of the duplicate item.
	Name string
	// Because is the name of the property that makes another property required.
	Because string
	// index is the index of the missing property in the list that requires it.
	index int
	// At is the JSON pointer of the value, limited to [jsonvalue.MaxPointer] bytes. Depth is the
	// number of tokens of the whole pointer.
	At    string
	Depth int
	// path is the hash of the path to the value; see [Validation.pathHash].
	path  uint64
	Value any
	// Closest has the mismatches of the closest branch, if no branch matched.
	Closest []Mismatch
	// Matched has the indices of the branches of a oneOf that matched, if several did.
	Matched []int
	// More is the number of further mismatches that this mismatch counts and that are not listed.
	// They differ from it only in the indices of arrays or, if IsRest is true, in their places.
	More   int
	IsRest bool
}

// Node returns the node of the keyword that the value contradicts.
func (m *Mismatch) Node() *document.Node {
	at := m.Schema.Node.Nearest(m.Keyword)
	if m.Keyword == dependentRequiredKey {
		at = at.Nearest(m.Because)
	}
	if m.Keyword == requiredKey || m.Keyword == dependentRequiredKey {
		return cmp.Or(at.Get(strconv.Itoa(m.index)), at)
	}
	return at
}

// Validation checks a value, and all values in it, against a schema. It is not safe for concurrent
// use.
type Validation struct {
	// Side is the half of the exchange that the value belongs to.
	Side Side
	// Found lists mismatches; see [Mismatch.More].
	Found []Mismatch

	limit capped.Limit[kind]
	path  []step
	work  work
	// root is the value that is being validated. isCounted reports whether the values in it were
	// counted.
	root      any
	isCounted bool
	// applied has the schemas against which the current value is being checked, with the outermost
	// first.
	applied schemaStack
	// parts are the schemas, under allOf for example, against which the current value was checked.
	// Several schemas may contain the same part.
	parts schemaSet
	// forbidden has the properties that the current value must not have, if that was asked. spare
	// is an empty one that another value used.
	forbidden, spare *forbidden
	// lacking reports whether a required property was missing that belongs only in the other half
	// of the exchange.
	lacking bool
	// oneSided reports whether a mismatch was found that depends on the half of the exchange.
	oneSided bool
	// counted is the long string whose characters were counted last, and count is their number.
	counted string
	count   uint64
	// large has the names of the properties of large objects.
	large map[*jsonvalue.Object]map[string]bool
	// outermost is the smallest depth in applied of a schema that decided about a result, since it
	// was set. It is 0 if all of these schemas decided together.
	outermost int
	// trials caches the results of trials. Without it, recursive schemas would try the branches
	// again at each level.
	trials map[trial]*result
	// tried is like trials, for current values that are not objects or arrays.
	tried map[*Schema]*result
}

// step is a name or an index that leads to a value.
type step struct {
	name string
	// index is [jsonvalue.NoIndex] if the step is a name.
	index int
	// pointer and hash are the results of [Validation.pointer] and [Validation.pathHash] at the
	// value, after the first call.
	pointer string
	hash    uint64
}

func named(name string) step { return step{name: name, index: jsonvalue.NoIndex} }

// usualDepth is how deep most values are nested at most.
const usualDepth = 4

// Validate returns the mismatches between a value and a schema, or nil if there is none. An
// undeclared property is not a mismatch; see [Validation.Undeclared].
func Validate(s *Schema, value any, side Side) []Mismatch {
	v := Validation{Side: side}
	v.Validate(s, value)
	return v.Found
}

// Accepts reports whether a value is valid in both halves of an exchange.
func (s *Schema) Accepts(value any) bool { return len(Validate(s, value, "")) == 0 }

// Reset prepares the validation for a value of another part of a message. It forgets what was found
// before. The values of all parts share the work that they may take.
func (v *Validation) Reset(side Side) {
	*v = Validation{Side: side, path: v.path[:0], Found: v.Found[:0], work: v.work}
}

// Again returns a validation for another exchange. It uses the memory of this one, which must not
// be used again.
func (v *Validation) Again() Validation { return Validation{path: v.path[:0]} }

// Validate adds the mismatches between a value and a schema.
func (v *Validation) Validate(s *Schema, value any) {
	v.root, v.isCounted, v.parts, v.forbidden = value, false, schemaSet{}, nil
	v.visit(s, value)
}

// pointer returns the JSON pointer of the current value, limited to jsonvalue.MaxPointer bytes.
func (v *Validation) pointer() string {
	if len(v.path) == 0 {
		return ""
	}
	last := &v.path[len(v.path)-1]
	if last.pointer != "" {
		return last.pointer
	}
	size := 0
	for i := 0; i < len(v.path) && size <= jsonvalue.MaxPointer; i++ {
		size += len("/") + max(len(v.path[i].name), 2)
	}
	var b strings.Builder
	b.Grow(size)
	for _, s := range v.path {
		jsonvalue.WriteToken(&b, s.name, s.index)
		if b.Len() > jsonvalue.MaxPointer {
			break
		}
	}
	last.pointer = b.String()
	return last.pointer
}

// around is what the validation knows about a value while it checks a value inside it.
type around struct {
	applied   schemaStack
	parts     schemaSet
	forbidden *forbidden
	tried     map[*Schema]*result
}

// enter makes a value inside the current one the current value.
func (v *Validation) enter(at step) around {
	outer := around{v.applied, v.parts, v.forbidden, v.tried}
	v.path, v.applied, v.parts, v.forbidden, v.tried = append(v.path, at), schemaStack{}, schemaSet{}, nil, nil
	return outer
}

// leave makes the value around the current one the current value again.
func (v *Validation) leave(outer around) {
	v.path = v.path[:len(v.path)-1]
	if v.forbidden != nil {
		*v.forbidden = forbidden{}
		v.spare = v.forbidden
	}
	v.applied, v.parts, v.forbidden, v.tried = outer.applied, outer.parts, outer.forbidden, outer.tried
}

// child checks a value inside the current one against its schema.
func (v *Validation) child(at step, s *Schema, value any) {
	if v.path == nil {
		v.path = make([]step, 0, usualDepth)
	}
	outer := v.enter(at)
	v.visit(s, value)
	v.leave(outer)
}

// visit checks the current value against a schema.
func (v *Validation) visit(s *Schema, value any) {
	if !v.spend(1, s) {
		return
	}
	if s.branching {
		if depth := v.applied.depth(s); depth > 0 { // The schema refers to itself.
			v.outermost = min(v.outermost, depth)
			return
		}
	}
	if s.Never {
		v.mismatch(s, FalseSchema, value)
		return
	}
	if value == nil && s.Nullable {
		return // Null is valid even if an enum doesn't list it, because the author means to allow it.
	}
	if s.branching {
		v.applied.push(s)
		v.composition(s, value)
		v.applied.pop()
	}
	if !v.hasType(s, value) {
		return
	}
	if s.Enum != nil && !s.lists(value) {
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
	if s.Keywords202012 != no202012 {
		v.since202012(s, value)
	}
}

// since202012 checks the current value against the keywords that OpenAPI 3.0 doesn't have. It
// leaves out the keywords that apply other schemas to the value.
func (v *Validation) since202012(s *Schema, value any) {
	if s.Const != nil && !jsonvalue.Equal(*s.Const, value) {
		v.mismatch(s, constKey, value)
	}
	switch value := value.(type) {
	case string:
		if s.encoding != nil && !s.encoding.text(value) {
			v.mismatch(s, contentEncodingKey, value)
		}
	case jsonvalue.Array:
		if s.Contains != nil {
			v.contains(s, value)
		}
		if s.UnevaluatedItems != nil {
			v.unevaluatedItems(s, value)
		}
	case *jsonvalue.Object:
		if s.DependentRequired != nil {
			v.dependentRequired(s, value)
		}
		if s.PropertyNames != nil {
			v.propertyNames(s, value)
		}
		if s.Unevaluated != nil {
			v.unevaluatedProperties(s, value)
		}
	}
}

// hasType adds a mismatch and returns false if the schema doesn't accept the type of the value. In
// that case, no other keyword of the schema applies.
func (v *Validation) hasType(s *Schema, value any) bool {
	switch {
	case s.Types&KindOf(value, s.Types) != 0:
		return true
	case value == nil && s.dialect == OpenAPI30:
		v.mismatch(s, "nullable", value)
	default:
		v.mismatch(s, "type", value)
	}
	return false
}

func (v *Validation) number(s *Schema, n jsonvalue.Number) {
	switch {
	case s.Minimum != "" && n.Compare(s.Minimum) < 0:
		v.mismatch(s, "minimum", n)
	case s.ExclusiveMinimum != "" && n.Compare(s.ExclusiveMinimum) <= 0:
		v.mismatch(s, "exclusiveMinimum", n)
	}
	switch {
	case s.Maximum != "" && n.Compare(s.Maximum) > 0:
		v.mismatch(s, "maximum", n)
	case s.ExclusiveMaximum != "" && n.Compare(s.ExclusiveMaximum) >= 0:
		v.mismatch(s, "exclusiveMaximum", n)
	}
	if s.MultipleOf != "" && !n.IsMultipleOf(s.MultipleOf) {
		v.mismatch(s, "multipleOf", n)
	}
	if s.format != nil && s.format.number != nil && !s.format.number(n) {
		v.mismatch(s, "format", n)
	}
}

func (v *Validation) string(s *Schema, text string) {
	if s.MinLength > 0 || s.MaxLength != nil {
		length := v.runes(text)
		if length < s.MinLength {
			v.mismatch(s, "minLength", text)
		}
		if s.MaxLength != nil && length > *s.MaxLength {
			v.mismatch(s, "maxLength", text)
		}
	}
	if s.pattern != nil {
		if matched, isChecked := v.work.patterns.match(s.pattern, text); isChecked && !matched {
			v.mismatch(s, "pattern", text)
		}
	}
	if s.format != nil && s.format.text != nil && v.spend(len(text)/bytesOfStep, s) && !s.format.text(text) {
		v.mismatch(s, "format", text)
	}
}

// runes returns the number of characters of a string. Many schemas may ask about the same long
// string.
func (v *Validation) runes(text string) uint64 {
	const short = 64
	if len(text) <= short {
		return uint64(utf8.RuneCountInString(text)) //nolint:gosec // The length is not negative.
	}
	if v.counted != text {
		v.counted, v.count = text, uint64(utf8.RuneCountInString(text)) //nolint:gosec // The length is not negative.
	}
	return v.count
}

// FalseSchema is the keyword of a mismatch with a schema that is false.
const FalseSchema = "false-schema"
