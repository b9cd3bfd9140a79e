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
	fields

	adapter adapter
	// body is set if the map is a response.
	body *message.Body
}

// fields has the names and values of a map.
type fields interface {
	size() int
	// name returns the name at an index below the size.
	name(i int) string
	// find returns the value of a name. It returns nil if the map doesn't have the name, and null
	// if the value is null.
	find(name string) any
}

// null is a value that is null. It differs from nil, which means a missing name.
type null struct{}

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
func (r lazyMap) Size() ref.Val { return types.Int(r.size()) }

// Iterator implements the macros that loop over the names of a map.
func (r lazyMap) Iterator() traits.Iterator { return &nameIterator{names: r} }

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
		for i := range r.size() {
			if name := r.name(i); !yield(name, r.find(name)) {
				return
			}
		}
	}
}

// nameIterator iterates over the names of a map.
type nameIterator struct {
	traits.Iterator // It has the methods of [ref.Val], which no expression can reach.

	names lazyMap
	next  int
}

// HasNext implements [traits.Iterator].
func (i *nameIterator) HasNext() ref.Val { return types.Bool(i.next < i.names.size()) }

// Next implements [traits.Iterator].
func (i *nameIterator) Next() ref.Val {
	i.next++
	return types.String(i.names.name(i.next - 1))
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
	fields  map[field]any
	members map[*jsonvalue.Object]map[string]any
}

// field is a field of a message, which is told from others by its body.
type field struct {
	message *message.Body
	name    string
}

// once returns the value of a field. It computes the value once, because a loop may ask for it in
// each step, and some take as long as reading the whole message.
func (a adapter) once(of field, fields interface{ compute(name string) any }) any {
	if value, ok := a.known.fields[of]; ok {
		return value
	}
	value := fields.compute(of.name)
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
		return lazyMap{fields: object{value, a}, adapter: a}
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
type object struct {
	*jsonvalue.Object

	adapter adapter
}

func (o object) size() int { return len(o.Members) }

func (o object) name(i int) string { return o.Members[i].Name }

func (o object) find(name string) any {
	value, ok := o.adapter.member(o.Object, name)
	if ok && value == nil {
		return null{}
	}
	return value
}

// names has the names of a map that has few.
type names []string

func (n names) size() int { return len(n) }

func (n names) name(i int) string { return n[i] }

// lazyNames has the names of a map. It collects them only if an expression asks for them.
type lazyNames struct {
	collect func() []string
	all     names
}

func (n *lazyNames) collected() names {
	if n.all == nil {
		n.all = n.collect()
	}
	return n.all
}

func (n *lazyNames) size() int { return n.collected().size() }

func (n *lazyNames) name(i int) string { return n.collected().name(i) }
