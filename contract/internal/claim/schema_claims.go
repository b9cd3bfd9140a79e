package claim

import (
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// reach says in which messages the values of a schema stand, and whether as JSON or as the text of a parameter.
type reach uint8

const (
	requestJSON reach = 1 << iota
	requestText
	responseJSON
	responseText

	inRequests  = requestJSON | requestText
	inResponses = responseJSON | responseText
	asJSON      = requestJSON | responseJSON
)

// side returns the side of the messages; empty for both.
func (r reach) side() schema.Side {
	switch {
	case r&inResponses == 0:
		return schema.Request
	case r&inRequests == 0:
		return schema.Response
	default:
		return ""
	}
}

// of leaves out the side that a readOnly or writeOnly property is not for.
func (r reach) of(property *schema.Schema) reach {
	if property.ReadOnly {
		r &^= inRequests
	}
	if property.WriteOnly {
		r &^= inResponses
	}
	return r
}

// schema reaches a schema. Its claims are added when it is known from where it is reached.
func (w *walk) schema(s *schema.Schema, r reach) {
	if s == nil || r == 0 {
		return
	}
	before := w.reached[s.Node]
	if before|r == before || w.lost && before != 0 && !w.isPending(s) {
		return
	}
	if before == 0 {
		w.order = append(w.order, s)
	}
	w.reached[s.Node] = before | r
	for _, name := range properties(s) {
		w.schema(s.Properties[name], r.of(s.Properties[name]))
	}
	w.schema(s.Items, r)
	w.schema(s.Additional, r)
	for _, parts := range [][]*schema.Schema{s.AllOf, s.AnyOf, s.OneOf} {
		for _, part := range parts {
			w.schema(part, r)
		}
	}
	if s.Discriminator != nil {
		for _, name := range s.Discriminator.Names() {
			w.schema(s.Discriminator.Branches[name], r)
		}
	}
}

// isPending reports whether the claims of a schema are still to be added.
func (w *walk) isPending(s *schema.Schema) bool {
	return slices.ContainsFunc(w.order, func(other *schema.Schema) bool { return other.Node == s.Node })
}

// properties returns the names of the properties in the order of the document.
func properties(s *schema.Schema) []string {
	var names []string
	for name := range s.Node.Get("properties").Fields() {
		names = append(names, name)
	}
	return names
}

// schemas adds the claims of the schemas that were reached, and forgets them.
func (w *walk) schemas() {
	for _, s := range w.order {
		r := w.reached[s.Node]
		w.values(s, r)
		w.constraints(s, r)
		w.properties(s, r)
		w.branches(s, r)
	}
	w.order = nil
}

// keyword adds that a keyword of a schema is kept and, where a request can break it, that such a request is rejected.
func (w *walk) keyword(s *schema.Schema, r reach, keyword string, aspect Aspect, breakable bool) {
	w.add(key{s.Node, keyword, aspect}, Constraint, r.side(), placeOf(s.Node, keyword))
	if breakable {
		w.rejects(s, r, Constraint, keyword)
	}
}

// rejects adds that a request that breaks a keyword is rejected, where requests reach the schema.
func (w *walk) rejects(s *schema.Schema, r reach, kind Kind, keyword string) {
	if r&inRequests != 0 {
		w.breakable(kind, placeOf(s.Node, keyword), keyword, s.Node.Nearest(keyword))
	}
}

// values adds what a schema claims of its values as a whole: their type, whether null is one, and the enum.
func (w *walk) values(s *schema.Schema, r reach) {
	json := r & asJSON
	if s.Node.Get("type") != nil {
		w.keyword(s, r, "type", Kept, json&requestJSON != 0 || s.Types&schema.Strings == 0)
	}
	switch {
	case json == 0: // Nothing but text is in a parameter.
	case s.Nullable:
		w.add(key{s.Node, "nullable", IsNull}, Null, json.side(), placeOf(s.Node, "nullable"))
	case json&requestJSON != 0 && s.Types != schema.AnyKind:
		w.breakable(Null, s.Node.Place(), "nullable", s.Node.Nearest("nullable"))
	}
	for i := range s.Enum {
		w.add(key{s.Node, "enum/" + strconv.Itoa(i), Used}, Enum, r.side(), placeOf(s.Node, "enum", strconv.Itoa(i)))
	}
	if len(s.Enum) > 0 {
		w.rejects(s, r, Enum, "enum")
	}
}

// constraints adds the constraints on numbers, strings, arrays and objects.
func (w *walk) constraints(s *schema.Schema, r reach) {
	for _, c := range schema.Constraints() {
		if c.Declared(s) {
			w.keyword(s, r, c.Keyword, aspectOf(c), c.Keyword != "format" || !schema.IsFree(s.Format))
		}
	}
	if s.Not != nil {
		w.keyword(s, r, "not", Kept, true)
	}
}

func aspectOf(c schema.Constraint) Aspect {
	if c.HasEdge {
		return AtEdge
	}
	return Kept
}

// properties adds the properties of an object, and which others it may have.
func (w *walk) properties(s *schema.Schema, r reach) {
	for _, name := range properties(s) {
		property := s.Properties[name]
		side, place := r.of(property).side(), placeOf(s.Node, "properties", name)
		w.add(key{s.Node, "properties/" + name, Present}, Property, side, place)
		if !slices.Contains(s.Required, name) {
			w.add(key{s.Node, "properties/" + name, Absent}, Property, side, place)
		}
		if property.WriteOnly {
			w.add(key{property.Node, "writeOnly", Kept}, Constraint, "", placeOf(property.Node, "writeOnly"))
		}
		if property.ReadOnly {
			w.add(key{property.Node, "readOnly", Kept}, Constraint, schema.Response, placeOf(property.Node, "readOnly"))
			w.rejectsReadOnly(property, r)
		}
	}
	w.required(s, r)
	switch {
	case s.IsClosed():
		w.keyword(s, r, "additionalProperties", Kept, true)
	case s.AdditionalAllowed != nil || s.Additional != nil:
		w.add(key{s.Node, "additionalProperties", Present}, Property, r.side(), placeOf(s.Node, "additionalProperties"))
	}
}

func (w *walk) rejectsReadOnly(property *schema.Schema, r reach) {
	if r&inRequests != 0 {
		w.breakable(Constraint, placeOf(property.Node, "readOnly"), "readOnly", property.Node.Nearest("readOnly"))
	}
}

// required adds that each required property is there, and that a request without it is rejected.
func (w *walk) required(s *schema.Schema, r reach) {
	for i, name := range s.Required {
		listed := s.Node.At("required", strconv.Itoa(i))
		w.add(key{s.Node, "required/" + name, Kept}, Constraint, r.side(), listed.Place())
		if property := s.Properties[name]; r&inRequests != 0 && (property == nil || !property.ReadOnly) {
			w.breakable(Constraint, listed.Place(), "required", firstNamed(s.Node.Get("required"), name))
		}
	}
}

// firstNamed returns the first item of a list that is a name.
func firstNamed(list *document.Node, name string) *document.Node {
	for item := range list.Items() {
		if item.Text() == name {
			return item
		}
	}
	return list
}

// branches adds the schemas of which a value has to match one, and that a request that does not is rejected.
func (w *walk) branches(s *schema.Schema, r reach) {
	for _, keyword := range []string{"anyOf", "oneOf"} {
		branches := s.AnyOf
		if keyword == "oneOf" {
			branches = s.OneOf
		}
		for i := range branches {
			w.add(key{s.Node, keyword + "/" + strconv.Itoa(i), Used}, Branch, r.side(), placeOf(s.Node, keyword, strconv.Itoa(i)))
		}
		if len(branches) > 0 {
			w.rejects(s, r, Branch, keyword)
		}
	}
}
