package schema

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// explainBranches says which branches matched. If none matched, it says what is wrong with the
// closest branch.
func (m *Mismatch) explainBranches(wanted string, branches []*Schema, actual string, hidden Hidden) Explanation {
	expected := fmt.Sprintf("a value that %s of %d alternatives accepts", wanted, len(branches))
	if len(m.Matched) > 0 {
		names := make([]string, len(m.Matched))
		for i, index := range m.Matched {
			names[i] = branches[index].name(index)
		}
		return Explanation{expected, actual + ", which " + wording.List(names, " and ") + " accept"}
	}
	actual += m.describeChoice(hidden)
	if len(m.Closest) == 0 {
		return Explanation{expected, actual}
	}
	first := &m.Closest[0]
	for len(first.Closest) > 0 { // A branch may itself have branches. The innermost ones say what is wrong.
		first = &first.Closest[0]
	}
	inner := first.Explain(hidden)
	at := ""
	if first.Depth > m.Depth {
		at = " at " + first.At
	}
	more := ""
	if n := count(m.Closest) - 1; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	place := first.Schema.Node.Nearest(first.Keyword).Place()
	return Explanation{expected, fmt.Sprintf("%s; the closest expects %s%s, got %s%s (%s)", actual, inner.Expected, at, inner.Actual, more, place)}
}

// name returns the name of a branch as a component, or else its number, counted from 1.
func (s *Schema) name(index int) string {
	if name, ok := strings.CutPrefix(s.Node.Pointer(), componentSchemas+"/"); ok && !strings.Contains(name, "/") {
		return jsonvalue.Tokens("/" + name)[0]
	}
	return fmt.Sprintf("alternative %d", index+1)
}

// describeChoice says which value the property of the discriminator has. It returns an empty string
// if the schema has no discriminator, or the value is not an object.
func (m *Mismatch) describeChoice(hidden Hidden) string {
	o, ok := m.Value.(*jsonvalue.Object)
	if !ok || m.Schema.Discriminator == nil {
		return ""
	}
	name := m.Schema.Discriminator.Property
	chosen, found := o.Get(name)
	if !found {
		return " without the property " + name + " of the discriminator"
	}
	property := Mismatch{Schema: m.Schema.property(name), At: m.At + jsonvalue.Pointer("", name), Value: chosen}
	text := fmt.Sprintf(" whose property %s is %s", name, property.describeValue(hidden))
	if m.Schema.discriminated(o) == nil {
		text += ", which chooses none"
	}
	return text
}

// property returns the schema that has a property. It is the schema itself or one of its branches.
// If none has the property, it is the schema itself.
func (s *Schema) property(name string) *Schema {
	for _, of := range append([]*Schema{s}, append(s.OneOf, s.AnyOf...)...) {
		if property := of.Properties.Get(name); property != nil {
			return property
		}
	}
	return s
}

// onlyEmpty reports whether a schema accepts no object except the empty object.
func (s *Schema) onlyEmpty() bool {
	return s.MaxProperties != nil && *s.MaxProperties == 0 || s.IsClosed() && len(s.Properties) == 0 && s.Patterns == nil
}
