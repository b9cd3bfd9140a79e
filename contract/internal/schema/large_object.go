package schema

import "github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"

// fewMembers is the number of members of an object up to which comparing all names is fastest.
const fewMembers = 32

// Has reports whether an object has a property. A schema may ask about thousands of properties of
// an object with thousands of properties.
func (v *Validation) Has(o *jsonvalue.Object, name string) bool {
	if len(o.Members) <= fewMembers {
		_, ok := o.Get(name)
		return ok
	}
	names, ok := v.large[o]
	if !ok {
		names = make(map[string]bool, len(o.Members))
		for i := range o.Members {
			names[o.Members[i].Name] = true
		}
		if v.large == nil {
			v.large = map[*jsonvalue.Object]map[string]bool{}
		}
		v.large[o] = names
	}
	return names[name]
}
