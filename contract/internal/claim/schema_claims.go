package claim

import (
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// reach says in which messages the values of a schema occur. It also says whether they occur as
// JSON or as the text of a parameter.
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

// side returns the side of the messages, or an empty side for both.
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

// forProperty removes the side to which a readOnly or writeOnly property doesn't belong.
func (r reach) forProperty(property *schema.Schema) reach {
	if property.ReadOnly {
		r &^= inRequests
	}
	if property.WriteOnly {
		r &^= inResponses
	}
	return r
}

// schema records how a schema is reached. The claims of the schema are added later, when all ways
// to reach it are known.
func (w *walk) schema(s *schema.Schema, r reach) {
	if s == nil || r == 0 {
		return
	}
	before := w.visited[s]
	if before|r == before || w.unreferenced && w.reached[s.Node] != 0 && !w.isPending(s) {
		return
	}
	if w.reached[s.Node] == 0 {
		w.order = append(w.order, s)
	}
	w.visited[s] = before | r
	w.reached[s.Node] |= r
	w.inner(s, r)
	for _, part := range slices.Concat(s.Refs, s.AllOf, []*schema.Schema{s.Then, s.Else}) {
		w.schema(part, r)
	}
	for _, branch := range slices.Concat(s.AnyOf, s.OneOf) {
		if !branch.Never { // The server refuses no message because of this branch alone.
			w.schema(branch, r)
		}
	}
	for _, dependent := range s.DependentSchemas {
		w.schema(dependent.Schema, r)
	}
	if s.Discriminator != nil {
		for _, name := range s.Discriminator.Names() {
			w.schema(s.Discriminator.Branches[name], r)
		}
	}
}

// inner records how the schemas of the values inside a value are reached. It leaves out the schemas
// under not, if, contains and propertyNames, because none of them alone can make a message invalid.
func (w *walk) inner(s *schema.Schema, r reach) {
	for _, name := range properties(s) {
		w.schema(s.Properties.Get(name), r.forProperty(s.Properties.Get(name)))
	}
	for _, p := range s.Patterns {
		w.schema(p.Schema, r.forProperty(p.Schema))
	}
	for _, item := range s.Prefix {
		w.schema(item, r)
	}
	for _, rest := range []*schema.Schema{s.Items, s.UnevaluatedItems, s.Additional, s.Unevaluated} {
		if rest != nil && !rest.Never { // If the schema is false, the keyword has the claim.
			w.schema(rest, r)
		}
	}
}

// isPending reports whether the claims of a schema must still be added.
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

// schemas adds the claims of the schemas in order, and empties the list.
func (w *walk) schemas() {
	for _, s := range w.order {
		r := w.reached[s.Node]
		if s.Never {
			if r&inRequests != 0 {
				w.addRejected(Constraint, s.Node.Place(), schema.FalseSchema, s.Node)
			}
			continue
		}
		w.values(s, r)
		w.constraints(s, r)
		w.items(s, r)
		w.properties(s, r)
		w.branches(s, r)
		w.conditions(s, r)
	}
	w.order = nil
}

// keyword adds the claim that a value satisfies a keyword. If a request can break the keyword, it
// also adds the claim that the server rejects such a request.
func (w *walk) keyword(s *schema.Schema, r reach, keyword string, aspect Aspect, breakable bool) {
	w.add(key{s.Node, keyword, aspect}, Constraint, r.side(), placeOf(s.Node, keyword))
	if breakable {
		w.rejects(s, r, Constraint, keyword)
	}
}

// rejects adds the claim that the server rejects a request that breaks a keyword. It does nothing
// if no request has a value of the schema.
func (w *walk) rejects(s *schema.Schema, r reach, kind Kind, keyword string) {
	if r&inRequests != 0 {
		w.addRejected(kind, placeOf(s.Node, keyword), keyword, s.Node.Nearest(keyword))
	}
}

// values adds the claims about a value as a whole: its type, null, the enum and the const.
func (w *walk) values(s *schema.Schema, r reach) {
	w.types(s, r)
	json := r & asJSON
	switch {
	case json == 0: // The value of a parameter is text and can't be null.
	case s.Nullable:
		w.add(key{s.Node, "nullable", IsNull}, Null, json.side(), placeOf(s.Node, "nullable"))
	case json&requestJSON != 0 && s.Types&schema.Nulls == 0 && s.Node.Document().Version() == document.V30:
		// In later versions, null has its own type, and the type already has a claim.
		w.addRejected(Null, s.Node.Place(), "nullable", s.Node.Nearest("nullable"))
	}
	if s.Const != nil {
		if *s.Const != nil || json != 0 {
			w.add(key{s.Node, "const", Used}, Enum, r.side(), placeOf(s.Node, "const"))
		}
		w.rejects(s, r, Enum, "const")
	}
	for i := range s.Enum {
		w.add(key{s.Node, "enum/" + strconv.Itoa(i), Used}, Enum, r.side(), placeOf(s.Node, "enum", strconv.Itoa(i)))
	}
	if len(s.Enum) > 0 {
		w.rejects(s, r, Enum, "enum")
	}
}

// types adds the claims that a value is of the type, or of each type in a list.
func (w *walk) types(s *schema.Schema, r reach) {
	list := s.Node.Get("type")
	if list == nil {
		return
	}
	breakable := r&requestJSON != 0 || s.Types&schema.Strings == 0
	if list.Kind() != document.Array {
		w.keyword(s, r, "type", Kept, breakable)
		return
	}
	for i, item := range list.Entries() {
		switch place := placeOf(s.Node, "type", i); {
		case item.Text() != "null":
			w.add(key{s.Node, "type/" + i, Kept}, Constraint, r.side(), place)
		case r&asJSON != 0:
			w.add(key{s.Node, "type/" + i, IsNull}, Null, (r & asJSON).side(), place)
		}
	}
	if breakable {
		w.rejects(s, r, Constraint, "type")
	}
}

// constraints adds the claims about the constraints on numbers, strings, arrays and objects.
func (w *walk) constraints(s *schema.Schema, r reach) {
	for _, c := range schema.Constraints() {
		if c.Declared(s) && c.Kinds&s.Types != 0 {
			w.keyword(s, r, c.Keyword, aspectOf(c), c.Keyword != "format" || !schema.IsFree(s.Format()))
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

// items adds the claims about the items of an array that have their own schema, or that no other
// keyword describes.
func (w *walk) items(s *schema.Schema, r reach) {
	for i, item := range s.Prefix {
		index := strconv.Itoa(i)
		part, place := "prefixItems/"+index, placeOf(s.Node, "prefixItems", index)
		if !item.Never {
			w.add(key{s.Node, part, Present}, Property, r.side(), place)
		}
		if uint64(i) >= s.MinItems {
			w.add(key{s.Node, part, Absent}, Property, r.side(), place)
		}
	}
	if s.UnevaluatedItems != nil && !s.UnevaluatedItems.Never {
		w.add(key{s.Node, "unevaluatedItems", Present}, Property, r.side(), placeOf(s.Node, "unevaluatedItems"))
	}
}

// properties adds the claims about the properties of an object, including undeclared ones.
func (w *walk) properties(s *schema.Schema, r reach) {
	required := make(map[string]bool, len(s.Required))
	for _, name := range s.Required {
		required[name] = true
	}
	for _, name := range properties(s) {
		property := s.Properties.Get(name)
		side, place := r.forProperty(property).side(), placeOf(s.Node, "properties", name)
		if !property.Never {
			w.add(key{s.Node, "properties/" + name, Present}, Property, side, place)
		}
		if !required[name] {
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
	for i := range s.Patterns {
		if p := &s.Patterns[i]; p.IsRead() && !p.Schema.Never {
			side, place := r.forProperty(p.Schema).side(), placeOf(s.Node, "patternProperties", p.Pattern)
			w.add(key{s.Node, "patternProperties/" + p.Pattern, Present}, Property, side, place)
		}
	}
	w.required(s, r)
	w.dependent(s, r)
	switch {
	case s.IsClosed():
		w.keyword(s, r, "additionalProperties", Kept, true)
	case s.AdditionalAllowed != nil || s.Additional != nil:
		w.add(key{s.Node, "additionalProperties", Present}, Property, r.side(), placeOf(s.Node, "additionalProperties"))
	}
	if s.Unevaluated != nil && !s.Unevaluated.Never {
		w.add(key{s.Node, "unevaluatedProperties", Present}, Property, r.side(), placeOf(s.Node, "unevaluatedProperties"))
	}
}

func (w *walk) rejectsReadOnly(property *schema.Schema, r reach) {
	if r&inRequests != 0 {
		w.addRejected(Constraint, placeOf(property.Node, "readOnly"), "readOnly", property.Node.Nearest("readOnly"))
	}
}

// required adds two claims for each required property: that the property is present, and that the
// server rejects a request without it.
func (w *walk) required(s *schema.Schema, r reach) {
	for i, name := range s.Required {
		listed := s.Node.At("required", strconv.Itoa(i))
		w.add(key{s.Node, "required/" + name, Kept}, Constraint, r.side(), listed.Place())
		if property := s.Properties.Get(name); r&inRequests != 0 && (property == nil || !property.ReadOnly) {
			w.addRejected(Constraint, listed.Place(), "required", listed)
		}
	}
}

// dependent adds the claims about properties that other properties require. It also adds the claims
// about schemas that apply if an object has a property.
func (w *walk) dependent(s *schema.Schema, r reach) {
	for _, dependency := range s.DependentRequired {
		list := s.Node.At("dependentRequired", dependency.Name)
		for i, name := range dependency.Required {
			listed := list.At(strconv.Itoa(i))
			w.add(key{s.Node, dependent(dependency.Name, name), Kept}, Constraint, r.side(), listed.Place())
			if property := s.Properties.Get(name); r&inRequests != 0 && (property == nil || !property.ReadOnly) {
				w.addRejected(Constraint, listed.Place(), "dependentRequired", listed)
			}
		}
	}
	for _, dependent := range s.DependentSchemas {
		if !dependent.Schema.Never {
			place := placeOf(s.Node, "dependentSchemas", dependent.Name)
			w.add(key{s.Node, "dependentSchemas/" + dependent.Name, Kept}, Constraint, r.side(), place)
		}
	}
}

// dependent returns the place in a schema that says that one property requires another.
func dependent(name, required string) string {
	return jsonvalue.Pointer("dependentRequired", name, required)
}

// branches adds a claim for each schema under anyOf and oneOf. It also adds the claim that the
// server rejects a request that matches none of them.
func (w *walk) branches(s *schema.Schema, r reach) {
	for _, keyword := range []string{"anyOf", "oneOf"} {
		branches := s.AnyOf
		if keyword == "oneOf" {
			branches = s.OneOf
		}
		for i, branch := range branches {
			if !branch.Never {
				w.add(key{s.Node, keyword + "/" + strconv.Itoa(i), Used}, Branch, r.side(), placeOf(s.Node, keyword, strconv.Itoa(i)))
			}
		}
		if len(branches) > 0 {
			w.rejects(s, r, Branch, keyword)
		}
	}
}

// conditions adds a claim for each outcome of an if: that a value matches it, and that a value
// doesn't match it. The claim has the place of the keyword then or else. If that keyword is
// missing, the claim has the place of the keyword if.
func (w *walk) conditions(s *schema.Schema, r reach) {
	if s.If == nil || s.Then == nil && s.Else == nil {
		return
	}
	for _, outcome := range []struct {
		keyword string
		aspect  Aspect
		schema  *schema.Schema
	}{{"then", Used, s.Then}, {"else", Absent, s.Else}} {
		k := key{s.Node, outcome.keyword, Used}
		switch {
		case outcome.schema == nil:
			k.aspect = outcome.aspect
			w.add(k, Branch, r.side(), placeOf(s.Node, "if"))
		case !outcome.schema.Never:
			w.add(k, Branch, r.side(), placeOf(s.Node, outcome.keyword))
		}
	}
}
