package contract

import "slices"

// reach tells in which messages the values of a schema stand, and whether as JSON or as the text of a parameter.
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
func (r reach) side() Side {
	switch {
	case r&inResponses == 0:
		return RequestSide
	case r&inRequests == 0:
		return ResponseSide
	default:
		return ""
	}
}

// of leaves out the side that a readOnly or writeOnly property is not for.
func (r reach) of(property *schema) reach {
	if property.ReadOnly {
		r &^= inRequests
	}
	if property.WriteOnly {
		r &^= inResponses
	}
	return r
}

// schema comes to a schema. Its claims are added when it is known from where it is reached.
func (w *claimWalk) schema(s *schema, r reach) {
	if s == nil || r == 0 {
		return
	}
	before := w.reached[s.Schema]
	if before|r == before || w.lost && before != 0 && !slices.Contains(w.order, s) {
		return
	}
	if before == 0 {
		w.order = append(w.order, s)
	}
	w.reached[s.Schema] = before | r
	for _, property := range sorted(s.properties) {
		w.schema(property, r.of(property))
	}
	w.schema(s.items, r)
	w.schema(s.additional, r)
	for _, parts := range [][]*schema{s.allOf, s.anyOf, s.oneOf} {
		for _, part := range parts {
			w.schema(part, r)
		}
	}
	for _, branch := range sorted(s.branches) {
		w.schema(branch, r)
	}
}

// schemas adds the claims of the schemas that were come to, and forgets them.
func (w *claimWalk) schemas() {
	for _, s := range w.order {
		r := w.reached[s.Schema]
		w.values(s, r)
		w.constraints(s, r)
		w.properties(s, r)
		w.branches(s, r)
	}
	w.order = nil
}

// keyword adds that a keyword of a schema is kept and, where a request can break it, that such a one is refused.
func (w *claimWalk) keyword(s *schema, r reach, keyword string, aspect Aspect, breakable bool) {
	place := w.place(s.Schema, keyword)
	w.add(claimKey{s.Schema, keyword, aspect}, ConstraintClaim, r.side(), place)
	if breakable && r&inRequests != 0 {
		w.breakable(ConstraintClaim, place, keyword, s.Schema, keyword)
	}
}

// values adds what a schema claims of its values as a whole: their type, whether null is one, and the enum.
func (w *claimWalk) values(s *schema, r reach) {
	json := r & asJSON
	if !s.Type.IsEmpty() {
		w.keyword(s, r, "type", Kept, json&requestJSON != 0 || s.types&strs == 0)
	}
	switch {
	case json == 0: // Nothing but text is in a parameter.
	case s.Nullable:
		w.add(claimKey{s.Schema, "nullable", IsNull}, NullClaim, json.side(), w.place(s.Schema, "nullable"))
	case json&requestJSON != 0 && (s.types != anyKind || len(s.properties) > 0 || s.items != nil):
		w.breakable(NullClaim, w.place(s.Schema), "nullable", s.Schema, "nullable")
	}
	for i := range s.enum {
		w.add(claimKey{s.Schema, "enum/" + index(i), Used}, EnumClaim, r.side(), w.place(s.Schema, "enum", index(i)))
	}
	if len(s.enum) > 0 && r&inRequests != 0 {
		w.breakable(EnumClaim, w.place(s.Schema, "enum"), "enum", s.Schema, "enum")
	}
}

// constraints adds the constraints on numbers, texts, arrays and objects.
func (w *claimWalk) constraints(s *schema, r reach) {
	for _, c := range constraints {
		if c.declares(s) {
			w.keyword(s, r, c.keyword, c.aspect, c.keyword != "format" || !isFree(s.Format))
		}
	}
	if s.not != nil {
		w.keyword(s, r, "not", Kept, true)
	}
}

// properties adds the properties of an object, and which others it may have.
func (w *claimWalk) properties(s *schema, r reach) {
	for name, property := range sorted(s.properties) {
		side, place := r.of(property).side(), w.place(s.Schema, "properties", name)
		w.add(claimKey{s.Schema, "properties/" + name, Present}, PropertyClaim, side, place)
		if !slices.Contains(s.Required, name) {
			w.add(claimKey{s.Schema, "properties/" + name, Absent}, PropertyClaim, side, place)
		}
		if property.WriteOnly {
			w.add(claimKey{property.Schema, "writeOnly", Kept}, ConstraintClaim, "", w.place(property.Schema, "writeOnly"))
		}
		if property.ReadOnly {
			w.add(claimKey{property.Schema, "readOnly", Kept}, ConstraintClaim, ResponseSide, w.place(property.Schema, "readOnly"))
			if r&inRequests != 0 {
				w.breakable(ConstraintClaim, w.place(property.Schema, "readOnly"), "readOnly", property.Schema, "readOnly")
			}
		}
	}
	for i, name := range s.Required {
		place := w.place(s.Schema, "required", index(i))
		w.add(claimKey{s.Schema, "required/" + name, Kept}, ConstraintClaim, r.side(), place)
		if property := s.properties[name]; r&inRequests != 0 && (property == nil || !property.ReadOnly) {
			w.breakableAt(ConstraintClaim, place, "required", w.contract.places.ofItem(s.Schema, "required", name))
		}
	}
	switch has := s.AdditionalProperties.Has; {
	case has != nil && !*has:
		w.keyword(s, r, "additionalProperties", Kept, true)
	case has != nil || s.additional != nil:
		w.add(claimKey{s.Schema, "additionalProperties", Present}, PropertyClaim, r.side(), w.place(s.Schema, "additionalProperties"))
	}
}

// branches adds the schemas of which a value has to match one, and that a request that doesn't is rejected.
func (w *claimWalk) branches(s *schema, r reach) {
	for keyword, branches := range sorted(map[string][]*schema{"anyOf": s.anyOf, "oneOf": s.oneOf}) {
		for i := range branches {
			w.add(claimKey{s.Schema, keyword + "/" + index(i), Used}, BranchClaim, r.side(), w.place(s.Schema, keyword, index(i)))
		}
		if len(branches) > 0 && s.branches == nil && r&inRequests != 0 {
			w.breakable(BranchClaim, w.place(s.Schema, keyword), keyword, s.Schema, keyword)
		}
	}
	if s.branches != nil && r&requestJSON != 0 {
		w.breakable(BranchClaim, w.place(s.Schema, "discriminator"), "discriminator", s.Schema, "discriminator")
	}
}
