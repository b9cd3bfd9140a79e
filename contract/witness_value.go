package contract

// valueTestimony is the work on one value of a message and all that is in it.
type valueTestimony struct {
	*testimony
	*validation

	// locate makes a place in the message of a JSON pointer.
	locate func(pointer string) string
	// wrong are the places of what is not as its schema says.
	wrong map[string]bool
}

// visit bears out what there is to say of a value that schemas apply to.
func (t *valueTestimony) visit(schemas []*schema, value any) {
	if t.wrong == nil {
		t.wrong = make(map[string]bool, len(t.validation.found))
		for i := range t.validation.found {
			t.wrong[t.validation.found[i].at] = true
		}
	}
	here := t.place()
	right := !t.wrong[here]
	at := t.locate(here)
	applying := t.holding(schemas, value, at, right)
	if right {
		for _, s := range applying {
			t.value(s, value, at)
		}
	}
	switch value := value.(type) {
	case array:
		t.items(applying, value)
	case *object:
		for _, s := range applying {
			t.absent(s, value, at, right)
		}
		for i := range value.members {
			t.member(applying, &value.members[i])
		}
	}
}

func (t *valueTestimony) says(s *schema, part string, aspect Aspect, at string) {
	t.bears(claimKey{s.Schema, part, aspect}, at)
}

// value bears out what a schema says of a value that is as it says.
func (t *valueTestimony) value(s *schema, value any, at string) {
	for i := range s.enum {
		if equal(s.enum[i], value) {
			t.says(s, "enum/"+index(i), Used, at)
		}
	}
	if value == nil {
		t.says(s, "nullable", IsNull, at)
		return
	}
	t.says(s, "type", Kept, at)
	t.says(s, "not", Kept, at)
	kind := kindOf(value, s.types)
	for i := range constraints {
		if c := &constraints[i]; c.kinds&kind != 0 && c.declares(s) && (c.shows == nil || c.shows(s, value)) {
			t.says(s, c.keyword, c.aspect, at)
		}
	}
	if o, ok := value.(*object); ok {
		t.says(s, "additionalProperties", Kept, at)
		for _, name := range s.Required {
			if _, there := o.get(name); there {
				t.says(s, "required/"+name, Kept, at)
			}
		}
	}
}

func (t *valueTestimony) items(applying []*schema, value array) {
	var schemas []*schema
	for _, s := range applying {
		if s.items != nil {
			schemas = append(schemas, s.items)
		}
	}
	if len(schemas) == 0 {
		return
	}
	for i, item := range value {
		t.within(step{index: i}, schemas, item)
	}
}

func (t *valueTestimony) within(at step, schemas []*schema, value any) {
	t.path = append(t.path, at)
	t.visit(schemas, value)
	t.path = t.path[:len(t.path)-1]
}

// absent bears out that an object may lack properties, those of the other half of an exchange apart.
func (t *valueTestimony) absent(s *schema, o *object, at string, right bool) {
	for name, property := range s.properties {
		_, there := o.get(name)
		otherSide := t.testimony.side == RequestSide && property.ReadOnly || t.testimony.side == ResponseSide && property.WriteOnly
		if right && !there && !otherSide {
			t.says(s, "properties/"+name, Absent, at)
		}
	}
}

// member bears out a property that an object has, and what it is.
func (t *valueTestimony) member(applying []*schema, m *member) {
	t.path = append(t.path, step{name: m.name, isKey: true})
	here := t.place()
	right := !t.wrong[here]
	at := t.locate(here)
	t.path = t.path[:len(t.path)-1]
	var declared []*schema
	for _, s := range applying {
		part, property := "properties/"+m.name, s.properties[m.name]
		if property == nil {
			part, property = "additionalProperties", s.additional
		}
		if right {
			t.says(s, part, Present, at)
		}
		if property == nil {
			continue
		}
		declared = append(declared, property)
		if right {
			t.oneSided(property, at)
		}
	}
	if len(declared) > 0 {
		t.within(step{name: m.name, isKey: true}, declared, m.value)
	}
}

// oneSided bears out that a property is in one half of the exchange alone: it is in this one, and the other is there to see.
func (t *valueTestimony) oneSided(property *schema, at string) {
	if t.testimony.side == ResponseSide || t.exchange.Response != nil {
		t.says(property, "readOnly", Kept, at)
		t.says(property, "writeOnly", Kept, at)
	}
}

// holding returns the schemas that a value is held against and, of several branches, matches. It bears out those.
func (t *valueTestimony) holding(schemas []*schema, value any, at string, right bool) []*schema {
	composed := false
	for _, s := range schemas {
		composed = composed || s.composed()
	}
	if !composed {
		return schemas
	}
	var all []*schema
	seen := map[*schema]bool{}
	var add func(s *schema)
	add = func(s *schema) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		all = append(all, s)
		for _, part := range s.allOf {
			add(part)
		}
		chosen, byDiscriminator := discriminated(s, value)
		add(building(s, chosen))
		for keyword, branches := range map[string][]*schema{"anyOf": s.anyOf, "oneOf": s.oneOf} {
			matched, _ := t.matching(branches, value)
			for _, i := range matched {
				if byDiscriminator && branches[i] != chosen || keyword == "oneOf" && !byDiscriminator && len(matched) != 1 {
					continue
				}
				if right {
					t.says(s, keyword+"/"+index(i), Used, at)
				}
				add(branches[i])
			}
		}
	}
	for _, s := range schemas {
		add(s)
	}
	return all
}

// building returns the schema that a discriminator has chosen from those that build on its own; nil where it chose one of the alternatives
// beside it.
func building(s, chosen *schema) *schema {
	if len(s.anyOf)+len(s.oneOf) > 0 {
		return nil
	}
	return chosen
}
