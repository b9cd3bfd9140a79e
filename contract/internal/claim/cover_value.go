package claim

import (
	"iter"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// value covers the claims about the value that was validated last, and about all values in it. It
// covers no claim if only some of the places that contradict the schema are known.
func (c *cover) value(s *schema.Schema, value any, at Location) {
	v := &c.validation
	if !v.IsWhole() || !v.Complete() {
		return
	}
	wrong := make(map[string]bool, len(v.Found))
	for i := range v.Found {
		wrong[v.Found[i].At] = true
	}
	w := &valueCover{cover: c, at: at, wrong: wrong, answered: c.exchange.Status != 0}
	w.visit([]*schema.Schema{s}, value, "")
}

// valueCover collects the claims that one value of a message covers.
type valueCover struct {
	*cover

	// at is the location in the message.
	at Location
	// wrong has the pointers of the values that contradict their schemas.
	wrong map[string]bool
	// answered reports whether the exchange has a response.
	answered bool
}

// visit covers the claims of the schemas that apply to a value. It skips a value whose pointer is
// longer than [jsonvalue.MaxPointer], because a mismatch there would have a shortened pointer.
func (w *valueCover) visit(schemas []*schema.Schema, value any, pointer string) {
	if len(pointer) > jsonvalue.MaxPointer {
		return
	}
	right := !w.wrong[pointer]
	applying := w.validation.Applicable(schemas, value, func(b schema.Branch) {
		if right {
			w.branch(b, pointer)
		}
	})
	if right {
		for _, s := range applying {
			w.whole(s, value, pointer)
		}
	}
	switch value := value.(type) {
	case jsonvalue.Array:
		w.items(applying, value, pointer)
	case *jsonvalue.Object:
		for _, s := range applying {
			if right {
				w.absent(s, value, pointer)
			}
		}
		for i := range value.Members {
			w.member(applying, &value.Members[i], pointer)
		}
	}
}

func (w *valueCover) branch(b schema.Branch, pointer string) {
	switch b.Keyword {
	case "then", "else":
		w.covers(b.Of, b.Keyword, Used, pointer)
		w.covers(b.Of, b.Keyword, Absent, pointer)
	default:
		w.covers(b.Of, b.Keyword+"/"+strconv.Itoa(b.Index), Used, pointer)
	}
}

func (w *valueCover) covers(s *schema.Schema, part string, aspect Aspect, pointer string) {
	if !w.validation.IsWhole() {
		return // Nobody knows whether the value is valid.
	}
	at := w.at
	at.Pointer = pointer
	w.add(key{s.Node, part, aspect}, at)
}

// whole covers the claims of a schema that are about a valid value as a whole.
func (w *valueCover) whole(s *schema.Schema, value any, pointer string) {
	for _, i := range s.Listed(value) {
		w.covers(s, "enum/"+strconv.Itoa(i), Used, pointer)
	}
	if s.Const != nil && jsonvalue.Equal(*s.Const, value) {
		w.covers(s, "const", Used, pointer)
	}
	if value == nil && s.Nullable {
		w.covers(s, "nullable", IsNull, pointer)
		return
	}
	w.types(s, value, pointer)
	w.covers(s, "not", Kept, pointer)
	kind := schema.KindOf(value, s.Types)
	for _, c := range schema.Constraints() {
		if c.Kinds&kind != 0 && c.Declared(s) && c.Shown(&w.validation, s, value) {
			w.covers(s, c.Keyword, aspectOf(c), pointer)
		}
	}
	if o, ok := value.(*jsonvalue.Object); ok {
		w.covers(s, "additionalProperties", Kept, pointer)
		for _, name := range s.Required {
			if w.validation.Has(o, name) {
				w.covers(s, "required/"+name, Kept, pointer)
			}
		}
		w.dependent(s, o, pointer)
	}
}

// types covers the claim about the type of a value. If the schema lists several types, it covers
// the claim about each type that the value has.
func (w *valueCover) types(s *schema.Schema, value any, pointer string) {
	list := s.Node.Get("type")
	if list.Kind() != document.Array {
		w.covers(s, "type", Kept, pointer)
		return
	}
	aspect := Kept
	if value == nil {
		aspect = IsNull
	}
	for i, item := range list.Entries() {
		if schema.IsOfType(item.Text(), value) {
			w.covers(s, "type/"+i, aspect, pointer)
		}
	}
}

// dependent covers the claims about what the properties of an object require.
func (w *valueCover) dependent(s *schema.Schema, o *jsonvalue.Object, pointer string) {
	for _, dependency := range s.DependentRequired {
		if !w.validation.Has(o, dependency.Name) {
			continue
		}
		for _, name := range dependency.Required {
			if w.validation.Has(o, name) {
				w.covers(s, dependent(dependency.Name, name), Kept, pointer)
			}
		}
	}
	for _, dependent := range s.DependentSchemas {
		if w.validation.Has(o, dependent.Name) {
			w.covers(s, "dependentSchemas/"+dependent.Name, Kept, pointer)
		}
	}
}

// items covers the claims about the items of an array, and the claims that the array may have or
// lack an item. If no other keyword describes an item, its schemas are those under
// unevaluatedItems.
func (w *valueCover) items(applying []*schema.Schema, items jsonvalue.Array, pointer string) {
	for _, s := range applying {
		for i := len(items); i < len(s.Prefix) && !w.wrong[pointer]; i++ {
			w.covers(s, "prefixItems/"+strconv.Itoa(i), Absent, pointer)
		}
	}
	for i, item := range items {
		var schemas []*schema.Schema
		at := pointer + "/" + strconv.Itoa(i)
		evaluated := false
		for _, s := range applying {
			if inner := s.ItemAt(i); inner != nil {
				schemas = append(schemas, inner)
			}
			if i < len(s.Prefix) && !w.wrong[at] {
				w.covers(s, "prefixItems/"+strconv.Itoa(i), Present, at)
			}
			evaluated = evaluated || s.Contains != nil && w.validation.Accepts(s.Contains, item)
		}
		if len(schemas) == 0 && !evaluated {
			schemas = w.unevaluated(applying, "unevaluatedItems", at)
		}
		if len(schemas) > 0 {
			w.visit(schemas, item, at)
		}
	}
}

// unevaluated covers the claim that there may be a value that no other keyword describes. It
// returns the schemas of the value.
func (w *valueCover) unevaluated(applying []*schema.Schema, keyword, pointer string) []*schema.Schema {
	var schemas []*schema.Schema
	for _, s := range applying {
		of := s.Unevaluated
		if keyword == "unevaluatedItems" {
			of = s.UnevaluatedItems
		}
		if of != nil {
			schemas = append(schemas, of)
			if !w.wrong[pointer] {
				w.covers(s, keyword, Present, pointer)
			}
		}
	}
	return schemas
}

// absent covers the claims that properties may be absent. It skips properties that belong only in
// the other half of an exchange.
func (w *valueCover) absent(s *schema.Schema, o *jsonvalue.Object, pointer string) {
	for name, property := range s.Properties.All() {
		otherSide := w.side == schema.Request && property.ReadOnly || w.side == schema.Response && property.WriteOnly
		if !otherSide && !w.validation.Has(o, name) {
			w.covers(s, "properties/"+name, Absent, pointer)
		}
	}
}

// member covers the claim that an object may have a property, and the claims about the property's
// value.
func (w *valueCover) member(applying []*schema.Schema, m *jsonvalue.Member, pointer string) {
	pointer = jsonvalue.Pointer(pointer, m.Name)
	right := !w.wrong[pointer]
	var declared []*schema.Schema
	evaluated := false
	for _, s := range applying {
		for part, property := range w.describing(s, m.Name) {
			evaluated = true
			if right {
				w.covers(s, part, Present, pointer)
			}
			if property != nil {
				declared = append(declared, property)
			}
		}
	}
	if !evaluated {
		declared = w.unevaluated(applying, "unevaluatedProperties", pointer)
	}
	for _, property := range declared {
		if right && (w.side == schema.Response || w.answered) { // The property belongs in this half, and the server's reaction is known.
			w.covers(property, "readOnly", Kept, pointer)
			w.covers(property, "writeOnly", Kept, pointer)
		}
	}
	if len(declared) > 0 {
		w.visit(declared, m.Value, pointer)
	}
}

// describing yields the parts of a schema that describe a property. Each part comes with its
// schema, or with nil if the part is true or false.
func (w *valueCover) describing(s *schema.Schema, name string) iter.Seq2[string, *schema.Schema] {
	return func(yield func(string, *schema.Schema) bool) {
		found := false
		if property := s.Properties.Get(name); property != nil {
			found = true
			if !yield("properties/"+name, property) {
				return
			}
		}
		for i := range s.Patterns {
			p := &s.Patterns[i]
			matched, isChecked := w.validation.Matches(p, name)
			found = found || matched || !isChecked
			if matched {
				if !yield("patternProperties/"+p.Pattern, p.Schema) {
					return
				}
			}
		}
		if !found && (s.Additional != nil || s.AdditionalAllowed != nil) {
			yield("additionalProperties", s.Additional)
		}
	}
}
