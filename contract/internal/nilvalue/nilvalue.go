// Package nilvalue finds nil values behind interfaces. A comparison with nil doesn't find them.
//
//	if nilvalue.Is(ctx) {
//		return errors.New("the context is nil")
//	}
package nilvalue

import "reflect"

// Is reports whether an interface is nil, or has a nil value, such as a nil pointer.
func Is(value any) bool {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice, reflect.Chan:
		return v.IsNil()
	default:
		return false
	}
}
