package invariant

import (
	"iter"
	"maps"
	"reflect"
	"strconv"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
)

// lazyMap is a CEL map that computes a value only if an expression asks for it.
type lazyMap struct {
	fields  fields
	adapter adapter
}

// fields has the names and values of a map.
type fields interface {
	size() int
	// name returns the name at an index below the size.
	name(a adapter, i int) string
	// find returns the value of a name. It returns nil if the map doesn't have the name, and null
	// if the value is null.
	find(a adapter, name string) any
}

// null is a value that is null. It differs from nil, which means a missing name.
type null struct{}

func (r lazyMap) find(name string) any { return r.fields.find(r.adapter, name) }

// Find implements [traits.Mapper].
func (r lazyMap) Find(key ref.Val) (ref.Val, bool) {
	name, ok := key.(types.String)
	if !ok {
		return nil, false
	}
	value := r.find(string(name))
	if value == nil {
		return nil, false
	}
	return r.adapter.NativeToValue(value), true
}

// Contains implements the operator in.
func (r lazyMap) Contains(key ref.Val) ref.Val {
	name, ok := key.(types.String)
	return types.Bool(ok && r.find(string(name)) != nil)
}

// Get implements field access.
func (r lazyMap) Get(key ref.Val) ref.Val {
	if value, ok := r.Find(key); ok {
		return value
	}
	return types.NewErr("no such key: %v", key)
}

// Type implements [ref.Val].
func (r lazyMap) Type() ref.Type { return types.MapType }

// Value implements [ref.Val].
func (r lazyMap) Value() any { return r.all().Value() }

// Size implements the function size.
func (r lazyMap) Size() ref.Val { return types.Int(r.fields.size()) }

// Iterator implements the macros that loop over the names of a map.
func (r lazyMap) Iterator() traits.Iterator { return &nameIterator{of: r} }

// Equal implements the operator ==.
func (r lazyMap) Equal(other ref.Val) ref.Val { return r.all().Equal(other) }

// ConvertToNative implements [ref.Val].
func (r lazyMap) ConvertToNative(t reflect.Type) (any, error) { return r.all().ConvertToNative(t) }

// ConvertToType implements the conversions of CEL, and the function type.
func (r lazyMap) ConvertToType(t ref.Type) ref.Val {
	switch t {
	case types.MapType:
		return r
	case types.TypeType:
		return types.MapType
	default:
		return types.NewErr("a map can't become a %v", t)
	}
}

// all computes all values.
func (r lazyMap) all() traits.Mapper {
	return types.NewStringInterfaceMap(r.adapter, maps.Collect(r.values()))
}

// values iterates over the names and the values.
func (r lazyMap) values() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for i := range r.fields.size() {
			if name := r.fields.name(r.adapter, i); !yield(name, r.find(name)) {
				return
			}
		}
	}
}

// nameIterator iterates over the names of a map.
type nameIterator struct {
	traits.Iterator // It has the methods of [ref.Val], which no expression can reach.

	of   lazyMap
	next int
}

// HasNext implements [traits.Iterator].
func (i *nameIterator) HasNext() ref.Val { return types.Bool(i.next < i.of.fields.size()) }

// Next implements [traits.Iterator].
func (i *nameIterator) Next() ref.Val {
	i.next++
	return types.String(i.of.fields.name(i.of.adapter, i.next-1))
}

// adapter converts values for cel-go. It converts the values in objects and arrays only if an
// expression asks for them.
type adapter struct {
	// known keeps what is looked up again and again. It is nil for the constants of an expression.
	known *known
}

// known keeps what expressions ask for again and again about the messages of one exchange and of
// those before it.
type known struct {
	// keeps reports whether the values of fields are kept. Only an expression that loops asks for a
	// field very often.
	keeps   bool
	fields  map[field]any
	members map[*jsonvalue.Object]map[string]any
	headers map[*message.Body]*knownHeader
	// ids are those of the operations of the earlier exchanges.
	ids []string
	// neededOmitted reports whether the last expression needed a body that the recorder left out.
	neededOmitted bool
}

// field is a field of a message, which is told from others by its body.
type field struct {
	message *message.Body
	name    string
}

// once returns the value of a field. It computes the value once, because a loop may ask for it in
// each step, and some take as long as reading the whole message.
func (a adapter) once(of field, fields interface {
	compute(a adapter, name string) any
},
) any {
	if !a.known.keeps {
		return fields.compute(a, of.name)
	}
	if value, ok := a.known.fields[of]; ok {
		return value
	}
	value := fields.compute(a, of.name)
	if value == nil {
		return nil // Expressions can ask for very many names that no message has.
	}
	if a.known.fields == nil {
		a.known.fields = map[field]any{}
	}
	a.known.fields[of] = value
	return value
}

// manyMembers is the number of members, or of fields of a header, from which finding a name takes
// an index.
const manyMembers = 32

// member returns the value of a name in an object.
func (a adapter) member(o *jsonvalue.Object, name string) (any, bool) {
	if len(o.Members) < manyMembers || a.known == nil {
		return o.Get(name)
	}
	index := a.known.members[o]
	if index == nil {
		index = make(map[string]any, len(o.Members))
		for _, m := range o.Members {
			index[m.Name] = m.Value
		}
		if a.known.members == nil {
			a.known.members = map[*jsonvalue.Object]map[string]any{}
		}
		a.known.members[o] = index
	}
	value, ok := index[name]
	return value, ok
}

// NativeToValue implements [types.Adapter].
func (a adapter) NativeToValue(value any) ref.Val {
	switch value := value.(type) {
	case null:
		return types.NullValue
	case ref.Val:
		return value
	case string:
		return types.String(value)
	case int:
		return types.Int(value)
	case *jsonvalue.Object:
		return lazyMap{object{value}, a}
	case jsonvalue.Array:
		return types.NewDynamicList(a, []any(value))
	case jsonvalue.Number:
		if integer, err := strconv.ParseInt(string(value), 10, 64); err == nil {
			return types.Int(integer)
		}
		return types.Double(value.Float())
	default:
		return types.DefaultTypeAdapter.NativeToValue(value)
	}
}

// object has the fields of a JSON object for CEL.
type object struct{ *jsonvalue.Object }

func (o object) size() int { return len(o.Members) }

func (o object) name(_ adapter, i int) string { return o.Members[i].Name }

func (o object) find(a adapter, name string) any {
	value, ok := a.member(o.Object, name)
	if ok && value == nil {
		return null{}
	}
	return value
}
