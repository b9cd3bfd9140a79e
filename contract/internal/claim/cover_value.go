package claim

import (
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// value covers the claims about a value and about all values in it. It covers none if it doesn't
// know all the places that contradict the schema.
func (c *cover) value(v *schema.Validation, s *schema.Schema, value any, at Location) {
	if !v.Complete() {
		return
	}
	wrong := make(map[string]bool, len(v.Found))
	for i := range v.Found {
		wrong[v.Found[i].At] = true
	}
	w := &valueCover{cover: c, validation: v, at: at, wrong: wrong, answered: c.exchange.Status != 0}
	w.visit([]*schema.Schema{s}, value, "")
}

// valueCover collects the claims that one value of a message covers.
type valueCover struct {
	*cover

	validation *schema.Validation
	// at is the location of the value in the message.
	at Location
	// wrong are the pointers of the values that contradict their schemas.
	wrong map[string]bool
	// answered reports whether the exchange has a response.
	answered bool
}

// visit covers the claims of the schemas that apply to a value. It skips a value whose pointer is
// longer than [schema.MaxPointer], because the pointer of a mismatch there would be cut.
func (w *valueCover) visit(schemas []*schema.Schema, value any, pointer string) {
	if len(pointer) > schema.MaxPointer {
		return
	}
	right := !w.wrong[pointer]
	applying := w.validation.Applicable(schemas, value, func(b schema.Branch) {
		if right {
			w.covers(b.Of, b.Keyword+"/"+strconv.Itoa(b.Index), Used, pointer)
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

func (w *valueCover) covers(s *schema.Schema, part string, aspect Aspect, pointer string) {
	at := w.at
	at.Pointer = pointer
	w.add(key{s.Node, part, aspect}, at)
}

// whole covers the claims of a schema about a valid value.
func (w *valueCover) whole(s *schema.Schema, value any, pointer string) {
	for i := range s.Enum {
		if jsonvalue.Equal(s.Enum[i], value) {
			w.covers(s, "enum/"+strconv.Itoa(i), Used, pointer)
		}
	}
	if value == nil {
		w.covers(s, "nullable", IsNull, pointer)
		return
	}
	w.covers(s, "type", Kept, pointer)
	w.covers(s, "not", Kept, pointer)
	kind := schema.KindOf(value, s.Types)
	for _, c := range schema.Constraints() {
		if c.Kinds&kind != 0 && c.Declared(s) && c.Shown(s, value) {
			w.covers(s, c.Keyword, aspectOf(c), pointer)
		}
	}
	if o, ok := value.(*jsonvalue.Object); ok {
		w.covers(s, "additionalProperties", Kept, pointer)
		for _, name := range s.Required {
			if _, there := o.Get(name); there {
				w.covers(s, "required/"+name, Kept, pointer)
			}
		}
	}
}

func (w *valueCover) items(applying []*schema.Schema, items jsonvalue.Array, pointer string) {
	var schemas []*schema.Schema
	for _, s := range applying {
		if s.Items != nil {
			schemas = append(schemas, s.Items)
		}
	}
	if len(schemas) == 0 {
		return
	}
	for i, item := range items {
		w.visit(schemas, item, pointer+"/"+strconv.Itoa(i))
	}
}

// absent covers the claims that properties may be absent, except for properties that belong only in
// the other half of an exchange.
func (w *valueCover) absent(s *schema.Schema, o *jsonvalue.Object, pointer string) {
	for name, property := range s.Properties {
		_, there := o.Get(name)
		otherSide := w.side == schema.Request && property.ReadOnly || w.side == schema.Response && property.WriteOnly
		if !there && !otherSide {
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
	for _, s := range applying {
		part, property := "properties/"+m.Name, s.Properties[m.Name]
		if property == nil {
			part, property = "additionalProperties", s.Additional
		}
		if right {
			w.covers(s, part, Present, pointer)
		}
		if property == nil {
			continue
		}
		declared = append(declared, property)
		if right && (w.side == schema.Response || w.answered) { // The property is in this half, and the other half is known.
			w.covers(property, "readOnly", Kept, pointer)
			w.covers(property, "writeOnly", Kept, pointer)
		}
	}
	if len(declared) > 0 {
		w.visit(declared, m.Value, pointer)
	}
}
