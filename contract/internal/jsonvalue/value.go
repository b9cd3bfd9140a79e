// Package jsonvalue represents JSON values without loss: numbers keep all their digits, and objects
// keep the order of their names and their duplicates.
//
//	value, err := jsonvalue.Decode(body, nil)
//	if err != nil {
//		return err
//	}
//	if object, ok := value.(*jsonvalue.Object); ok {
//		name, found := object.Get("name")
//	}
//
// A value is nil, a bool, a string, a [Number], an [Array] or an *[Object].
package jsonvalue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Array is a JSON array.
type Array []any

// Object is a JSON object.
type Object struct{ Members []Member }

// Member is a name in an object, and its value.
type Member struct {
	Name  string
	Value any
}

// Get returns the value of a name. It returns false if the object doesn't have the name. If the
// object has the name several times, Get returns the last value.
func (o *Object) Get(name string) (any, bool) {
	for _, m := range slices.Backward(o.Members) {
		if m.Name == name {
			return m.Value, true
		}
	}
	return nil, false
}

// Set replaces the value of a name, or adds a member at the end if the object doesn't have the
// name.
func (o *Object) Set(name string, value any) {
	for i := range o.Members {
		if o.Members[i].Name == name {
			o.Members[i].Value = value
			return
		}
	}
	o.Members = append(o.Members, Member{Name: name, Value: value})
}

// Equal reports whether two values are the same JSON value. The numbers 1 and 1.0 are equal, and so
// are objects with the same members in another order.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case Number:
		b, ok := b.(Number)
		return ok && (a == b || a.Compare(b) == 0)
	case Array:
		b, ok := b.(Array)
		return ok && slices.EqualFunc(a, b, Equal)
	case *Object:
		b, ok := b.(*Object)
		return ok && len(a.Members) == len(b.Members) && b.has(a.Members)
	default:
		return a == b
	}
}

// fewMembers is the number of members up to which comparing all names is fastest.
const fewMembers = 32

// has reports whether the object has equal values of the same names.
func (o *Object) has(members []Member) bool {
	get := o.Get
	if len(o.Members) > fewMembers {
		values := make(map[string]any, len(o.Members))
		for _, m := range o.Members {
			values[m.Name] = m.Value
		}
		get = func(name string) (any, bool) {
			value, ok := values[name]
			return value, ok
		}
	}
	return !slices.ContainsFunc(members, func(m Member) bool {
		other, ok := get(m.Name)
		return !ok || !Equal(m.Value, other)
	})
}

// AppendCanonical appends a string that is the same for equal values, and different for different
// values.
func AppendCanonical(text []byte, value any) []byte {
	switch value := value.(type) {
	case bool:
		return strconv.AppendBool(text, value)
	case string:
		return strconv.AppendQuote(text, value)
	case Number:
		d := value.decimal()
		return fmt.Appendf(text, "%t %s %d", d.negative, d.digits, d.exponent)
	case Array:
		text = append(text, '[')
		for _, item := range value {
			text = append(AppendCanonical(text, item), ',')
		}
		return append(text, ']')
	case *Object:
		members := slices.Clone(value.Members)
		slices.SortStableFunc(members, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
		text = append(text, '{')
		for i, m := range members {
			if i+1 < len(members) && members[i+1].Name == m.Name {
				continue // If a name occurs several times, the last member is used.
			}
			text = append(strconv.AppendQuote(text, m.Name), ':')
			text = append(AppendCanonical(text, m.Value), ',')
		}
		return append(text, '}')
	default:
		return append(text, "null"...)
	}
}

// RepeatedItem returns the index of the first item that equals an earlier item. It returns false if
// all items are different.
func RepeatedItem(items Array) (int, bool) {
	seen := make(map[string]bool, len(items))
	var key []byte
	for i, item := range items {
		key = AppendCanonical(key[:0], item)
		if seen[string(key)] {
			return i, true
		}
		seen[string(key)] = true
	}
	return 0, false
}

// AnyString reports whether the function returns true for a name or a string at any depth of a
// value.
func AnyString(value any, is func(string) bool) bool {
	switch value := value.(type) {
	case string:
		return is(value)
	case Array:
		return slices.ContainsFunc(value, func(item any) bool { return AnyString(item, is) })
	case *Object:
		return slices.ContainsFunc(value.Members, func(m Member) bool { return is(m.Name) || AnyString(m.Value, is) })
	default:
		return false
	}
}
