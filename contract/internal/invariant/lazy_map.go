package invariant

import (
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

	// body is set if the map is a response.
	body *message.Body
}

// fields has the names and values of a map.
type fields interface {
	names() []string
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
	return adapter{}.NativeToValue(value), true
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
func (r lazyMap) Size() ref.Val { return types.Int(len(r.names())) }

// Iterator implements the macros that loop over a map.
func (r lazyMap) Iterator() traits.Iterator { return r.all().Iterator() }

// Equal implements the operator ==.
func (r lazyMap) Equal(other ref.Val) ref.Val { return r.all().Equal(other) }

// ConvertToNative implements [ref.Val].
func (r lazyMap) ConvertToNative(t reflect.Type) (any, error) { return r.all().ConvertToNative(t) }

// ConvertToType implements the conversions of CEL.
func (r lazyMap) ConvertToType(t ref.Type) ref.Val { return r.all().ConvertToType(t) }

// all computes all values.
func (r lazyMap) all() traits.Mapper {
	values := make(map[string]any, len(r.names()))
	for _, name := range r.names() {
		values[name] = r.find(name)
	}
	return types.NewStringInterfaceMap(adapter{}, values)
}

// adapter converts values of this package for cel-go. It converts the values in objects and arrays
// only if an expression asks for them.
type adapter struct{}

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
		return lazyMap{fields: object{value}}
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

func (o object) names() []string {
	names := make([]string, len(o.Members))
	for i, m := range o.Members {
		names[i] = m.Name
	}
	return names
}

func (o object) find(name string) any {
	value, ok := o.Get(name)
	if ok && value == nil {
		return null{}
	}
	return value
}
