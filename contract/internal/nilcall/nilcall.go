// Package nilcall is for tests. It calls functions with nil values, which must give errors and no
// panics.
//
//	for _, c := range nilcall.Of(recording.Create, &recording.Writer{}) {
//		assert.NotPanics(t, c.Do, c.Name)
//	}
package nilcall

import (
	"context"
	"reflect"
	"runtime"
	"strings"
)

// Call is a call of a function or a method.
type Call struct {
	// Name says what is called, and with which arguments.
	Name string
	// Do makes the call. If the call returns a sequence, Do reads it.
	Do func()
}

// Of returns calls of functions, and of the methods of values, if they can return an error. The
// value of a type is a pointer; its methods are called with it and with a nil pointer. The
// arguments are zero values, and the context is nil, a nil pointer, or a usable one.
func Of(functionsAndValues ...any) []Call {
	var calls []Call
	for _, given := range functionsAndValues {
		v := reflect.ValueOf(given)
		if v.Kind() == reflect.Func {
			name := runtime.FuncForPC(v.Pointer()).Name()
			calls = append(calls, callsOf(name[strings.LastIndex(name, "/")+1:], v, nil)...)
			continue
		}
		for i := range v.NumMethod() {
			name := v.Type().String() + "." + v.Type().Method(i).Name
			method := v.Type().Method(i).Func
			calls = append(calls, callsOf(name, method, []reflect.Value{v})...)
			if _, ofValue := v.Type().Elem().MethodByName(v.Type().Method(i).Name); !ofValue { // Go itself refuses it.
				calls = append(calls, callsOf("nil "+name, method, []reflect.Value{reflect.Zero(v.Type())})...)
			}
		}
	}
	return calls
}

// callsOf returns the calls of a function whose first arguments are given.
func callsOf(name string, f reflect.Value, given []reflect.Value) []Call {
	if !canFail(f.Type()) {
		return nil
	}
	var calls []Call
	for which, ctx := range map[string]context.Context{"": context.Background(), ", nil context": nil, ", nil pointer as context": (*pointer)(nil)} {
		arguments := given
		for i := len(given); i < f.Type().NumIn(); i++ {
			argument := reflect.New(f.Type().In(i)).Elem()
			switch {
			case argument.Type() == reflect.TypeFor[context.Context]() && ctx != nil:
				argument.Set(reflect.ValueOf(ctx))
			case f.Type().IsVariadic() && i == f.Type().NumIn()-1: // One nil option.
				argument = reflect.Zero(f.Type().In(i).Elem())
			}
			arguments = append(arguments[:i:i], argument)
		}
		calls = append(calls, Call{name + which, func() { read(f.Call(arguments)) }})
	}
	return calls
}

// pointer is a context if it is not nil.
type pointer struct{ context.Context }

// canFail reports whether a function returns an error, or a sequence that yields errors.
func canFail(f reflect.Type) bool {
	if f.NumOut() == 0 {
		return false
	}
	last := f.Out(f.NumOut() - 1)
	return last == reflect.TypeFor[error]() || last.CanSeq2() && last.Kind() == reflect.Func && last.In(0).In(1) == reflect.TypeFor[error]()
}

// read reads a sequence to its end.
func read(results []reflect.Value) {
	if last := results[len(results)-1]; last.Kind() == reflect.Func {
		for range last.Seq2() {
		}
	}
}
