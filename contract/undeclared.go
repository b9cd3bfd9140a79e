package contract

// undeclared is a property that none of the schemas that apply to its object declares.
type undeclared struct {
	// schema is the first of those that apply to the object.
	schema *schema
	at     string
	name   string
}

// undeclared adds each undeclared property of a value, at any depth.
func (v *validation) undeclared(schemas []*schema, value any, found []undeclared) []undeclared {
	switch value := value.(type) {
	case array:
		applying := v.applying(schemas, value)
		var items []*schema
		for _, s := range applying {
			if s.items != nil {
				items = append(items, s.items)
			}
		}
		if len(items) == 0 {
			return found
		}
		for i, item := range value {
			v.path = append(v.path, step{index: i})
			found = v.undeclared(items, item, found)
			v.path = v.path[:len(v.path)-1]
		}
	case *object:
		applying := v.applying(schemas, value)
		if isOpen(applying) {
			return found
		}
		for i := range value.members {
			m := &value.members[i]
			v.path = append(v.path, step{name: m.name, isKey: true})
			found = v.undeclaredProperty(applying, m, found)
			v.path = v.path[:len(v.path)-1]
		}
	}
	return found
}

func (v *validation) undeclaredProperty(applying []*schema, m *member, found []undeclared) []undeclared {
	var one [1]*schema // Enough for most, and on the stack.
	declared := one[:0]
	closed := false
	for _, s := range applying {
		if property := s.properties[m.name]; property != nil {
			declared = append(declared, property)
		} else if s.additional != nil {
			declared = append(declared, s.additional)
		}
		closed = closed || s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has
	}
	switch {
	case len(declared) > 0:
		switch m.value.(type) {
		case array, *object:
			return v.undeclared(declared, m.value, found)
		}
	case !closed: // Where it is closed, the schema forbids the property, which is a mismatch.
		found = append(found, undeclared{schema: applying[0], at: v.place(), name: m.name})
	}
	return found
}

// isOpen reports whether the schemas leave it open which properties an object has: one says so, or none says anything of them.
func isOpen(schemas []*schema) bool {
	silent := true
	for _, s := range schemas {
		if has := s.AdditionalProperties.Has; has != nil && *has {
			return true
		}
		if len(s.properties) > 0 || s.additional != nil || s.AdditionalProperties.Has != nil {
			silent = false
		}
	}
	return silent
}
